// What is shown: messages, the outcome as cards, and the ways to answer.

// The page's own words, by language; the helper's come from the server.
const en = {
  speakers: { assistant: "HPSM helper", member: "You", staff: "HPSM staff", system: "Notice" },
  legend: {
    choice: "Choose an answer",
    yes_no: "Choose an answer",
    multiple: "Check all that fit, then Done",
    number: "Or choose",
    text: "Or choose",
  },
  type: { text: "Type your answer", number: "Type a number", other: "Or type here" },
  done: "Done",
  notSure: "Not sure",
  nothingChecked: "Check what fits, or choose another answer.",
  answers: (list) => `Answers: ${list}.`,
  // Label, what it sends, and whether a question must be open for it, or none.
  reach: [
    ["Why we ask", "why", true],
    ["Start over", "start over", false],
    ["Back", "back"],
    ["Talk to a person", "talk to a person"],
  ],
  sending: "Sending",
  notSent: "Not sent yet. We keep trying.",
  offline: (phone) => `No connection. Nothing is lost; we keep trying. Or call ${phone}.`,
  busy: (phone) => `This takes longer than it should. We keep trying. Or call ${phone}.`,
  back: "Connected again.",
  closed: "That question is no longer open. Here is where we are now.",
  tooLong: "That is too long to send. Please make it shorter.",
  refused: (phone) => `That could not be sent. Please say it another way, or call ${phone}.`,
  stale: (phone) => `This chat is over. You can start a new one, or call ${phone}.`,
  restart: "Start a new chat",
  cleared: "Your chat is cleared from this screen.",
  endSure: "End and clear? Press again to confirm",
  end: "End chat and clear",
  appears: "Worth asking for",
  may: "Worth asking. HPSM checks first",
  told: "Why it may fit:",
  planWords: "Why: the plan's own words",
  source: "Source",
  call: (phone) => `Call ${phone}`,
};

export const words = { en }[document.documentElement.lang] ?? en;

/** An element, as in `make("p.words", "text")`. Text is never read as HTML. */
export function make(what, ...children) {
  const [tag, className = ""] = what.split(".");
  const element = Object.assign(document.createElement(tag), { className });
  element.append(...children.filter(Boolean));
  return element;
}

export function button(what, label, onclick) {
  return Object.assign(make(`button.${what}`, label), { type: "button", onclick });
}

// Phone numbers

const PHONE = /\b(?:1-)?\d{3}-\d{3}-\d{4}\b|\b(?:911|988|711)\b/g;
const phoneIn = (text) => text?.match(PHONE)?.[0];

/** The number in the page's head. */
export const phone = phoneIn(document.querySelector(".call").textContent);

function callLink(number, label = number, what = "a") {
  const digits = number.replace(/\D/g, "");
  const href = `tel:${digits.length < 10 ? digits : `+${digits.padStart(11, "1")}`}`;
  return Object.assign(make(what, label), { href });
}

function withPhones(text) {
  const numbers = text.match(PHONE);
  return text.split(PHONE).flatMap((part, n) => (n ? [callLink(numbers[n - 1]), part] : part));
}

// Messages

/** One message. A question that comes with cards stands below them. */
export function entry(message) {
  const { from, name, question, text } = message;
  const cards = outcomeOf(message);
  const apart = cards && question && /^([^]*[.!?:])\s+([^.!?]*\?)\s*$/.exec(text);
  const [, said, asked] = apart || [0, text];
  const heard = question && make("p.heard", spoken(question));
  return make(
    `div.message ${from}`,
    bubble(name ?? words.speakers[from] ?? words.speakers.system, said, !asked && heard, from),
    cards,
    asked && bubble("", asked, heard),
  );
}

/** An answer on its way, until the server shows it. */
export function pendingEntry({ shown, late }) {
  const fate = make("p.fate", late ? words.notSent : words.sending);
  return make("div.message member", bubble(words.speakers.member, shown, fate, "member"));
}

function bubble(speaker, said, below, from) {
  const text = from === "member" ? [said] : withPhones(said);
  return make("div.bubble", speaker && make("p.speaker", `${speaker}:`), make("p.words", ...text), below);
}

// The outcome. Why and More bring it again; its cards are shown once.

const BANDS = ["appears", "may"];
const rank = ({ band, label }) => (label ? BANDS.indexOf(band) : -1);
const offered = (found = {}) =>
  Object.values(found).filter((each) => rank(each) >= 0).sort((a, b) => rank(a) - rank(b));
let shown = "";

function outcomeOf({ outcome, question }) {
  // Once more was asked, even the same outcome is news.
  if (question?.facts?.length) shown = "";
  const news = outcome ? JSON.stringify(outcome) : shown;
  if (news === shown) return null;
  shown = news;
  const { ecm, supports } = outcome;
  const cards = [...offered({ ecm }).map(ecmCard), ...offered(supports).map((each) => card(each))];
  // Another plan's member is told to call that plan, and no other number first.
  if (ecm.reason !== "other_plan") {
    const ours = question?.options.find(({ value }) => value === "call_now");
    const number = phoneIn(ours?.label) ?? phone;
    cards.push(callLink(number, words.call(number), "a.call-now"));
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
  return [make("q", text), make("cite", `${words.source}: ${title}${read ? ` (${read})` : ""}`)];
}

// Answers: native buttons and check boxes, numbered as on SMS.

const isCompanion = ({ value }) => value.endsWith("?");

function numbered({ options, sensitive, kind }) {
  let number = 0;
  const counts = (option) =>
    !isCompanion(option) && (option.value !== "skip" || sensitive) && kind !== "number";
  return options.map((option) => ({ ...option, number: counts(option) ? ++number : 0 }));
}

// What a screen reader hears with the question.
function spoken(question) {
  const counted = numbered(question).filter(({ number }) => number);
  return counted.length && words.answers(counted.map((o) => `${o.number}, ${o.label}`).join("; "));
}

/** The field set for a question; calls `answer({choice}, shown)`. */
export function answersFor(question, answer) {
  const { id, kind } = question;
  const all = numbered(question);
  // "none" answers a whole list; in a choice it is an answer like any other.
  const isExtra = ({ value }) => /^(not_sure|skip)$/.test(value) || (kind === "multiple" && value === "none");
  const own = all.filter((option) => !isCompanion(option));
  const main = own.filter((option) => !isExtra(option));
  const extra = own.filter(isExtra);
  const ways = row(extra, "extra", answer);
  const parts = kind === "multiple"
    ? checks(main, all.filter(isCompanion), ways, answer)
    : [...row(main, "main", answer), ...ways];
  if (!parts.length) return "";
  const set = make("fieldset.answers", make("legend", words.legend[kind]), ...parts);
  Object.assign(set.dataset, { question: id, kind });
  return set;
}

function labelled({ number, label }) {
  return make("span.labelled", number && make("span.number", `${number}`), make("span", label));
}

function row(options, name, answer) {
  if (!options.length) return [];
  const long = name === "main" && options.some(({ label }) => label.length > 14) ? "long" : "";
  const buttons = options.map((option) =>
    button("option", labelled(option), () => answer({ choice: [option.value] }, option.label)),
  );
  return [make(`div.row ${name} ${long}`, ...buttons)];
}

function checks(items, companions, ways, answer) {
  const rows = items.map((item) => {
    const unsure = companions.find(({ value }) => value === `${item.value}?`);
    const pair = [box(item), box(unsure, words.notSure)];
    pair.forEach(({ input }, n) => (input.onchange = () => input.checked && (pair[1 - n].input.checked = false)));
    return pair;
  });
  const hint = make("p.hint");
  hint.setAttribute("role", "alert");
  const send = button("send", words.done, () => {
    const ticked = rows.flat().filter(({ input }) => input.checked).map(({ option }) => option);
    const choice = ticked.map(({ value }) => value);
    if (choice.length) answer({ choice }, ticked.map(({ label }) => label).join(", "));
    else hint.textContent = words.nothingChecked;
  });
  const lines = rows.map((boxes) => make("div.check-row", ...boxes.map(({ label }) => label)));
  return [make("div.checks", ...lines), ...ways, make("div.row", send), hint];
}

function box(option, short) {
  const input = Object.assign(make("input"), { type: "checkbox" });
  if (short) input.setAttribute("aria-label", option.label);
  const shown = labelled(short ? { label: short } : option);
  return { option, input, label: make(`label.check ${short ? "unsure" : ""}`, input, shown) };
}
