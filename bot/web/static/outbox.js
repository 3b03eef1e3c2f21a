// What the person said and the server has not confirmed: kept across reloads, sent in order, one at a time.
// Each message keeps its id over every attempt, so the server can tell a repeat from a new message.

const ATTEMPT_MS = 15000;
const LONGEST_WAIT_MS = 20000;

export class Outbox {
  /** `on` has sent(id), failed(id), throttled(), troubled(), lost(). */
  constructor(session, on) {
    this.prefix = `mawid.out.${session}.`;
    this.on = on;
    this.memory = new Map(); // stands in when the browser forbids storage
    this.counter = 0;
    this.attempts = 0;
    this.running = false;
    this.timer = 0;
  }

  add(message) {
    const order = `${Date.now().toString(36).padStart(9, "0")}-${(this.counter++).toString(36).padStart(4, "0")}`;
    this.#put(`${this.prefix}${order}-${message.id}`, { ...message, at: new Date().toISOString() });
    this.flush();
  }

  /** Oldest first. */
  waiting() {
    return this.#keys().map((key) => this.#get(key)).filter(Boolean);
  }

  /** Try now, whatever wait was planned. */
  async flush() {
    if (this.running) return;
    this.running = true;
    clearTimeout(this.timer);
    try {
      for (let [key] = this.#keys(); key; [key] = this.#keys()) {
        const message = this.#get(key);
        if (message && !(await this.#deliver(message))) return;
        this.#remove(key);
      }
    } finally {
      this.running = false;
    }
  }

  /** True when the message needs no further attempt. */
  async #deliver(message) {
    const response = await post("/chat/messages", body(message));
    const status = response?.status ?? 0;
    if (response?.ok) {
      this.attempts = 0;
      this.on.sent(message.id);
      return true;
    }
    if (status === 429) this.on.throttled();
    else if (status === 401) return this.on.lost(), false;
    else if (status >= 400 && status < 500) return this.on.failed(message.id), true;
    else if (status >= 500) this.on.troubled();
    this.#retryLater(Number(response?.headers.get("Retry-After")) * 1000);
    return false;
  }

  #retryLater(wishedMs) {
    const backoff = Math.min(LONGEST_WAIT_MS, 1000 * 2 ** this.attempts++) * (0.75 + Math.random() / 2);
    this.timer = setTimeout(() => this.flush(), wishedMs || backoff);
  }

  #keys() {
    let names = [...this.memory.keys()];
    try {
      names = names.concat(Object.keys(localStorage));
    } catch { /* storage forbidden */ }
    return names.filter((name) => name.startsWith(this.prefix)).sort();
  }

  #get(key) {
    try {
      return this.memory.get(key) ?? JSON.parse(localStorage.getItem(key));
    } catch {
      return null;
    }
  }

  #put(key, message) {
    try {
      localStorage.setItem(key, JSON.stringify(message));
    } catch {
      this.memory.set(key, message);
    }
  }

  #remove(key) {
    this.memory.delete(key);
    try {
      localStorage.removeItem(key);
    } catch { /* storage forbidden */ }
  }
}

const body = ({ id, text, choice, ref }) => (choice === undefined ? { id, text } : { id, choice, ref });

/** POST JSON; null when the network failed. */
export async function post(path, data) {
  const headers = { "Content-Type": "application/json" };
  try {
    const signal = AbortSignal.timeout?.(ATTEMPT_MS);
    return await fetch(path, { method: "POST", headers, body: JSON.stringify(data), signal, credentials: "same-origin" });
  } catch {
    return null;
  }
}
