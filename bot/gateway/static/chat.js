// The chat page.

import { Line, memory } from "./line.js";
import { answersFor, button, codeIn, entry, make, named, pendingEntry, ticked, trouble, withLinks, words } from "./view.js";

const [log, pending, thinking, reply, answers, composer, text, reach, status, code, go, end, leave, who] =
  "log,pending,thinking,reply,answers,composer,text,reach,status,code,go,end,leave,who"
    .split(",")
    .map((id) => document.getElementById(id));

let open = null; // said last by the other side, and its element
let news = null; // what came last, from its first message on
let kept = []; // the question shown last, and what was ticked

// Nothing moves under a finger: what comes meanwhile waits until it is up, for a second at most.
let press = 0;
let held = [];
const whenStill = (work) => (press ? held.push(work) : work());
function up() {
  clearTimeout(press);
  press = 0;
  held.splice(0).forEach((work) => work());
}
addEventListener("pointerdown", () => {
  clearTimeout(press);
  press = setTimeout(up, 1000);
});
addEventListener("pointercancel", up);
addEventListener("click", up);

const heard = { messages: show, pending: showPending, state: showState, refused: showRefusal, help: showHelp, erased, over };
const line = new Line((what, ...all) => whenStill(() => heard[what](...all)));

function show(messages, isHistory) {
  document.getElementById("starting")?.remove();
  if (isHistory) log.setAttribute("aria-busy", "true");
  news = null;
  messages.forEach(add);
  log.setAttribute("aria-busy", "false");
  reply.hidden = go.hidden = end.hidden = false;
  showAnswers();
  if (news) bringIntoView();
  if (isHistory && !memory.lasts) say(trouble("notKept"));
}

function erased() {
  log.replaceChildren();
  open = null;
}

// A person of the staff has the chat from their first word to the assistant's next.
const person = ({ from, name }) => name || (from === "staff" && words.speakers.staff);
const staffHere = () => open && person(open.message);
const automated = who.textContent;

function add(message) {
  const element = entry(message, tell);
  log.append(element);
  const { from, question } = message;
  if (from !== "member") news ??= element;
  const told = from !== "member" && codeIn(message.text);
  if (told) code.textContent = words.code(told);
  if (from === "member" ? staffHere() : from === "system" && !question && !person(message)) return;
  open?.element.querySelector(".heard")?.remove();
  open = from === "member" ? null : { message, element };
}

function showAnswers() {
  const waits = line.pending.length || (!open && log.children.length);
  const question = open?.message.question;
  thinking.hidden = !waits || staffHere() || line.pending.some(({ late }) => late);
  reach.hidden = staffHere();
  who.textContent = staffHere() || automated;
  const focused = document.activeElement;
  if (waits) answers.firstElementChild?.setAttribute("disabled", "");
  else showQuestion(question);
  // Who answered by keyboard is taken along.
  if (focused.matches(":disabled") || focused.hidden || !focused.isConnected) reply.focus({ preventScroll: true });
}

function showQuestion(question) {
  const hasSaid = log.querySelector(".member");
  for (const each of reach.children) each.hidden = !(each.fits ? each.fits(question) : hasSaid);
  const to = open?.message.seq;
  const last = answers.firstElementChild;
  if (last) last.disabled = false;
  if (answers.dataset.to === `${to}`) return;
  answers.dataset.to = to;
  composerFor(question);
  const answer = (body, shown) => send({ ...body, to }, shown);
  if (last) kept = [last.dataset.question, ...ticked()];
  answers.replaceChildren(question ? answersFor(open.message, answer, kept) : "");
}

// The text box itself stays, for it may have focus.
function composerFor(question) {
  const kind = question?.kind ?? "none";
  composer[/text|number/.test(kind) ? "after" : "before"](answers);
  text.placeholder = text.ariaLabel = staffHere()
    ? words.writeTo(staffHere())
    : words.type[kind] ?? words.type.other;
  text.inputMode = kind === "number" ? "numeric" : "text";
}

function send(body, shown) {
  status.textContent = "";
  line.send({ body, shown });
}

const tell = (said) => send({ text: said }, said);

function showPending(entries) {
  pending.replaceChildren(...entries.map(pendingEntry));
  showAnswers();
  if (entries.length) pending.lastChild.scrollIntoView({ block: "nearest" });
}

// What came and its answers; where both do not fit, what came.
function bringIntoView() {
  for (const each of [answers.firstElementChild ?? composer, news.firstElementChild]) each.scrollIntoView({ block: "nearest" });
}

function showState(state) {
  const wasTrouble = (status.dataset.state ?? "ok") !== "ok";
  status.dataset.state = state;
  // Also before the first word has come.
  if (state !== "ok") {
    say(trouble(state));
    reply.hidden = false;
  } else if (wasTrouble) say(words.back);
}

function say(sentence) {
  if (status.textContent !== sentence) status.replaceChildren(...withLinks(sentence));
}

function showHelp(text) {
  if (!log.lastElementChild?.textContent.includes(text)) add({ from: "system", text });
  log.lastElementChild.scrollIntoView({ block: "nearest" });
}

function showRefusal(code, { body }) {
  if (code !== "help") say(trouble(code?.replace("large", "long")));
  if (body.text && !text.value) setDraft(body.text);
  showAnswers();
}

function setDraft(draft) {
  text.value = draft;
  memory.keep({ draft });
}

// What was typed and not sent goes on to the new chat.
function over({ code, message }) {
  const unsent = line.pending.filter(({ seq }) => !seq).map(({ body }) => body.text);
  finish(code === "help" ? message : trouble(code === "moved" ? code : "over"));
  memory.keep({ draft: [...unsent, text.value].filter(Boolean).join("\n") });
}

function finish(sentence) {
  line.close();
  status.textContent = "";
  thinking.hidden = reply.hidden = go.hidden = end.hidden = true;
  code.textContent = "";
  const again = button("send", words.restart, () => location.reload());
  pending.replaceChildren();
  log.replaceChildren(make("div.notice", make("p", ...withLinks(sentence)), again));
  again.focus();
}

composer.onsubmit = (event) => {
  event.preventDefault();
  let typed = text.value.trim();
  if (typed) {
    // What is ticked is said too, unless they ask or want something else.
    if (!/[?]|^(why|back|help|no|none|stop|skip|person)$/i.test(typed)) typed = [...named(), typed].join(", ");
    send({ text: typed, to: (open?.message.question && open.message.seq) || undefined }, typed);
    setDraft("");
  }
  text.focus();
};
text.oninput = () => memory.keep({ draft: text.value });
text.onkeydown = (event) => {
  if (event.key !== "Enter" || event.shiftKey || event.isComposing) return;
  event.preventDefault();
  composer.requestSubmit();
};
for (const [label, says, fits] of words.reach) {
  reach.append(Object.assign(button("quiet", label, () => tell(says)), { fits }));
}

// Files are not opened here, and not lost without a word.
for (const type of ["dragover", "drop", "paste"]) {
  addEventListener(type, (event) => {
    if (!(event.dataTransfer ?? event.clipboardData)?.types.includes("Files")) return;
    event.preventDefault();
    say(trouble("onlyWords"));
  });
}

// A form of another page gets the chat's token, which stands in no address.
addEventListener("submit", ({ target }) => target.token && (target.token.value = line.token));

// Away at once, also by Escape pressed three times; in a frame of another site with all of that.
const isFramed = parent !== window;
const tellHost = (calaim) => isFramed && parent.postMessage({ calaim }, "*");
function clear() {
  line.close();
  document.title = "";
  document.body.replaceChildren();
}
leave.onclick = () => {
  clear();
  tellHost("leave");
  try {
    top.location.replace(leave.href);
  } catch {
    location.replace(leave.href);
  }
  return false;
};
let escapes = 0;
addEventListener("keydown", ({ key }) => {
  escapes = key === "Escape" ? escapes + 1 : 0;
  if (escapes > 2) leave.onclick();
  else if (escapes) tellHost("close");
});
// A panel that closes takes the focus, and its loader goes on counting.
addEventListener("blur", () => (escapes = 0));
addEventListener("message", ({ source, data }) => isFramed && source === parent && data?.calaim === "leave" && clear());
end.onclick = () => {
  if (end.textContent === words.endSure) finish(words.cleared);
  else end.textContent = words.endSure;
};
end.onblur = () => (end.textContent = words.end);

tellHost("ready");
text.value = memory.kept.draft ?? "";
if (line.pending.length) showPending(line.pending);
line.listen();
