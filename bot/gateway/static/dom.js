// Makes elements without ever reading text as HTML.

/** An element: `make("p", {className: "x"}, "text", child)`; attributes with a dash are set as such. */
export function make(tag, properties = {}, ...children) {
  const element = document.createElement(tag);
  for (const [name, value] of Object.entries(properties)) {
    if (name.includes("-") || name === "role" || name === "for") element.setAttribute(name, value);
    else element[name] = value;
  }
  element.append(...children.filter((child) => child !== null && child !== undefined));
  return element;
}

const PHONE = /\b(?:1-)?\d{3}-\d{3}-\d{4}\b|\b(?:911|988|711)\b/g;

/** Text in which every phone number can be called. */
export function withPhones(text) {
  const parts = [];
  let end = 0;
  for (const match of text.matchAll(PHONE)) {
    const digits = match[0].replace(/\D/g, "");
    const number = digits.length === 10 ? `+1${digits}` : digits.length === 11 ? `+${digits}` : digits;
    parts.push(text.slice(end, match.index), make("a", { href: `tel:${number}` }, match[0]));
    end = match.index + match[0].length;
  }
  parts.push(text.slice(end));
  return parts;
}
