// Every word the page itself says, by language. What the helper says comes from the server.
const en = {
  speakers: { assistant: "HPSM helper", member: "You", staff: "HPSM staff", system: "Notice" },
  choose: "Choose an answer",
  check: "Check all that fit, then Send",
  number: "Type a number, or choose",
  orChoose: "Or choose",
  type: { text: "Type your answer", none: "Type a message", other: "Or type your answer" },
  numberLabel: "Number",
  send: "Send",
  notSure: "Not sure",
  nothingChecked: "Check what fits, or choose another answer.",
  remaining: (count) => (count === 1 ? "About 1 more question" : `About ${count} more questions`),
  answers: (list) => `Answers: ${list}.`,
  reach: [
    ["Why we ask", "why"],
    ["Back", "back"],
    ["Talk to a person", "talk to a person"],
  ],
  sending: "Sending",
  notSent: "Not sent yet. We keep trying.",
  offline: (phone) => `No connection. Nothing is lost; we keep trying. Or call ${phone}.`,
  busy: (phone) => `This is taking longer than it should. We keep trying. Or call ${phone}.`,
  back: "Connected again.",
  closed: "That question is no longer open. Here is where we are now.",
  tooLong: "That is too long to send. Please make it shorter.",
  refused: (phone) => `That could not be sent. Please say it another way, or call ${phone}.`,
  stale: (phone) => `This chat is over. You can start a new one, or call ${phone}.`,
  restart: "Start a new chat",
  cleared: "Your chat is cleared from this screen.",
  endSure: "End and clear? Press again to confirm",
  end: "End chat and clear",
  appears: "Looks like a fit",
  may: "May fit",
  outcomeTitle: "What may help",
  planWords: "Why: the plan's own words",
  source: "Source",
  notADecision: "This is not a decision. HPSM will look at it with you. It is free and it is your choice.",
  callNow: (phone) => `Call ${phone}`,
};

export const words = { en }[document.documentElement.lang] ?? en;

const link = document.querySelector('a[href^="tel:+"]');
export const phone = { href: link.href, text: link.textContent.replace(/[^\d-]/g, "") };
