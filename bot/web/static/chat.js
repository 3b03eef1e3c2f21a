// The chat page: opens the session, then ties the conversation, the outbox and the stream together.

import { setUpComposer } from "./composer.js";
import { byId, newId } from "./dom.js";
import { Log } from "./log.js";
import { setUpMenu } from "./menu.js";
import { Outbox, post } from "./outbox.js";
import { Stream } from "./stream.js";
import { setLanguage, word } from "./words.js";

const TYPING_MS = 10000;
const SETTLE_MS = 2500;
const CALM_MS = 1200; // a shorter break is not worth a word

const taps = new Map();
let typingTimer = 0;
let stateTimer = 0;
let isFirstTime = true;

const log = new Log({
  tap: (tapped) => speak({ ...tapped, id: newId() }),
  isPending: (ref, data) => outbox.waiting().some((message) => message.ref === ref && message.choice === data),
});
let outbox;
let menu;

function speak(message) {
  const said = { ...message, at: new Date().toISOString() };
  if (said.choice !== undefined && said.label === null) taps.set(said.id, said);
  log.showWaiting(said);
  setTyping(navigator.onLine !== false && said.label !== null);
  outbox.add(said);
}

const say = (text, id = newId()) => speak({ id, text });

function setTyping(isTyping) {
  clearTimeout(typingTimer);
  log.showTyping(isTyping);
  if (isTyping) typingTimer = setTimeout(() => log.showTyping(false), TYPING_MS);
}

function showState(state) {
  clearTimeout(stateTimer);
  const show = () => {
    byId("state").dataset.state = state;
    byId("state-text").dataset.word = state;
    byId("state-text").textContent = word(state);
  };
  if (state === "connecting") stateTimer = setTimeout(show, CALM_MS);
  else show();
}

const delivery = {
  sent(id) {
    log.markSent(id);
    if (taps.has(id)) setTimeout(settle, SETTLE_MS, id);
    if (outbox.waiting().length <= 1) log.clearNotes();
  },
  failed: (id) => log.markFailed(id),
  throttled: () => log.note("throttled"),
  troubled: () => log.note("unavailable"),
  lost: restart,
};

/** A tap that changed nothing (a limit reached) shows the server's state again. */
function settle(id) {
  const tapped = taps.get(id);
  taps.delete(id);
  const isNewer = [...taps.values()].some(({ ref, choice }) => ref === tapped.ref && choice === tapped.choice);
  if (!isNewer) log.settle(tapped);
}

/** The cookie is gone: begin again with a new one, but never in circles (cookies may be forbidden). */
function restart() {
  const KEY = "mawid.restarted";
  if (Date.now() - Number(sessionStorage.getItem(KEY)) < 60000) return log.note("unavailable");
  sessionStorage.setItem(KEY, Date.now());
  location.reload();
}

/** The stream keeps failing: is it the network, or was the conversation erased? */
async function doubt() {
  const response = await post("/chat/open", {});
  if (response?.ok && (await response.json()).session !== session.session) restart();
}

function showLine(line) {
  if (line.language) {
    setLanguage(line.language, () => {
      menu.list();
      log.relabelDays();
    });
    setTyping(false);
  }
  log.show(line);
}

function ready() {
  for (const message of outbox.waiting()) log.showWaiting(message);
  log.goLive();
  if (isFirstTime) greet();
  isFirstTime = false;
  outbox.flush();
}

/** A link may carry an invitation; without one, a new conversation begins by itself. */
function greet() {
  const payload = new URLSearchParams(location.search).get("start");
  if (/^[A-Za-z0-9_-]{1,64}$/.test(payload ?? "")) say(`/start ${payload}`, `start-${payload}`);
  else if (session.is_empty) say("/start", "start");
  if (location.search) history.replaceState(null, "", location.pathname);
}

async function openSession() {
  for (let attempt = 0; ; attempt++) {
    const response = await post("/chat/open", {});
    if (response?.ok) return response.json();
    showState(navigator.onLine === false ? "offline" : "connecting");
    await new Promise((resume) => {
      setTimeout(resume, Math.min(15000, 1000 * 2 ** attempt));
      addEventListener("online", resume, { once: true });
    });
  }
}

const session = await openSession();
outbox = new Outbox(session.session, delivery);
menu = setUpMenu(say);
setUpComposer(say);
byId("log").addEventListener("click", ({ target }) => {
  const command = target.closest("[data-command]");
  if (command) say(command.dataset.command);
});
addEventListener("online", () => outbox.flush());
new Stream({ line: showLine, ready, menu: menu.showFor, doubt, state: showState }).open();
