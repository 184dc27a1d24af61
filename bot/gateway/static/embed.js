// The one line on the plan's site: a button that opens the chat in a frame. See docs/embedding.md.
(() => {
  const script = document.currentScript || document.querySelector("[src*='/static/embed.js']");
  const { colour, position, language = "", opening = "" } = script.dataset;
  const site = new URL(script.src).origin;
  const brand = /^[\da-f]{6}$/i.test(colour) ? colour : "0a4f5c";
  const href = `${site}/chat?colour=${brand}&language=${language}`;
  // White as long as it can be read on the colour, else black (WCAG 2.2, 1.4.3).
  const [red, green, blue] = brand.match(/../g).map((digits) => parseInt(digits, 16) ** 2.2);
  const ink = 0.2126 * red + 0.7152 * green + 0.0722 * blue > 35254 ? "#000" : "#fff";

  const make = (what, more, ...parts) => {
    const element = Object.assign(document.createElement(what), more);
    element.append(...parts);
    return element;
  };
  const title = "HPSM helper";
  const link = make("a", { href, target: "_blank" }, "Open it in a new tab");
  const phone = make("a", { href: "tel:+16506162133" }, "650-616-2133");
  const trouble = make("p", {}, "The chat cannot be shown here. ", link, " or call ", phone);
  const frame = make("iframe", { title });
  const close = make("button", { onclick: () => dialog.close() }, "Close");
  const dialog = make("dialog", { closedBy: "any", onclose: () => dialog.open || launcher.focus() }, close, frame, trouble);
  dialog.setAttribute("aria-label", title);
  const launcher = make("button", { onclick: open }, make("span", {}, title, make("small", {}, opening)));
  const host = make("calaim-helper", { onkeydown: ({ key }) => void (key === "Escape" && heard.close()) });
  const root = host.attachShadow({ mode: "closed" });
  const sheet = new CSSStyleSheet();
  const corner = position === "left" ? "auto 1em 1em" : "1em 1em auto";
  sheet.replaceSync(`button,dialog{position:fixed;inset:auto ${corner};box-sizing:border-box;max-width:calc(100% - 2em);max-height:calc(100% - 2em);padding:0;border:2px solid;background:#${brand};color:${ink};font:1em system-ui}
button{z-index:2147483647;display:flex;align-items:center;gap:.6em;min-height:48px;padding:.4em 1em;border-radius:2em;font-weight:700;text-align:start}
dialog+button::before{content:"✓"/"";padding:.4em .6em;border-radius:50%50%50%0;background:${ink};color:#${brand}}
[open]{display:flex;flex-direction:column;width:26em;height:40em}[open]+button,[hidden]{display:none}
dialog button{position:static;align-self:end;margin:2px}iframe{flex:1;border:0}p{margin:1em}a{color:inherit}small{display:block}
@media(max-width:30em),(max-height:30em){[open]{inset:0;width:100%;height:100%;max-width:none;max-height:none;border:0}}@media print{*{display:none!important}}`);
  root.adoptedStyleSheets = [sheet];
  root.append(dialog, launcher);
  host.style.cssText = "all:initial!important";
  // Outside of the body, so that nothing that happens to the body happens to this.
  if (!document.querySelector("calaim-helper")) document.documentElement.append(host);

  let escapes, ready = false;
  function show(fine) {
    trouble.hidden = fine;
    frame.hidden = !fine;
    if (dialog.open && ready == fine) (fine ? frame : link).focus();
  }
  function open() {
    escapes = 0;
    dialog.showModal();
    show(true);
    if (ready) return;
    const look = () => ready || show(false);
    frame.onload = () => setTimeout(look, 2000);
    frame.src = href;
    setTimeout(look, 8000);
  }
  const heard = {
    ready() {
      ready = true;
      show(true);
    },
    // Three in a row lead away: the first one closes the panel.
    close() {
      dialog.close();
      if (++escapes > 2) heard.leave();
    },
    // The chat, too, has to forget what was said.
    leave() {
      frame.contentWindow.postMessage({ calaim: "leave" }, site);
      location.replace(`${site}/leave`);
    },
  };
  addEventListener("message", ({ origin, source, data }) => {
    if (origin === site && source === frame.contentWindow) heard[data.calaim]?.();
  });
})();
