// The box where the person writes: Enter sends, Shift+Enter breaks the line, four lines at most before it scrolls.

import { byId } from "./dom.js";

export function setUpComposer(say) {
  const form = byId("composer");
  const text = byId("text");
  form.hidden = false;

  function grow() {
    text.style.height = "auto";
    text.style.height = `${text.scrollHeight + text.offsetHeight - text.clientHeight}px`;
  }

  form.addEventListener("submit", (event) => {
    event.preventDefault();
    const said = text.value.trim();
    if (!said) return;
    say(said);
    text.value = "";
    grow();
    text.focus();
  });
  text.addEventListener("input", grow);
  text.addEventListener("keydown", (event) => {
    // 229: some keyboards end a composition with Enter and do not say so otherwise.
    if (event.key !== "Enter" || event.shiftKey || event.isComposing || event.keyCode === 229) return;
    event.preventDefault();
    form.requestSubmit();
  });
}
