// The buttons under a bubble. Toggles flip at once and are put right by the server's edit.

import { icon, make } from "./dom.js";

const CHECK = "M5 12.5l4.5 4.5L19 7.5";
const DOUBLE_TAP_MS = 700;

/** The group of buttons for `rows`; `tap(button)` is called with what the server needs to know. */
export function choices(rows, { lang, dir }, tap) {
  const lines = rows.map((row) => make("div", { class: rowClass(row) }, ...row.map((button) => choice(button, tap))));
  return make("div", { class: "choices", role: "group", lang, dir }, ...lines);
}

const EVEN_LETTERS = 26; // what a row of a narrow phone holds in equal columns
const BOX_LETTERS = 4; // what the box of a toggle takes of that

function rowClass(row) {
  const width = ({ label, on }) => label.length + (on === null ? 0 : BOX_LETTERS);
  return row.every((button) => width(button) * row.length <= EVEN_LETTERS) ? "row even" : "row";
}

function choice({ label, data, style, on, quiet }, tap) {
  const isToggle = on !== null;
  const className = `choice ${style}${isToggle ? " toggle" : ""}`;
  const node = make("button", { type: "button", class: className, "data-choice": data }, make("span", {}, label));
  if (isToggle) {
    node.prepend(icon("box", CHECK));
    setTruth(node, on);
  }
  let tappedAt = -Infinity;
  node.addEventListener("click", (event) => {
    if (!isToggle && event.timeStamp - tappedAt < DOUBLE_TAP_MS) return;
    tappedAt = event.timeStamp;
    if (isToggle) node.setAttribute("aria-pressed", node.getAttribute("aria-pressed") !== "true");
    else node.classList.add("chosen");
    tap({ choice: node.dataset.choice, label: isToggle || quiet ? null : node.textContent });
  });
  return node;
}

function setTruth(node, on) {
  node.dataset.on = String(on);
  node.setAttribute("aria-pressed", String(on));
}

/** Bring a group up to date without replacing buttons; false when its shape changed. */
export function refresh(group, rows, isPending) {
  const nodes = [...group.querySelectorAll(".choice")];
  const buttons = rows.flat();
  const shape = (list) => list.join("\n");
  if (group.children.length !== rows.length) return false;
  if (shape(nodes.map(nodeKind)) !== shape(buttons.map(buttonKind))) return false;
  buttons.forEach(({ label, on, data }, index) => {
    const node = nodes[index];
    const words = node.querySelector("span");
    if (words.textContent !== label) words.textContent = label;
    if (on === null) return;
    node.dataset.on = String(on);
    // A tap still on its way knows better than an answer to the tap before it.
    if (!isPending(data)) setTruth(node, on);
  });
  return true;
}

const nodeKind = (node) => `${node.dataset.choice} ${"on" in node.dataset}`;
const buttonKind = ({ data, on }) => `${data} ${on !== null}`;

/** Show what the server last said of a toggle, when no edit came to confirm the tap. */
export function settle(group, data) {
  for (const node of group?.querySelectorAll(".choice.toggle") ?? []) {
    if (node.dataset.choice === data) node.setAttribute("aria-pressed", node.dataset.on);
  }
}
