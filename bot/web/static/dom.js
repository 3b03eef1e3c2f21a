// Builds nodes from data; nothing a person or the server wrote is ever parsed as HTML.

const SVG = "http://www.w3.org/2000/svg";

export const byId = (id) => document.getElementById(id);

/** An element with attributes (null ones left out) and children (nodes or plain text). */
export function make(tag, attributes = {}, ...children) {
  const node = document.createElement(tag);
  for (const [name, value] of Object.entries(attributes)) if (value != null) node.setAttribute(name, value);
  node.append(...children);
  return node;
}

export function icon(className, path) {
  const svg = document.createElementNS(SVG, "svg");
  const stroke = document.createElementNS(SVG, "path");
  const attributes = { viewBox: "0 0 24 24", class: className, "aria-hidden": "true", focusable: "false" };
  for (const [name, value] of Object.entries(attributes)) svg.setAttribute(name, value);
  stroke.setAttribute("d", path);
  svg.append(stroke);
  return svg;
}

/** The words of a bubble: runs of text, bold, italic and links. */
export function words(runs, { lang, dir }) {
  return make("div", { class: "words", lang, dir }, ...runs.map(run));
}

function run({ text, bold, italic, href }) {
  let node = text;
  if (href && /^https?:\/\//i.test(href)) {
    node = make("a", { href, target: "_blank", rel: "noopener noreferrer nofollow", dir: "ltr" }, text);
  }
  if (italic) node = make("em", {}, node);
  if (bold) node = make("strong", {}, node);
  return node;
}

const DIGITS = "0123456789abcdefghijklmnopqrstuvwxyz";

/** An id nobody else has; crypto.randomUUID is missing on plain-http pages. */
export function newId() {
  return Array.from(crypto.getRandomValues(new Uint8Array(20)), (byte) => DIGITS[byte % 36]).join("");
}
