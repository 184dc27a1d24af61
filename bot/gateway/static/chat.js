// The chat page.

import { Line, memory } from "./line.js";
import { answersFor, button, entry, make, named, pendingEntry, phone, ticked, withPhones, words } from "./view.js";

const [log, pending, thinking, reply, answers, composer, text, reach, status, end, leave] = [
  "log", "pending", "thinking", "reply", "answers", "composer", "text", "reach", "status", "end", "leave",
].map((id) => document.getElementById(id));

let open = null; // said last, and its element
let kept = []; // the question shown last, and what was ticked
const line = new Line({ messages: show, pending: showPending, state: showState, refused: showRefusal, erased, over });

function show(messages, isHistory) {
  document.getElementById("starting")?.remove();
  if (isHistory) log.setAttribute("aria-busy", "true");
  messages.forEach(add);
  log.setAttribute("aria-busy", "false");
  reply.hidden = end.hidden = false;
  showAnswers();
  if (messages.some(({ from }) => from !== "member")) bringIntoView(isHistory);
}

function erased() {
  log.replaceChildren();
  open = null;
}

function add(message) {
  const element = entry(message, tell);
  log.append(element);
  const isMember = message.from === "member";
  if (!isMember && message.from !== "assistant" && !message.question) return;
  open?.element.querySelector(".heard")?.remove();
  open = isMember ? null : { message, element };
}

function showAnswers() {
  const question = line.pending.length ? null : open?.message.question;
  const key = question ? `${open.message.seq}` : "";
  thinking.hidden = !(line.pending.length || (!open && log.children.length));
  const focused = document.activeElement;
  if (open) for (const each of reach.children) each.hidden = each.needs === !open.message.question;
  if (answers.dataset.to !== key) {
    answers.dataset.to = key;
    composerFor(question);
    const to = open?.message.seq;
    const answer = (body, shown) => send({ ...body, to }, shown);
    const last = answers.firstElementChild;
    if (last) kept = [last.dataset.question, ...ticked()];
    answers.replaceChildren(question ? answersFor(question, answer, kept) : "");
  }
  // Who answered by keyboard is taken along.
  if (focused.hidden || !focused.isConnected) reply.focus({ preventScroll: true });
}

// The text box itself stays, for it may have focus.
function composerFor(question) {
  const kind = question?.kind ?? "none";
  composer[/text|number/.test(kind) ? "after" : "before"](answers);
  text.placeholder = text.ariaLabel = words.type[kind] ?? words.type.other;
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

// The question and its answers; where both do not fit, the question.
function bringIntoView(atOnce) {
  if (!open) return;
  const box = (element) => element.getBoundingClientRect();
  const below = getComputedStyle(composer).position === "sticky" ? composer.offsetHeight : 0;
  const down = box(answers.firstElementChild ?? reach).bottom - innerHeight + 8 + below;
  const top = box(open.element).top - Math.max(0, box(document.querySelector(".top")).bottom) - 8;
  scrollBy({ top: Math.min(top, Math.max(down, Math.min(top, 0))), behavior: atOnce ? "instant" : "auto" });
}

function showState(state) {
  const wasTrouble = (status.dataset.state ?? "ok") !== "ok";
  status.dataset.state = state;
  if (state !== "ok") say(words[state](phone));
  else if (wasTrouble) say(words.back);
}

function say(sentence) {
  if (status.textContent !== sentence) status.textContent = sentence;
}

function showRefusal(code, { body }) {
  if (code === "question_closed") say(words.closed);
  else say(code?.startsWith("too_") ? words.tooLong : words.refused(phone));
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
  finish(code === "help" ? message : words.stale(phone));
  memory.keep({ draft: [...unsent, text.value].filter(Boolean).join("\n") });
}

function finish(sentence) {
  line.close();
  status.textContent = "";
  thinking.hidden = reply.hidden = end.hidden = true;
  const again = button("send", words.restart, () => location.reload());
  pending.replaceChildren();
  log.replaceChildren(make("div.notice", make("p", ...withPhones(sentence)), again));
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
for (const [label, says, needs] of words.reach) {
  reach.append(Object.assign(button("quiet", label, () => tell(says)), { needs }));
}
// Away at once, also by Escape pressed three times.
let escapes = 0;
leave.onclick = () => {
  line.close();
  document.title = "";
  document.body.replaceChildren();
  location.replace(leave.href);
  return false;
};
addEventListener("keydown", ({ key }) => {
  escapes = key === "Escape" ? escapes + 1 : 0;
  if (escapes > 2) leave.onclick();
});
end.onclick = () => {
  if (end.textContent === words.endSure) finish(words.cleared);
  else end.textContent = words.endSure;
};
end.onblur = () => (end.textContent = words.end);

text.value = memory.kept.draft ?? "";
if (line.pending.length) showPending(line.pending);
line.listen();
