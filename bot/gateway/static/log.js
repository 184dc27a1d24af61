// The conversation as it stands: a log in which every entry names its speaker.

import { spoken } from "./answers.js";
import { make, withPhones } from "./dom.js";
import { outcomeCards } from "./outcome.js";
import { words } from "./words.js";

const speaker = (message) => message.name ?? words.speakers[message.from] ?? words.speakers.system;

/** One message of the log. A question that comes with an outcome stands below its cards. */
export function entry(message) {
  const cards = message.outcome ? outcomeCards(message.outcome) : null;
  const [said, asked] = cards && message.question ? questionApart(message.text) : [message.text, ""];
  const own = message.from === "member";
  const heard = message.question ? make("p", { className: "heard" }, spoken(message.question)) : null;
  return make(
    "div",
    { className: `message ${message.from}` },
    bubble(make("p", { className: "speaker" }, `${speaker(message)}:`), said, asked ? null : heard, own),
    cards,
    asked ? bubble(null, asked, heard) : null,
  );
}

function bubble(named, text, heard, own) {
  const said = make("p", { className: "words" }, ...(own ? [text] : withPhones(text ?? "")));
  return make("div", { className: "bubble" }, named, said, heard);
}

function questionApart(text) {
  const found = /^([\s\S]*[.!?:])\s+([^.!?]*\?)\s*$/.exec(text);
  return found ? [found[1], found[2]] : [text, ""];
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
