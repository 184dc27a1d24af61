// The line to the gateway: sends once, listens for what came after N, survives a lost connection.

const STORE = "calaim-chat";

// sessionStorage lives as long as the tab: right for shared computers. It may be switched off.
export const memory = {
  kept: {},
  load() {
    try {
      this.kept = JSON.parse(sessionStorage.getItem(STORE)) ?? {};
    } catch {
      this.kept = {};
    }
    return this.kept;
  },
  keep(part) {
    Object.assign(this.kept, part);
    try {
      sessionStorage.setItem(STORE, JSON.stringify(this.kept));
    } catch {
      // The chat then lasts until the page is left.
    }
  },
  forget() {
    this.kept = {};
    try {
      sessionStorage.removeItem(STORE);
    } catch {
      // Nothing was kept.
    }
  },
};

class Refusal extends Error {
  constructor(status, code, after) {
    super(`HTTP ${status}`);
    Object.assign(this, { status, code, after });
  }
}

const WORTH_RETRYING = (error) =>
  !(error instanceof Refusal) || error.status === 429 || error.status === 408 || error.status >= 500;

const randomId = () => {
  const bytes = crypto.getRandomValues(new Uint8Array(16));
  return Array.from(bytes, (byte) => byte.toString(16).padStart(2, "0")).join("");
};

/**
 * One conversation.
 *
 * `tell` has: messages(list, isHistory), pending(list), state("ok" | "offline" | "busy" | "stale"),
 * refused(code, entry).
 */
export class Line {
  constructor(tell) {
    this.tell = tell;
    this.seen = 0;
    this.over = false;
    this.sending = false;
    this.waiters = new Set();
    const kept = memory.load();
    this.token = kept.token ?? null;
    this.pending = kept.pending ?? [];
    addEventListener("online", () => this.renew());
    addEventListener("pageshow", (event) => event.persisted && this.renew());
    document.addEventListener("visibilitychange", () => document.hidden || this.hurry());
  }

  /** Put an answer on its way. Its id stays the same however often it is tried. */
  send(entry) {
    this.pending.push({ id: randomId(), ...entry });
    this.keepPending();
    this.flush();
  }

  close() {
    this.over = true;
    this.listening?.abort();
    memory.forget();
  }

  async listen() {
    let history = true;
    for (let failures = 0; !this.over; ) {
      try {
        if (!this.token) await this.open();
        this.flush();
        const wait = history || failures ? 0 : 25;
        const { messages } = await this.call(`/api/messages?after=${this.seen}&wait=${wait}`);
        failures = 0;
        this.tell.state("ok");
        this.take(messages, history);
        history = false;
      } catch (error) {
        if (this.over) return;
        if (this.renewed) {
          this.renewed = false;
          continue;
        }
        failures += 1;
        if (!this.troubled(error)) return;
        await this.pause(failures, error.after);
      }
    }
  }

  async open() {
    const made = await this.call("/api/conversations", {});
    this.token = made.token;
    memory.keep({ token: made.token });
  }

  take(messages, history) {
    const fresh = messages.filter((message) => message.seq > this.seen);
    for (const message of fresh) {
      this.seen = message.seq;
      if (message.from === "member") this.settle(message, history);
      else if (!history) this.pending.filter((entry) => entry.sent).forEach((e) => this.drop(e));
    }
    if (fresh.length || history) this.tell.messages(fresh, history);
  }

  // What the server now shows is no longer pending. They arrive in the order they were sent.
  settle(message, history) {
    const known = this.pending.find((entry) => entry.id === message.id);
    const shown = known ?? (message.id || history ? null : this.pending[0]);
    if (shown) this.drop(shown);
  }

  drop(entry) {
    this.pending = this.pending.filter((other) => other !== entry);
    this.keepPending();
  }

  keepPending() {
    memory.keep({ pending: this.pending });
    this.tell.pending(this.pending);
  }

  // One at a time, so that answers arrive in the order they were given.
  async flush() {
    if (this.sending || !this.token) return;
    this.sending = true;
    for (let failures = 0, entry; !this.over && (entry = this.pending.find((e) => !e.sent)); ) {
      try {
        const { seq } = await this.call("/api/messages", { id: entry.id, ...entry.body });
        failures = 0;
        Object.assign(entry, { sent: true, late: false });
        if (seq <= this.seen) this.drop(entry);
        else this.keepPending();
      } catch (error) {
        if (this.over) break;
        if (!WORTH_RETRYING(error) && error.status !== 401) {
          this.drop(entry);
          this.tell.refused(error.code, entry);
          continue;
        }
        failures += 1;
        entry.late = true;
        this.keepPending();
        if (!this.troubled(error)) break;
        await this.pause(failures, error.after);
      }
    }
    this.sending = false;
  }

  // Says what is wrong; false when trying again cannot help.
  troubled(error) {
    if (error.status === 401) {
      this.close();
      this.tell.state("stale");
      return false;
    }
    this.tell.state(error instanceof Refusal ? "busy" : "offline");
    return true;
  }

  async call(path, body) {
    const abort = new AbortController();
    const limit = setTimeout(() => abort.abort(), 40000);
    if (path.includes("wait=")) this.listening = abort;
    try {
      const response = await fetch(path, {
        method: body ? "POST" : "GET",
        headers: {
          ...(this.token && { Authorization: `Bearer ${this.token}` }),
          ...(body && { "Content-Type": "application/json" }),
        },
        body: body && JSON.stringify(body),
        signal: abort.signal,
        credentials: "omit",
        cache: "no-store",
      });
      const content = await response.json().catch(() => ({}));
      if (response.ok) return content;
      const after = Number(response.headers.get("Retry-After")) || 0;
      throw new Refusal(response.status, content.error?.code, after);
    } finally {
      clearTimeout(limit);
      if (this.listening === abort) this.listening = null;
    }
  }

  pause(failures, atLeast = 0) {
    const seconds = Math.max(atLeast, Math.min(15, 2 ** (failures - 1)) * (0.75 + Math.random() / 2));
    return new Promise((done) => {
      const wake = () => {
        clearTimeout(timer);
        this.waiters.delete(wake);
        done();
      };
      const timer = setTimeout(wake, seconds * 1000);
      this.waiters.add(wake);
    });
  }

  // Someone looks at the page again: try now, do not wait.
  hurry() {
    for (const wake of [...this.waiters]) wake();
  }

  // The network is back: a request that waits on the old one may never end.
  renew() {
    if (this.listening) {
      this.renewed = true;
      this.listening.abort();
    }
    this.hurry();
  }
}
