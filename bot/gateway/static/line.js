// The line to the gateway: sends once, hears all, outlives a lost connection.

const STORE = "calaim-chat";

// As long as the tab, for computers are shared; not where storage is switched off.
function stored(work) {
  try {
    return work(sessionStorage);
  } catch {
    return null;
  }
}

export const memory = {
  kept: stored((store) => JSON.parse(store.getItem(STORE))) ?? {},
  keep(part) {
    Object.assign(this.kept, part);
    stored((store) => store.setItem(STORE, JSON.stringify(this.kept)));
  },
  get lasts() {
    return stored((store) => store.getItem(STORE));
  },
  forget() {
    this.kept = {};
    stored((store) => store.removeItem(STORE));
  },
};

// Without a status the connection was lost.
const isWorthRetrying = ({ status = 500 }) => status === 408 || status === 429 || status >= 500;

const randomId = () => crypto.getRandomValues(new Uint32Array(4)).join("-");

// A chat that goes on here came as the answer to a form; a reload asks for the page alone.
const given = document.getElementById("given");
if (given) {
  if (memory.kept.token !== given.value) memory.forget();
  memory.keep({ token: given.value });
  history.replaceState(null, "", `/chat${location.search}`);
}

/** One conversation. */
export class Line {
  constructor(tell) {
    const { token, pending = [] } = memory.kept;
    Object.assign(this, { tell, token, pending, seen: 0, waiting: [] });
    addEventListener("online", () => this.renew());
    addEventListener("pageshow", (event) => event.persisted && this.renew());
    document.addEventListener("visibilitychange", () => document.hidden || this.hurry());
  }

  // The id stays the same.
  send(entry) {
    this.pending.push({ id: randomId(), ...entry });
    this.keepPending();
    this.hurry();
    this.flush();
  }

  close() {
    this.over ||= 1;
    this.listening?.abort();
    // Even while the page goes away.
    if (this.token) this.call("/api/conversations", 0, true).catch(() => {});
    memory.forget();
  }

  async listen() {
    let history = true;
    for (let failures = 0; !this.over; ) {
      try {
        if (!this.token) history = !(await this.open());
        this.flush();
        const wait = failures ? 0 : 25;
        const { messages } = await this.call(`/api/messages?after=${this.seen}&wait=${wait}`);
        if (this.over) return;
        failures = 0;
        if (!this.pending.some(({ late }) => late)) this.tell("state", "ok");
        this.take(messages, history);
        history = false;
      } catch (error) {
        if (this.over) return;
        if (this.renewed) this.renewed = false;
        else if (!(await this.mayTryAgain(error, ++failures))) return;
      }
    }
  }

  // On a slow line each request less counts, so the first words come with the token.
  async open() {
    const { token, messages } = await this.call("/api/conversations?wait=9", {});
    this.token = token;
    memory.keep({ token });
    if (messages) this.take(messages, true);
    return messages;
  }

  take(messages, history) {
    const fresh = messages.filter(({ seq }) => seq > this.seen);
    for (const message of fresh) {
      // What stood before was erased.
      if (message.seq > this.seen + 1) this.tell("erased");
      this.seen = message.seq;
      // What is shown or answered is no longer pending.
      const isAnswer = !history && message.from !== "member";
      this.pending.filter(({ seq }) => (isAnswer ? seq : seq === message.seq)).forEach((entry) => this.drop(entry));
    }
    if (fresh.length || history) this.tell("messages", fresh, history);
  }

  drop(entry) {
    this.pending = this.pending.filter((other) => other !== entry);
    this.keepPending();
  }

  keepPending() {
    memory.keep({ pending: this.pending });
    this.tell("pending", this.pending);
  }

  // In order, one at a time; but what was too much holds up no cry for help.
  async flush() {
    if (this.sending || !this.token) return;
    this.sending = true;
    for (let failures = 0, tried = [], trouble; !this.over; ) {
      const entry = this.pending.find((each) => !each.seq && !tried.includes(each));
      if (!entry) {
        if (!tried.length || !(await this.mayTryAgain(trouble, ++failures))) break;
        tried = [];
        continue;
      }
      try {
        const { seq } = await this.call("/api/messages", { id: entry.id, ...entry.body });
        failures = 0;
        Object.assign(entry, { seq, late: false });
        if (seq <= this.seen) this.drop(entry);
        else this.keepPending();
      } catch (error) {
        // Also after the other loop heard it: this one may bring help.
        if (error.status === 401 && this.over !== 1) this.end(error);
        if (this.over) break;
        // In danger the refusal itself says where help is.
        if (error.code === "help") this.tell("help", error.message);
        if (!isWorthRetrying(error)) {
          this.drop(entry);
          this.tell("refused", error.code, entry);
          continue;
        }
        entry.late = true;
        this.keepPending();
        trouble = error;
        tried = error.status === 429 ? [...tried, entry] : this.pending;
      }
    }
    this.sending = false;
  }

  end(error) {
    this.over ||= 401;
    this.close();
    this.tell("over", error);
  }

  // Says what is wrong and waits; nothing when trying again cannot help.
  async mayTryAgain(error, failures) {
    const { status, after } = error;
    if (status === 401) return this.end(error);
    this.tell("state", status ? "busy" : "offline");
    const seconds = Math.max(after || 0, Math.min(15, 2 ** failures / 2) * (0.75 + Math.random() / 2));
    await new Promise((done) => {
      this.waiting.push(done);
      setTimeout(done, seconds * 1000);
    });
    return true;
  }

  async call(path, body, keepalive) {
    const abort = new AbortController();
    setTimeout(() => abort.abort(), 40000);
    if (path.includes("wait=")) this.listening = abort;
    const response = await fetch(path, {
      method: body ? "POST" : keepalive ? "DELETE" : "GET",
      keepalive,
      headers: { Authorization: `Bearer ${this.token}`, "Content-Type": "application/json" },
      body: body && JSON.stringify(body),
      signal: abort.signal,
      credentials: "omit",
    });
    const content = await response.json().catch(() => ({}));
    if (response.ok) return content;
    const after = Number(response.headers.get("Retry-After"));
    throw Object.assign(Error(), content.error, { status: response.status, after });
  }

  hurry() {
    this.waiting.splice(0).forEach((done) => done());
  }

  // A request on the old network may never end.
  renew() {
    this.renewed = Boolean(this.listening);
    this.listening?.abort();
    this.hurry();
  }
}
