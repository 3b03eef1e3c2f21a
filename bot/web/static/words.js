// The shell's language: words of the page's own table, direction, names of the menu's commands.

const data = JSON.parse(document.getElementById("page-data").textContent);

export let language = document.documentElement.lang;

export const word = (key) => data[language].words[key];
export const commands = (isOrganiser) => data[language][isOrganiser ? "organiser_commands" : "commands"];
export const everyCommand = () => [...commands(false), ...commands(true)];
export const isRightToLeft = (code) => data[code]?.dir === "rtl";

/** The locale for dates: Moroccan months, Western digits, 24 hours. */
export const locale = () => ({ fr: "fr-MA", ar: "ar-MA-u-nu-latn", en: "en-GB" })[language] ?? language;

const ATTRIBUTES = { "data-word-label": "aria-label", "data-word-placeholder": "placeholder" };

/** Speak `code` from now on, if the table has it; `changed` is called when that is news. */
export function setLanguage(code, changed) {
  if (code === language || !(code in data)) return;
  language = code;
  document.documentElement.lang = code;
  document.documentElement.dir = data[code].dir;
  document.title = data[code].event_name;
  for (const id of ["event-name", "welcome-name"]) document.getElementById(id).textContent = data[code].event_name;
  document.getElementById("subtitle").textContent = data[code].subtitle;
  for (const node of document.querySelectorAll("[data-word]")) node.textContent = word(node.dataset.word);
  for (const [from, to] of Object.entries(ATTRIBUTES)) {
    for (const node of document.querySelectorAll(`[${from}]`)) node.setAttribute(to, word(node.getAttribute(from)));
  }
  changed();
}
