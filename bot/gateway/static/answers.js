// The ways to answer one question: native buttons and check boxes, numbered as on SMS.

import { make } from "./dom.js";
import { words } from "./words.js";

const isCompanion = (option) => option.value.endsWith("?");

// A long way to go is no encouragement, and the guess is still rough.
const FEW_LEFT = 5;

/** Options with the number a text message would give them (null where it gives none). */
export function numbered(question) {
  let number = 0;
  const counts = (option) =>
    !isCompanion(option) && (option.value !== "skip" || question.sensitive) && question.kind !== "number";
  return question.options.map((option) => ({ ...option, number: counts(option) ? ++number : null }));
}

/** What a screen reader hears with the question, so that nobody has to go and look. */
export function spoken(question) {
  const list = numbered(question)
    .filter((option) => option.number)
    .map((option) => `${option.number}, ${option.label}`);
  return list.length ? words.answers(list.join("; ")) : "";
}

// "none" answers a whole list; in a choice it is an answer like any other.
const isExtra = (question, option) =>
  ["not_sure", "skip", ...(question.kind === "multiple" ? ["none"] : [])].includes(option.value);

/** The field set for a question; `answer({choice} | {text}, shown)` is called once. */
export function answersFor(question, answer) {
  const options = numbered(question);
  const build = { multiple, number, text }[question.kind] ?? choice;
  const legend = { multiple: words.check, number: words.number, text: words.orChoose }[question.kind] ?? words.choose;
  const parts = build(question, options, answer);
  if (!parts.length) return "";
  const set = make("fieldset", { className: "answers" }, make("legend", {}, legend));
  Object.assign(set.dataset, { question: question.id, kind: question.kind });
  if (question.remaining > 0 && question.remaining <= FEW_LEFT) {
    set.append(make("p", { className: "remaining" }, words.remaining(question.remaining)));
  }
  set.append(...parts);
  return set;
}

function labelled({ number, label }) {
  const badge = number ? [make("span", { className: "number" }, String(number)), " "] : [];
  return make("span", { className: "labelled" }, ...badge, make("span", {}, label));
}

function button(option, answer) {
  const element = make("button", { type: "button", className: "option" }, labelled(option));
  element.addEventListener("click", () => answer({ choice: [option.value] }, option.label));
  return element;
}

function row(options, answer, className) {
  if (!options.length) return [];
  const long = options.some((option) => option.label.length > 14);
  const names = `row ${className} ${long ? "long" : ""}`;
  return [make("div", { className: names }, ...options.map((option) => button(option, answer)))];
}

function choice(question, options, answer) {
  const shown = options.filter((option) => !isCompanion(option));
  return [
    ...row(shown.filter((option) => !isExtra(question, option)), answer, "main"),
    ...row(shown.filter((option) => isExtra(question, option)), answer, "extra"),
  ];
}

const text = choice;

function number(question, options, answer) {
  const field = make("input", {
    id: "number",
    type: "text",
    inputMode: "numeric",
    autocomplete: "off",
    enterKeyHint: "send",
    maxLength: 40,
  });
  const form = make(
    "form",
    { className: "number-form" },
    make("label", { for: "number" }, words.numberLabel),
    make("div", { className: "compose" }, field, make("button", { className: "send" }, words.send)),
  );
  form.addEventListener("submit", (event) => {
    event.preventDefault();
    const value = field.value.trim();
    if (value) answer({ text: value }, value);
    else field.focus();
  });
  return [form, ...choice(question, options, answer)];
}

function multiple(question, options, answer) {
  const companions = new Map(options.filter(isCompanion).map((o) => [o.value.slice(0, -1), o]));
  const items = options.filter((o) => !isCompanion(o) && !isExtra(question, o));
  const rows = items.map((item) => checkRow(item, companions.get(item.value)));
  const hint = make("p", { className: "hint", role: "alert" });
  const send = make("button", { type: "button", className: "send" }, words.send);
  send.addEventListener("click", () => {
    const ticked = rows.flatMap((each) => each.ticked());
    if (!ticked.length) {
      hint.textContent = words.nothingChecked;
      return;
    }
    answer({ choice: ticked.map((o) => o.value) }, ticked.map((o) => o.label).join(", "));
  });
  const extra = options.filter((o) => !isCompanion(o) && isExtra(question, o));
  extra.sort((a, b) => (a.number ?? Infinity) - (b.number ?? Infinity));
  return [
    make("div", { className: "checks" }, ...rows.map((each) => each.element)),
    make("div", { className: "row send-row" }, send),
    hint,
    ...row(extra, answer, "extra"),
  ];
}

function checkRow(item, companion) {
  const yes = box(item.label, item.number);
  const unsure = companion && box(words.notSure, null, companion.label, "unsure");
  yes.input.addEventListener("change", () => {
    if (unsure && yes.input.checked) unsure.input.checked = false;
  });
  unsure?.input.addEventListener("change", () => {
    if (unsure.input.checked) yes.input.checked = false;
  });
  return {
    element: make("div", { className: "check-row" }, yes.element, unsure?.element),
    ticked: () => [
      ...(yes.input.checked ? [item] : []),
      ...(unsure?.input.checked ? [companion] : []),
    ],
  };
}

function box(label, number, name = null, className = "") {
  const input = make("input", { type: "checkbox" });
  if (name) input.setAttribute("aria-label", name);
  const element = make("label", { className: `check ${className}` }, input, labelled({ number, label }));
  return { input, element };
}
