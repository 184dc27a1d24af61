// The outcome as cards: what it is, why in the plan's own words, and whom to call.
//
// Names and plain words come with the outcome: a finding's `label`, `plain` and `next`, a reason's
// `source_title` and the day it was `read`. A finding without a label has no card; the message's own text tells it.

import { make } from "./dom.js";
import { phone, words } from "./words.js";

const RANK = { appears: 0, may: 1 };
const counts = (finding) => finding && finding.band in RANK;
const byBand = (a, b) => RANK[a.band] - RANK[b.band];

/** What stands below the words of an outcome. */
export function outcomeCards(outcome) {
  const cards = [...ecmCard(outcome.ecm), ...supportCards(outcome.supports)];
  return make(
    "div",
    { className: "outcome" },
    ...cards,
    cards.length ? make("p", { className: "decision" }, words.notADecision) : null,
    make("a", { className: "call-now", href: phone.href }, words.callNow(phone.text)),
  );
}

function ecmCard(ecm) {
  if (!counts(ecm) || !ecm.label) return [];
  const groups = Object.values(ecm.populations ?? {}).filter(counts).sort(byBand);
  const why = groups.flatMap((group) => group.because ?? []);
  const named = groups.map((group) => group.label).filter(Boolean);
  return [card({ ...ecm, because: why }, named)];
}

function supportCards(supports) {
  return Object.values(supports ?? {})
    .filter((support) => counts(support) && support.label)
    .sort(byBand)
    .map((support) => card(support));
}

function card(finding, groups = []) {
  return make(
    "section",
    { className: `card ${finding.band}` },
    make("h2", {}, finding.label),
    make("p", { className: "band" }, words[finding.band]),
    finding.plain ? make("p", {}, finding.plain) : null,
    finding.next ? make("p", {}, finding.next) : null,
    groups.length ? make("ul", { className: "groups" }, ...groups.map((name) => make("li", {}, name))) : null,
    reasons(finding.because ?? []),
  );
}

function reasons(because) {
  const seen = new Set();
  const unique = because.filter(({ text, source }) => !seen.has(text + source) && seen.add(text + source));
  if (!unique.length) return null;
  return make(
    "details",
    {},
    make("summary", {}, words.planWords),
    make("ul", {}, ...unique.map(reason)),
  );
}

function reason({ text, source, source_title: title, read }) {
  const day = read ? ` (${read})` : "";
  return make("li", {}, make("q", {}, text), make("cite", {}, `${words.source}: ${title ?? source}${day}`));
}
