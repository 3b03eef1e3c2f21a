// Follows the conversation by server-sent events, and comes back by itself after the last line it has.

const SILENCE_MS = 40000; // the server says something at least every 15 s
const LONGEST_WAIT_MS = 15000;
const DOUBTFUL_ATTEMPTS = 3;

export class Stream {
  /** `on` has line(line), ready(), menu(isOrganiser), doubt(), state("connecting" | "online" | "offline"). */
  constructor(on) {
    this.on = on;
    this.cursor = null;
    this.attempts = 0;
    this.source = null;
    this.timer = 0;
    this.watchdog = 0;
    addEventListener("online", () => this.open());
    addEventListener("offline", () => this.#drop());
    addEventListener("pageshow", (event) => event.persisted && this.open());
    document.addEventListener("visibilitychange", () => {
      if (!document.hidden && this.source?.readyState !== EventSource.OPEN) this.open();
    });
  }

  open() {
    this.#close();
    const after = this.cursor === null ? "" : `?after=${encodeURIComponent(this.cursor)}`;
    const source = (this.source = new EventSource(`/chat/stream${after}`));
    this.on.state(navigator.onLine === false ? "offline" : "connecting");
    source.addEventListener("line", (event) => this.#line(event));
    source.addEventListener("ready", (event) => this.#ready(event));
    source.addEventListener("menu", (event) => this.#menu(event));
    source.addEventListener("beat", () => this.#alive());
    source.addEventListener("bye", () => this.#bye());
    source.addEventListener("error", () => this.#error());
    this.#alive();
  }

  #line(event) {
    this.cursor = event.lastEventId;
    this.#alive();
    this.on.line(JSON.parse(event.data));
  }

  #menu(event) {
    this.on.menu(JSON.parse(event.data).organiser);
  }

  #ready(event) {
    this.attempts = 0;
    this.#menu(event);
    this.on.state("online");
    this.on.ready();
  }

  /** The browser would retry most errors by itself, but not all: one way for all, with our own cursor. */
  #error() {
    this.#close();
    this.on.state(navigator.onLine === false ? "offline" : "connecting");
    // EventSource does not tell a refusal from a broken network.
    if (this.attempts === DOUBTFUL_ATTEMPTS) this.on.doubt();
    const backoff = Math.min(LONGEST_WAIT_MS, 500 * 2 ** this.attempts++) * (0.75 + Math.random() / 2);
    this.timer = setTimeout(() => this.open(), backoff);
  }

  /** The server ended this stream on purpose: it restarts, or this person has many pages open. */
  #bye() {
    if (document.hidden) this.#close();
    else this.#error();
  }

  #drop() {
    this.#close();
    this.on.state("offline");
  }

  #alive() {
    clearTimeout(this.watchdog);
    this.watchdog = setTimeout(() => this.open(), SILENCE_MS);
  }

  #close() {
    clearTimeout(this.timer);
    clearTimeout(this.watchdog);
    this.source?.close();
    this.source = null;
  }
}
