// The conversation as it stands: a log in which every entry names its speaker.

import { spoken } from "./answers.js";
import { make, withPhones } from "./dom.js";
import { outcomeCards } from "./outcome.js";
import { words } from "./words.js";

const speaker = (message) => message.name ?? words.speakers[message.from] ?? words.speakers.system;

/** One message of the log. */
export function entry(message) {
  const cards = message.outcome ? outcomeCards(message.outcome) : null;
  return make(
    "div",
    { className: `message ${message.from}` },
    make(
      "div",
      { className: "bubble" },
      make("p", { className: "speaker" }, `${speaker(message)}:`),
      make("p", { className: "words" }, ...withPhones(message.text ?? "")),
      message.question
        ? make("p", { className: "heard" }, spoken(message.question))
        : null,
    ),
    cards,
  );
}

/** An answer on its way, until the server shows it. */
export function pendingEntry(answer) {
  return make(
    "div",
    { className: "message member waiting" },
    make(
      "div",
      { className: "bubble" },
      make("p", { className: "speaker" }, `${words.speakers.member}:`),
      make("p", { className: "words" }, answer.shown),
      make("p", { className: "fate" }, answer.late ? words.notSent : words.sending),
    ),
  );
}
