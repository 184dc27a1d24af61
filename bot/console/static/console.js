// Keys, the count in the title, and asking whether somebody is still there.
"use strict";

const body = document.body;
const title = document.title;
const all = (selector) => [...document.querySelectorAll(selector)];
const one = (selector) => document.querySelector(selector);

function showCount() {
  const line = one("#count") ?? one("#waiting");
  const count = Number(line?.dataset.count ?? 0);
  document.title = count ? `(${count}) ${title}` : title;
}

function move(step) {
  const rows = all("[data-row]");
  const at = rows.indexOf(document.activeElement);
  const next = at < 0 ? (step > 0 ? 0 : rows.length - 1) : at + step;
  rows[Math.min(Math.max(next, 0), rows.length - 1)]?.focus();
}

const KEYS = {
  j: () => move(1),
  k: () => move(-1),
  o: () => document.activeElement?.matches("[data-row]") && document.activeElement.click(),
  u: () => one("#back")?.click(),
  "/": () => one("#code")?.focus(),
  "?": () => one("#keys").showModal(),
};

function onKey(event) {
  if (event.key === "Enter" && (event.ctrlKey || event.metaKey)) event.target.form?.requestSubmit();
  const typing = event.target.closest?.("input, textarea, select, dialog");
  if (body.dataset.shortcuts !== "on" || typing || event.ctrlKey || event.metaKey || event.altKey) return;
  const act = KEYS[event.key];
  if (!act) return;
  event.preventDefault();
  act();
}

// Whoever does nothing is signed out; a minute before, they are asked.
const WARN_MS = 60000;
let seen = Date.now();
let told = false;

async function stay() {
  one("#idle").close();
  const headers = { "X-CSRF-Token": body.dataset.csrf, "HX-Request": "true" };
  const answer = await fetch("/stay", { method: "POST", headers, body: new URLSearchParams() });
  if (!answer.ok) location.reload();
  seen = Date.now();
  told = false;
}

function look() {
  const left = Number(body.dataset.idle) * 1000 - (Date.now() - seen);
  if (left <= 0) location.reload();
  else if (left <= WARN_MS && !told) {
    told = true;
    one("#idle").showModal();
  }
}

// What somebody is writing is not taken from under their hands.
function keepWriting(event) {
  const work = event.detail.elt;
  if (work.id !== "work" && event.detail.target.id !== "together") return;
  const written = [...work.querySelectorAll("textarea, input:not([type=hidden]), select")];
  const has = (field) => (field.type === "checkbox" ? field.checked : field.value);
  if (written.some(has) || work.querySelector("details[open]")) event.preventDefault();
}

function putIn(event) {
  const select = event.target.closest?.("select[data-into]");
  if (!select?.value) return;
  const box = document.getElementById(select.dataset.into);
  box.value = box.value ? `${box.value.trimEnd()} ${select.value}` : select.value;
  select.value = "";
  box.dispatchEvent(new Event("input", { bubbles: true }));
  box.focus();
}

// Whoever writes with a member is told when it did not go out; the words stay in the box.
function tellUnsent(event) {
  if (event.detail.target?.id === "compose") one("#unsent").hidden = false;
}

document.addEventListener("keydown", onKey);
document.addEventListener("htmx:sendError", tellUnsent);
document.addEventListener("htmx:responseError", tellUnsent);
document.addEventListener("change", putIn);
document.addEventListener("htmx:beforeRequest", keepWriting);
one("#show-keys")?.addEventListener("click", KEYS["?"]);
one("#stay").addEventListener("click", stay);
document.addEventListener("htmx:afterSettle", showCount);
setInterval(look, 5000);
showCount();
