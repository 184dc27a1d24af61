// What is shown.

// The page's own words, by language.
const en = {
  speakers: { assistant: "HPSM helper", member: "You", staff: "HPSM staff", system: "Notice" },
  legend: { multiple: "Check all that fit, then Done", number: "Or choose", text: "Or choose", other: "Choose an answer" },
  type: { text: "Type your answer", number: "Type a number", none: "Type here", other: "Or type here" },
  writeTo: (name) => `Write to ${name}`,
  more: (count) => (count > 1 ? `About ${count} more` : "One more, I think"),
  done: "Done",
  nothingChecked: "Check what fits, or choose another answer.",
  answers: (list) => `Answers: ${list}.`,
  // Label, what it sends, and with which question; without the last, once something was said.
  reach: [
    ["Why we ask", "why", (question) => question],
    ["Skip", "skip", (question) => question && !question.options.some(({ value }) => /^(skip|no_thanks)$/.test(value))],
    ["Start over", "start over", (question) => !question],
    ["Back", "back"],
    ["Change an answer", "change an answer"],
    ["Talk to a person", "talk to a person", () => true],
  ],
  sending: "Sending",
  notSent: "Not sent yet. We keep trying.",
  back: "Connected again.",
  // Each with the number to call behind it.
  trouble: {
    offline: "No connection. Nothing is lost; we keep trying.",
    busy: "One moment. We keep trying.",
    question_closed: "That question is no longer open. Here is where we are now.",
    too_long: "That is too long to send. Please make it shorter.",
    refused: "That could not be sent. Please say it another way.",
    onlyWords: "Only words can be sent here, no files.",
    notKept: "This browser keeps nothing. A reload ends the chat here.",
    over: "This chat is over. You can start a new one. In danger, call 911; in a crisis, 988.",
    moved: "This chat goes on on your other device. You can start a new one here.",
  },
  orCall: (text) => `${text} Or call ${phone}.`,
  restart: "Start a new chat",
  cleared: "Your chat is cleared from this screen.",
  endSure: "End and clear? Press again to confirm",
  end: "End chat and clear",
  appears: "Worth asking for",
  may: "Worth asking. HPSM checks first",
  told: "Why it may fit:",
  planWords: "Why: the plan's own words",
  source: "Source",
  call: (number) => `Call ${number}`,
  code: (code) => `Your code: ${code}`,
};

export const words = { en }[document.documentElement.lang] ?? en;

/** What goes wrong, and whom to call. */
export const trouble = (kind) => words.orCall(words.trouble[kind] ?? words.trouble.refused);

/** An element, as in `make("p.words", "text")`. Text is never read as HTML. */
export function make(what, ...children) {
  const [tag, className = ""] = what.split(".");
  const element = Object.assign(document.createElement(tag), { className });
  element.append(...children.filter(Boolean));
  return element;
}

export function button(className, label, onclick) {
  return Object.assign(make("button", label), { className, type: "button", onclick });
}

// The code of a case is like KTR-493: bot/handoff/codes.py.
const CODE = /\b[A-Z]{3}-[2-9]{3}\b/;
const PHONE = /\b(?:1-)?\d{3}-\d{3}-\d{4}\b|\b(?:911|988|711)\b/;
const phoneIn = (text) => text?.match(PHONE)?.[0];

/** The number in the page's head. */
const phone = phoneIn(document.querySelector(".call").textContent);

function callLink(number, label = number, what = "a") {
  const digits = number.replace(/\D/g, "");
  const href = digits.length < 10 ? digits : "+" + digits.padStart(11, "1");
  return Object.assign(make(what, label), { href: "tel:" + href });
}

/** Text with numbers that can be called and a code that is easy to find. */
export function withLinks(text) {
  const special = RegExp(`(${PHONE.source}|${CODE.source})`);
  return text.split(special).map((part, n) => {
    if (n % 2 === 0) return part;
    return CODE.test(part) ? make("strong", part) : callLink(part);
  });
}

/** The code of the case, if one is told. */
export const codeIn = (text) => text.match(CODE)?.[0];

/** One message. A question that comes with cards stands below them. */
export function entry(message, send) {
  const { from, name, question, text } = message;
  const cards = outcomeOf(message, send);
  const apart = cards && question && /^([^]*[.!?:])\s+([^.!?]*\?)\s*$/.exec(text);
  const [, said, asked] = apart || [0, text];
  const heard = question && make("p.heard", spoken(question));
  return make(
    `div.message ${from}`,
    bubble((from === "staff" && name) || words.speakers[from], said, !asked && heard, from),
    cards,
    asked && bubble("", asked, heard),
  );
}

export function pendingEntry({ shown, late }) {
  const fate = make("p.fate", late ? words.notSent : words.sending);
  return make("div.message member", bubble(words.speakers.member, shown, fate, "member"));
}

function bubble(speaker, said, below, from) {
  const text = from === "member" ? [said] : withLinks(said);
  return make("div.bubble", speaker && make("p.speaker", `${speaker}:`), make("p.words", ...text), below);
}

// The outcome may come again; its cards are shown once.

const save = document.getElementById("save");
const BANDS = ["appears", "may"];
const rank = ({ band, label }) => (label ? BANDS.indexOf(band) : -1);
const offered = (found = {}) =>
  Object.values(found).filter((each) => rank(each) >= 0).sort((a, b) => rank(a) - rank(b));
let shown = "";

function outcomeOf({ outcome, question }, send) {
  if (question?.facts?.length) shown = "";
  const news = outcome ? JSON.stringify(outcome) : shown;
  if (news === shown) return null;
  shown = news;
  const { ecm, supports } = outcome;
  const cards = [...offered({ ecm }).map(ecmCard), ...offered(supports).map((each) => card(each))];
  // Before the cards, for these are long. Another plan's member is told to call that plan first.
  if (ecm.reason !== "other_plan") {
    const option = (wanted) => question?.options.find(({ value }) => value === wanted)?.label;
    const number = phoneIn(option("call_now")) ?? phone;
    const me = option("call_me");
    const link = callLink(number, words.call(number), "a.call-now");
    save.hidden = false;
    cards.unshift(make("div.calls", me && button("call-now", me, () => send(me)), link, save));
  }
  return cards.length && make("div.outcome", ...cards);
}

function ecmCard(ecm) {
  const groups = offered(ecm.populations);
  return card({ ...ecm, because: groups.flatMap(({ because }) => because) }, groups.map(({ label }) => [label]));
}

const list = (items) => make("ul", ...items.map((parts) => make("li", ...parts)));

function card({ band, label, plain, next, because }, groups = []) {
  const reasons = [...new Map(because.map((each) => [each.text + each.source, each])).values()];
  return make(
    `section.card ${band}`,
    make("h2", label),
    make("p.band", words[band]),
    plain && make("p", plain),
    next && make("p", next),
    groups.length && make("p", words.told),
    groups.length && list(groups),
    reasons.length && make("details", make("summary", words.planWords), list(reasons.map(quoted))),
  );
}

function quoted({ text, source, source_title: title = source, read }) {
  return [make("q", text), make("cite", `${words.source}: ${title}`, read && ` (${read})`)];
}

// "value?", not sure about one item, is left out.
function numbered({ options, sensitive, kind }) {
  let number = 0;
  const counts = ({ value }) => (value !== "skip" || sensitive) && kind !== "number";
  return options
    .filter(({ value }) => !value.endsWith("?"))
    .map((option) => ({ ...option, number: counts(option) ? ++number : 0 }));
}

// What a screen reader hears with the question.
function spoken(question) {
  const counted = numbered(question).filter(({ number }) => number);
  return counted.length && words.answers(counted.map((o) => `${o.number}, ${o.label}`).join("; "));
}

/** The field set for the question of a message; calls `answer({choice}, shown)`. */
export function answersFor({ question, text }, answer, kept) {
  const { id, kind, remaining } = question;
  const all = numbered(question);
  const isExtra = ({ value }) => /^(not_sure|skip)$/.test(value) || (kind === "multiple" && value === "none");
  const main = all.filter((option) => !isExtra(option));
  const ways = row(all.filter(isExtra), "extra", answer);
  const parts = kind === "multiple"
    ? checks(main, ways, answer, id === kept[0] ? kept : [])
    : [...row(main, "main", answer), ...ways];
  if (!parts.length) return "";
  const more = remaining && !text.includes(words.more(remaining)) && make("span.more", words.more(remaining));
  const set = make("fieldset.answers", make("legend", words.legend[kind] ?? words.legend.other, " ", more), ...parts);
  Object.assign(set.dataset, { question: id, kind });
  return set;
}

function labelled({ number, label }) {
  return make("span.labelled", number && make("span.number", `${number}`), make("span", label));
}

function row(options, name, answer) {
  if (!options.length) return [];
  const buttons = options.map((option) =>
    button("option", labelled(option), () => answer({ choice: [option.value] }, option.label)),
  );
  return [make(`div.row ${name}`, ...buttons)];
}

function checks(items, ways, answer, kept) {
  const lines = items.map((item) => {
    const { value, label } = item;
    const checked = kept.includes(value);
    const input = Object.assign(make("input"), { type: "checkbox", value, name: label, checked });
    return make("label.check", input, labelled(item));
  });
  const hint = make("p.hint");
  hint.setAttribute("role", "alert");
  const send = button("send", words.done, () => {
    const choice = ticked();
    if (choice.length) answer({ choice }, named().join(", "));
    else hint.textContent = words.nothingChecked;
  });
  return [make("div.checks", ...lines), ...ways, make("div.row", send), hint];
}

const boxes = (which) => Array.from(document.querySelectorAll(`#answers ${which}:checked`));

/** What is ticked, also while an answer is awaited. */
export const ticked = () => boxes("").map(({ value }) => value);
/** What is ticked and not sent, in words. */
export const named = () => boxes(":enabled").map(({ name }) => name);
