// Leaving: whoever signs out, or does nothing, leaves no page behind that others can read; and what
// somebody wrote in another tab and did not send is told before it is lost.
"use strict";

const title = document.title.split(" · ")[0];
const one = (selector) => document.querySelector(selector);
const tabs = new BroadcastChannel("calaim");
const LEFT = "left";
const HERE = "here";

function blank() {
  document.documentElement.hidden = true;
}

function leave() {
  blank();
  location.replace("/login");
}

// The session is over, or will be in a moment: in every tab of this browser.
function leaveAll() {
  tabs.postMessage(LEFT);
  leave();
}

// Whoever does nothing is signed out; a minute before, they are asked. What they do in one tab
// counts in all: the session is one.
const WARN_MS = 60000;
const LOOK_MS = 5000;
let seen = Date.now();

function noteHere() {
  seen = Date.now();
  one("#idle").close();
}

function tellHere() {
  noteHere();
  tabs.postMessage(HERE);
}

function ask(path, method) {
  const headers = { "X-CSRF-Token": document.body.dataset.csrf, "HX-Request": "true" };
  const body = method === "POST" ? new URLSearchParams() : undefined;
  return fetch(path, { method, headers, body, redirect: "manual" });
}

async function stay() {
  const answer = await ask("/stay", "POST").catch(() => null);
  if (answer?.ok) tellHere();
  else leaveAll();
}

function look() {
  const left = Number(document.body.dataset.idle) * 1000 - (Date.now() - seen);
  if (left <= 0) {
    blank();
    location.reload();
  } else if (left <= WARN_MS && !one("#idle").open) one("#idle").showModal();
}

// A page that hears of no change asks now and then whether it may still be read.
const CHECK_MS = 30000;

async function check() {
  if (document.hidden || document.documentElement.hidden) return;
  const answer = await ask("/here", "GET").catch(() => null);
  if (answer?.status === 401) leaveAll();
}

// A tab holds a lock while something in it is written and not sent; it goes with the tab.
const UNSENT = "unsent ";
const mine = String(Math.random());
let settle = null;

function isUnsent() {
  if (one("#text")) return true; // somebody waits for an answer there
  const fields = [...document.querySelectorAll("main textarea, main input")];
  return fields.some((field) => {
    if (field.matches("textarea")) return field.value.trim() !== "";
    const isTyped = !["hidden", "checkbox", "radio"].includes(field.type);
    return isTyped && field.form?.method === "post" && field.value !== field.defaultValue;
  });
}

function noteUnsent() {
  const is = isUnsent();
  if (is && !settle) {
    const kept = new Promise((done) => (settle = done));
    navigator.locks?.request(`${UNSENT}${mine} ${title}`, () => kept);
  } else if (!is && settle) {
    settle();
    settle = null;
  }
}

async function unsent() {
  const { held = [] } = (await navigator.locks?.query()) ?? {};
  const names = held.map((lock) => lock.name).filter((name) => name.startsWith(UNSENT));
  const others = names.filter((name) => !name.startsWith(`${UNSENT}${mine} `));
  const titles = others.map((name) => name.split(" ").slice(2).join(" "));
  return [...(isUnsent() ? ["on this page"] : []), ...titles.map((each) => `in another tab: ${each}`)];
}

let form = null;

function signOut() {
  tabs.postMessage(LEFT);
  form.submit();
}

async function onSubmit(event) {
  if (!event.target.matches("form[action^='/logout']")) return;
  event.preventDefault();
  form = event.target;
  const places = await unsent();
  if (!places.length) return signOut();
  one("#unsent-places").replaceChildren(
    ...places.map((place) => Object.assign(document.createElement("li"), { textContent: place })),
  );
  one("#leaving").showModal();
}

tabs.addEventListener("message", (event) => (event.data === LEFT ? leave() : noteHere()));
document.addEventListener("submit", onSubmit);
document.addEventListener("input", noteUnsent);
document.addEventListener("htmx:afterSettle", noteUnsent);
document.addEventListener("htmx:beforeOnLoad", (event) => {
  if (event.detail.xhr.status === 401) tabs.postMessage(LEFT);
});
document.addEventListener("htmx:afterRequest", (event) => {
  if (event.detail.successful && event.detail.requestConfig.verb === "post") tellHere();
});
document.addEventListener("visibilitychange", () => {
  if (document.hidden) return;
  look();
  check();
});
// A page that the browser kept for "Back" shows nothing before it has been asked for anew.
addEventListener("pagehide", blank);
addEventListener("pageshow", (event) => {
  if (!event.persisted) return;
  blank();
  location.reload();
});
one("#stay").addEventListener("click", stay);
one("#leave-anyway").addEventListener("click", signOut);
setInterval(look, LOOK_MS);
setInterval(check, CHECK_MS);
tellHere();
noteUnsent();
