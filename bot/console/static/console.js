// Keys, the count in the title, and the live chat.
"use strict";

const body = document.body;
const title = document.title;
const all = (selector) => [...document.querySelectorAll(selector)];
const one = (selector) => document.querySelector(selector);

function showCount() {
  const line = one("#count") ?? one("#waiting");
  if (!line) return;
  const count = Number(line.dataset.count);
  document.title = count ? `(${count}) ${title}` : title;
}

function move(step) {
  const rows = all("[data-row]");
  const at = rows.indexOf(document.activeElement);
  const next = at < 0 ? (step > 0 ? 0 : rows.length - 1) : at + step;
  rows[Math.min(Math.max(next, 0), rows.length - 1)]?.focus();
}

// Of what can be done with a case, each has its key on it: a button or a link does it, a fold opens
// with its first field, and what reaches a member is only made ready, for Enter to do it.
function use(key) {
  const found = all(`[data-key="${key}"]`).find((each) => each.getClientRects().length);
  if (found?.matches("summary")) {
    found.parentElement.open = true;
    found.parentElement.querySelector("select, textarea, input:not([type=hidden])").focus();
  } else if (found?.matches("textarea, [data-ready]")) found.focus();
  else found?.click();
}

const KEYS = {
  j: () => move(1),
  k: () => move(-1),
  o: () => document.activeElement?.matches("[data-row]") && document.activeElement.click(),
  "/": () => one("#code")?.focus(),
  "?": () => one("#keys").showModal(),
};

function onKey(event) {
  if (event.key === "Enter" && (event.ctrlKey || event.metaKey)) event.target.form?.requestSubmit();
  const typing = event.target.closest?.("input, textarea, select, dialog, [contenteditable]");
  if (body.dataset.shortcuts !== "on" || typing || event.ctrlKey || event.metaKey || event.altKey) return;
  const act = KEYS[event.key] ?? (/^[a-z]$/.test(event.key) && one(`[data-key="${event.key}"]`) && use);
  if (!act) return;
  event.preventDefault();
  act(event.key);
}

// What somebody is writing is not taken from under their hands, also where they began only after a
// part was asked for.
function keepWriting(event) {
  const work = event.detail.requestConfig.elt;
  if (work.id !== "work" && event.detail.target.id !== "together") return;
  const written = [...work.querySelectorAll("textarea, input:not([type=hidden]), select")];
  const has = (field) => (["checkbox", "radio"].includes(field.type) ? field.checked : field.value);
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

// Who opens the way out of a live talk has read what stands there then.
function countRead(event) {
  const since = event.target.open && event.target.querySelector("[name=since]");
  const shown = one("#lines [data-last]");
  if (since && shown) since.value = shown.dataset.last;
}

// That a talk is over is said once, not at every update after.
function sayOnce(event) {
  const { target, fragment } = event.detail;
  if (target.id === "ended" && target.textContent.trim() === fragment.textContent.trim()) event.preventDefault();
}

// What somebody has unfolded stays so when its part of the page is made anew.
const unfolded = new Map();

function keepUnfolded(event) {
  const part = event.detail.target;
  unfolded.set(part.id, [...part.querySelectorAll("details[id][open]")].map((each) => each.id));
}

function unfoldAgain(event) {
  const part = event.detail.target;
  (unfolded.get(part.id) ?? []).forEach((id) => document.getElementById(id)?.setAttribute("open", ""));
}

// In a live chat the newest words stay in view; whoever has scrolled away is told of new ones.
const chat = one("#compose") && one("#lines");
const newest = () => [...chat.querySelectorAll(".talk:last-of-type > li")].pop();
const arrived = one("#arrived");
let wasInView = true;
let count = 0;

function isInView(line) {
  const [box, at] = [chat.getBoundingClientRect(), line.getBoundingClientRect()];
  return at.bottom <= Math.min(box.bottom, innerHeight) + 1 && at.bottom > Math.max(box.top, 0);
}

function showNewest() {
  chat.scrollTop = chat.scrollHeight;
  newest()?.scrollIntoView({ block: "nearest" });
  arrived.hidden = true;
}

function goToChat() {
  chat.closest(".chat").scrollIntoView({ block: "nearest" });
  showNewest();
}

function beforeLines(event) {
  if (event.detail.target.id !== "lines" || !chat) return;
  const last = newest();
  wasInView = !last || isInView(last);
  count = chat.querySelectorAll("li").length;
}

function afterLines(event) {
  if (event.detail.target.id !== "lines" || !chat) return;
  if (chat.querySelectorAll("li").length === count) return;
  const last = newest();
  if (last.matches(".member")) {
    one("#heard").textContent = last.innerText;
    if (document.hidden) document.title = `New message · ${title}`;
  }
  if (wasInView || last.matches(".staff")) showNewest();
  else {
    const isBelow = last.getBoundingClientRect().bottom > 0;
    arrived.textContent = `New message ${isBelow ? "below" : "above"}`;
    arrived.hidden = false;
  }
}

function backAgain() {
  if (chat && !document.hidden) document.title = title;
}

function lookForNewest() {
  const last = chat && newest();
  if (last && isInView(last)) arrived.hidden = true;
}

// The box is free for the next words as soon as some are on their way, and is made anew when they
// have arrived: what was typed meanwhile stays, and what did not go out comes back.
const isCompose = (event) => event.detail.target?.id === "compose";
let onTheirWay = "";
let typedSince = "";

function freeBox(event) {
  if (!isCompose(event)) return;
  const box = one("#text");
  onTheirWay = box.value;
  box.value = "";
}

function keepTyped(event) {
  if (isCompose(event)) typedSince = one("#text")?.value;
}

function fillBox(words) {
  const box = one("#text");
  if (!box) return;
  box.value = words.filter(Boolean).join("\n");
  box.dispatchEvent(new Event("input", { bubbles: true }));
}

function typeOn(event) {
  if (isCompose(event)) fillBox([one("#text")?.value, typedSince]);
}

// Whoever writes with a member is told when it did not go out.
function tellUnsent(event) {
  if (!isCompose(event)) return;
  one("#unsent").hidden = false;
  fillBox([onTheirWay, one("#text")?.value]);
}

document.addEventListener("keydown", onKey);
document.addEventListener("htmx:beforeSend", freeBox);
document.addEventListener("htmx:beforeSwap", keepTyped);
document.addEventListener("htmx:afterSwap", typeOn);
document.addEventListener("htmx:sendError", tellUnsent);
document.addEventListener("htmx:responseError", tellUnsent);
document.addEventListener("change", putIn);
document.addEventListener("htmx:beforeRequest", keepWriting);
document.addEventListener("htmx:beforeSwap", keepWriting);
document.addEventListener("htmx:beforeSwap", keepUnfolded);
document.addEventListener("htmx:oobBeforeSwap", keepUnfolded);
document.addEventListener("htmx:afterSwap", unfoldAgain);
document.addEventListener("htmx:oobAfterSwap", unfoldAgain);
document.addEventListener("htmx:oobBeforeSwap", beforeLines);
document.addEventListener("htmx:oobBeforeSwap", sayOnce);
document.addEventListener("htmx:oobAfterSwap", afterLines);
document.addEventListener("toggle", countRead, { capture: true });
document.addEventListener("scroll", lookForNewest, { capture: true, passive: true });
document.addEventListener("visibilitychange", backAgain);
arrived?.addEventListener("click", goToChat);
if (chat) chat.scrollTop = chat.scrollHeight;
one("#show-keys")?.addEventListener("click", KEYS["?"]);
document.addEventListener("htmx:afterSettle", showCount);
showCount();
