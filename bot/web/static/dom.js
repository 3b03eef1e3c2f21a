// Builds nodes from data; nothing a person or the server wrote is ever parsed as HTML.

import { everyCommand } from "./words.js";

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
  const lines = linesOf(runs);
  const isMixed = lines.some((line) => directionOf(line, dir) !== dir);
  const content = isMixed ? lines.map((line) => paragraph(line, dir)) : runs.flatMap(run);
  return make("div", { class: "words", lang, dir }, ...content);
}

/** A line in another script than the bubble's (a greeting in three languages) runs its own way. */
function paragraph(line, bubbleDir) {
  const dir = directionOf(line, bubbleDir);
  const look = dir === bubbleDir ? {} : { dir, lang: dir === "rtl" ? "ar" : null };
  return make("div", look, ...(line.length ? line.flatMap(run) : [make("br")]));
}

const ISOLATED = /[\u2066-\u2068][^\u2069]*\u2069/g; // an inserted name says nothing of the sentence around it

function directionOf(line, bubbleDir) {
  const text = line.map((run) => run.text).join("").replace(ISOLATED, "");
  const [isArabic, isLatin] = [/\p{Script=Arabic}/u.test(text), /\p{Script=Latin}/u.test(text)];
  if (bubbleDir === "auto" || isArabic === isLatin) return bubbleDir;
  return isArabic ? "rtl" : "ltr";
}

function linesOf(runs) {
  const lines = [[]];
  for (const part of runs) {
    part.text.split("\n").forEach((text, index) => {
      if (index > 0) lines.push([]);
      if (text) lines.at(-1).push({ ...part, text });
    });
  }
  return lines;
}

function run({ text, bold, italic, href }) {
  let nodes = withCommands(text);
  if (href && /^https?:\/\//i.test(href)) {
    nodes = [make("a", { href, target: "_blank", rel: "noopener noreferrer nofollow", dir: "ltr" }, text)];
  }
  if (italic) nodes = [make("em", {}, ...nodes)];
  if (bold) nodes = [make("strong", {}, ...nodes)];
  return nodes;
}

const COMMAND = /(?<![\w/:.])(\/[a-z][a-z_]*)(?![\w/-])/;

/** A command of the menu can be tapped where it is named. */
function withCommands(text) {
  const isKnown = (piece) => everyCommand().some(({ name }) => piece === `/${name}`);
  return text.split(COMMAND).map((piece) => {
    if (!isKnown(piece)) return piece;
    return make("button", { type: "button", class: "command", dir: "ltr", "data-command": piece }, piece);
  });
}

const DIGITS = "0123456789abcdefghijklmnopqrstuvwxyz";

/** An id nobody else has; crypto.randomUUID is missing on plain-http pages. */
export function newId() {
  return Array.from(crypto.getRandomValues(new Uint8Array(20)), (byte) => DIGITS[byte % 36]).join("");
}
