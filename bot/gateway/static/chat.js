// The chat page: what the gateway's log says, and the ways to answer.

import { answersFor } from "./answers.js";
import { make } from "./dom.js";
import { Line, memory } from "./line.js";
import { entry, pendingEntry } from "./log.js";
import { phone, words } from "./words.js";

const part = (id) => document.getElementById(id);
const [log, pending, thinking, reply, answers, composer, text, reach, status, end] = [
  "log", "pending", "thinking", "reply", "answers", "composer", "text", "reach", "status", "end",
].map(part);

let open = null; // the message with the question now open, and its entry in the log
let line = null;

function show(messages, isHistory) {
  part("starting")?.remove();
  if (isHistory) log.setAttribute("aria-busy", "true");
  for (const message of messages) add(message);
  log.setAttribute("aria-busy", "false");
  reply.hidden = false;
  end.hidden = false;
  showAnswers();
  if (messages.some((message) => message.from !== "member")) bringIntoView(isHistory);
}

function add(message) {
  const element = entry(message);
  log.append(element);
  if (message.from !== "member" && message.from !== "assistant" && !message.question) return;
  open?.element.querySelector(".heard")?.remove();
  open = message.from === "member" ? null : { message, element };
}

// Answers stand in the page's flow right after the question, and go once one was given.
function showAnswers() {
  const question = line.pending.length ? null : open?.message.question;
  const key = question ? String(open.message.seq) : "";
  thinking.hidden = !(line.pending.length || (!open && log.children.length));
  if (answers.dataset.to === key) return;
  const hadFocus = answers.contains(document.activeElement);
  answers.dataset.to = key;
  answers.replaceChildren();
  composerFor(open?.message.question);
  if (question) {
    const to = open.message.seq;
    answers.append(answersFor(question, (body, shown) => send(body.choice ? { ...body, to } : body, shown)));
  }
  // Whoever answered by keyboard is taken along to the next question; nobody else is moved.
  if (hadFocus) reply.focus({ preventScroll: true });
}

// What is asked in words is answered in the text box first; it never moves, for it may have focus.
function composerFor(question) {
  const inWords = question?.kind === "text";
  composer[inWords ? "after" : "before"](answers);
  composer.querySelector("label").textContent =
    words.type[question ? (inWords ? "text" : "other") : "none"];
}

function send(body, shown) {
  status.textContent = "";
  line.send({ body, shown });
}

function showPending(entries) {
  pending.replaceChildren(...entries.map(pendingEntry));
  showAnswers();
  if (entries.length) pending.lastChild.scrollIntoView({ block: "nearest" });
}

// The question and its answers, both where possible; the question first where not.
function bringIntoView(atOnce) {
  if (!open) return;
  const gap = 8;
  const head = document.querySelector(".top");
  const covered = getComputedStyle(head).position === "sticky" ? head.offsetHeight : 0;
  const top = open.element.getBoundingClientRect().top - covered - gap;
  const last = answers.hasChildNodes() ? answers : composer;
  const bottom = last.getBoundingClientRect().bottom + gap;
  const move = Math.min(top, Math.max(bottom - innerHeight, top < 0 ? top : 0));
  const calm = atOnce || matchMedia("(prefers-reduced-motion: reduce)").matches;
  if (move) scrollBy({ top: move, behavior: calm ? "instant" : "smooth" });
}

function showState(state) {
  const wasTrouble = status.dataset.state === "offline" || status.dataset.state === "busy";
  if (state === "stale") return finish(words.stale(phone.text));
  status.dataset.state = state;
  if (state !== "ok") say(words[state](phone.text));
  else if (wasTrouble) say(words.back);
}

function say(sentence) {
  if (status.textContent !== sentence) status.textContent = sentence;
}

function showRefusal(code, refused) {
  const typed = refused.body.text;
  if (code === "question_closed") say(words.closed);
  else if (code === "too_long" || code === "too_large") say(words.tooLong);
  else say(words.refused(phone.text));
  if (typed && !text.value) setDraft(typed);
  showAnswers();
}

function setDraft(draft) {
  text.value = draft;
  memory.keep({ draft });
}

function finish(sentence) {
  line.close();
  log.replaceChildren();
  pending.replaceChildren();
  thinking.hidden = reply.hidden = end.hidden = true;
  const again = make("button", { type: "button", className: "send" }, words.restart);
  again.addEventListener("click", () => location.reload());
  log.append(make("div", { className: "notice" }, make("p", {}, sentence), again));
  again.focus();
}

function wire() {
  composer.addEventListener("submit", (event) => {
    event.preventDefault();
    const typed = text.value.trim();
    if (typed) send({ text: typed }, typed);
    if (typed) setDraft("");
    text.focus();
  });
  text.addEventListener("input", () => memory.keep({ draft: text.value }));
  text.addEventListener("keydown", (event) => {
    if (event.key !== "Enter" || event.shiftKey || event.isComposing) return;
    event.preventDefault();
    composer.requestSubmit();
  });
  for (const [label, says] of words.reach) {
    const button = make("button", { type: "button", className: "quiet" }, label);
    button.addEventListener("click", () => send({ text: says }, says));
    reach.append(button);
  }
  end.addEventListener("click", () => {
    if (end.textContent === words.endSure) finish(words.cleared);
    else end.textContent = words.endSure;
  });
  end.addEventListener("blur", () => (end.textContent = words.end));
}

line = new Line({ messages: show, pending: showPending, state: showState, refused: showRefusal });
wire();
text.value = memory.kept.draft ?? "";
if (line.pending.length) showPending(line.pending);
line.listen();
