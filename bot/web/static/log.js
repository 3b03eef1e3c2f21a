// The conversation on screen: one node per line, in the server's order, what waits to be sent at the end.

import { choices, refresh, settle } from "./choices.js";
import { byId, icon, make, words } from "./dom.js";
import { follow } from "./scroll.js";
import { everyCommand, isRightToLeft, locale, word } from "./words.js";

const TICK = "M5 12.5l4.5 4.5L19 7.5";
const CLOCK = "M12 4a8 8 0 1 0 .01 0M12 8v4.5l3 1.5";
const FILE = "M6 3h8l4 4v14H6zM14 3v4h4M12 10v7M9 14l3 3 3-3";
const ARABIC = /[\u0600-\u06ff]/;

export class Log {
  /** `tap({choice, label, ref})` when a button is tapped; `isPending(ref, data)` while such a tap is on its way. */
  constructor({ tap, isPending }) {
    this.tap = tap;
    this.isPending = isPending;
    this.node = byId("log");
    this.typing = byId("typing");
    this.mine = new Map();
    this.theirs = new Map();
    this.seen = new Set();
    this.isLive = false;
    this.scroll = follow(this.node, byId("newest"));
  }

  /** Show a line of the server, once. */
  show(line) {
    // Not by cursor alone: a message that fell due late may come again under another one.
    const name = line.ref ? `ref ${line.ref}` : line.id ? `id ${line.id}` : line.cursor;
    if (this.seen.has(name)) return;
    this.seen.add(name);
    if (line.who === "me") this.#showMine(line);
    else this.#showTheirs(line);
    this.scroll.reveal();
  }

  /** Show what the person has just said, before the server knows. */
  showWaiting(message) {
    const text = shownText(message.text ?? message.label, message.id);
    if (text === null || this.mine.has(message.id)) return;
    const node = this.#mine([{ text }], message.at);
    node.classList.add("waiting");
    this.mine.set(message.id, node);
    this.#place(node, this.typing);
    this.#quieten();
    this.scroll.reveal({ again: true });
  }

  markSent(id) {
    const node = this.mine.get(id);
    if (!node?.classList.contains("waiting")) return;
    node.classList.remove("waiting");
    node.querySelector(".status").replaceWith(sentMark());
  }

  markFailed(id) {
    const node = this.mine.get(id);
    if (!node) return;
    node.classList.replace("waiting", "failed");
    node.querySelector(".status").replaceWith(make("span", { class: "status", "data-word": "failed" }, word("failed")));
  }

  /** Put a toggle right whose tap changed nothing. */
  settle({ ref, choice }) {
    settle(this.theirs.get(ref)?.querySelector(".choices"), choice);
  }

  /** Say something of the shell's own, once at a time. */
  note(key) {
    if (this.node.querySelector(`.note[data-word="${key}"]`)) return;
    this.node.insertBefore(make("p", { class: "note", "data-word": key }, word(key)), this.typing);
    this.scroll.reveal();
  }

  clearNotes() {
    for (const node of this.node.querySelectorAll(".note[data-word]")) node.remove();
  }

  showTyping(isTyping) {
    this.typing.hidden = !isTyping;
    if (isTyping) this.scroll.reveal();
  }

  /** History is complete: announce and animate from here on. */
  goLive() {
    this.node.setAttribute("aria-live", "polite");
    if (!this.isLive) this.scroll.reveal({ again: true, atOnce: true });
    this.isLive = true;
  }

  relabelDays() {
    for (const node of this.node.querySelectorAll(".day")) node.textContent = dayLabel(new Date(node.dataset.at));
  }

  #showMine(line) {
    const known = this.mine.get(line.id);
    if (!known && line.plain === undefined) return;
    const text = known ? null : shownText(line.plain, line.id);
    if (!known && text === null) return;
    const runs = text === line.plain ? line.runs : [{ text }];
    const node = known ?? this.#mine(runs, line.at);
    this.markSent(line.id);
    if (line.id) this.mine.set(line.id, node);
    // Lines that the server stored earlier may still arrive after a bubble was shown: its order wins.
    const anchor = this.#firstWaiting();
    if (!known || node.nextElementSibling !== anchor) this.#place(node, anchor);
    this.#markChosen(text);
    this.#quieten();
  }

  #showTheirs(line) {
    this.typing.hidden = true;
    const edited = line.edits && this.theirs.get(line.edits);
    const node = edited || this.#theirs(line);
    if (line.ref) this.theirs.set(line.ref, node);
    if (edited) return this.#update(node, line);
    if (line.rows) this.#quieten();
    this.#place(node, this.#firstWaiting());
  }

  #mine(runs, at) {
    const plain = runs.map((run) => run.text).join("");
    const attributes = { dir: "auto", lang: ARABIC.test(plain) ? "ar" : null };
    const foot = make("div", { class: "foot" }, time(at), waitingMark());
    return this.#line("me", "you", at, words(runs, attributes), foot);
  }

  #theirs(line) {
    const content = make("div", {});
    const node = this.#line("bot", "assistant", line.at, content, make("div", { class: "foot" }, time(line.at)));
    node.dataset.ref = line.ref ?? "";
    this.#fill(node, content, line);
    return node;
  }

  #line(who, sender, at, ...content) {
    const name = make("span", { class: "unseen", "data-word": sender }, word(sender));
    const bubble = make("div", { class: "bubble" }, ...content);
    return make("div", { class: `line ${who}${this.isLive ? " arriving" : ""}`, "data-at": at }, name, bubble);
  }

  #update(node, line) {
    const group = node.querySelector(".choices");
    const isPending = (data) => this.isPending(node.dataset.ref, data);
    if (JSON.stringify([line.runs, line.language]) !== node.dataset.words || !group || !line.rows) {
      return this.#fill(node, node.querySelector(".bubble").firstElementChild, line);
    }
    if (!refresh(group, line.rows, isPending)) this.#fill(node, node.querySelector(".bubble").firstElementChild, line);
  }

  /** Write a reply's words, file and buttons into its node; focus stays on the same button. */
  #fill(node, content, line) {
    const look = { lang: line.language, dir: isRightToLeft(line.language) ? "rtl" : "ltr" };
    const focused = node.contains(document.activeElement) ? document.activeElement.dataset.choice : undefined;
    node.dataset.words = JSON.stringify([line.runs, line.language]);
    content.replaceWith(make("div", {}, ...(line.runs.length ? [words(line.runs, look)] : []), ...file(line)));
    node.querySelector(".choices")?.remove();
    if (!line.rows) return;
    node.append(choices(line.rows, look, (tapped) => this.tap({ ...tapped, ref: node.dataset.ref || undefined })));
    if (focused) node.querySelector(`[data-choice="${CSS.escape(focused)}"]`)?.focus();
  }

  #place(node, anchor) {
    this.node.insertBefore(node, anchor);
    const previous = node.previousElementSibling;
    const day = new Date(node.dataset.at);
    const isNewDay = previous?.dataset.at && new Date(previous.dataset.at).toDateString() !== day.toDateString();
    if (isNewDay || !previous?.dataset.at) {
      node.before(make("div", { class: "day", "data-at": node.dataset.at }, dayLabel(day)));
    }
  }

  #firstWaiting() {
    return this.node.querySelector(".line.waiting, .note[data-word]") ?? this.typing;
  }

  #quieten() {
    for (const node of this.node.querySelectorAll(".line.bot:not(.earlier)")) node.classList.add("earlier");
  }

  /** Remember on screen which button an answer came from. */
  #markChosen(text) {
    const group = [...this.node.querySelectorAll(".line.bot .choices")].at(-1);
    for (const node of group?.querySelectorAll(".choice:not(.toggle)") ?? []) {
      if (node.textContent === text) node.classList.add("chosen");
    }
  }
}

/** A command shows its name in the menu; the page's own "/start" was not said by the person at all. */
function shownText(text, id) {
  if (text == null || /^start(-|$)/.test(id ?? "")) return null;
  return everyCommand().find(({ name }) => text === `/${name}`)?.label ?? text;
}

const waitingMark = () =>
  make("span", { class: "status" }, icon("tick", CLOCK), make("span", { "data-word": "waiting" }, word("waiting")));

const sentMark = () =>
  make("span", { class: "status" }, icon("tick", TICK), make("span", { class: "unseen", "data-word": "sent" }, word("sent")));

function time(at) {
  const shown = new Date(at).toLocaleTimeString("en-GB", { hour: "2-digit", minute: "2-digit" });
  return make("time", { datetime: at, dir: "ltr" }, shown);
}

function dayLabel(day) {
  const days = Math.round((new Date().setHours(0, 0, 0, 0) - new Date(day).setHours(0, 0, 0, 0)) / 864e5);
  if (days === 0) return word("today");
  if (days === 1) return word("yesterday");
  return day.toLocaleDateString(locale(), { weekday: "long", day: "numeric", month: "long" });
}

function file({ file }) {
  if (!file) return [];
  const kilobytes = Math.max(1, Math.round(file.bytes / 1000));
  const size = new Intl.NumberFormat(locale(), { style: "unit", unit: "kilobyte" }).format(kilobytes);
  const name = make("bdi", { class: "file-name" }, file.name);
  const detail = make("span", { class: "file-size" }, make("span", { "data-word": "download" }, word("download")), " · ", make("bdi", {}, size));
  return [make("a", { class: "file", href: file.path, download: file.name }, icon("", FILE), make("span", {}, name, detail))];
}
