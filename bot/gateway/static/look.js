// The page for web teams: the line and the helper in the corner follow the settings.

const [line, copy, copied, settings] = ["line", "copy", "copied", "settings"].map((id) => document.getElementById(id));
const usual = { colour: "0a4f5c", position: "right", language: "en", opening: "" };
const quoted = (text) => text.replaceAll("&", "&amp;").replaceAll('"', "&quot;").replaceAll("<", "&lt;");

function chosen() {
  const all = Object.fromEntries(new FormData(settings));
  all.colour = all.colour.replace("#", "");
  all.opening = all.opening.trim();
  return Object.entries(all).filter(([name, value]) => value !== usual[name]);
}

function change() {
  const attributes = chosen().map(([name, value]) => ` data-${name}="${quoted(value)}"`).join("");
  line.textContent = `<script src="${line.dataset.site}/static/embed.js"${attributes} defer></script>`;
  copied.textContent = "";
  show();
}

function show() {
  document.querySelectorAll("calaim-helper, script[src^='/static/embed.js']").forEach((old) => old.remove());
  const script = document.createElement("script");
  Object.assign(script.dataset, Object.fromEntries(chosen()));
  script.src = "/static/embed.js";
  document.head.append(script);
}

// Browsers give no clipboard to pages without https; selecting works everywhere.
async function toClipboard(text) {
  try {
    await navigator.clipboard.writeText(text);
    return true;
  } catch {
    getSelection().selectAllChildren(line);
    return document.execCommand("copy");
  }
}

copy.onclick = async () => {
  copied.textContent = (await toClipboard(line.textContent)) ? "Copied." : "Selected. Press Ctrl+C to copy.";
};
settings.onsubmit = (event) => event.preventDefault();
settings.onchange = change;
for (const id of ["copying", "settings", "live"]) document.getElementById(id).hidden = false;
// The real one stands in the corner.
document.getElementById("mark").hidden = true;
