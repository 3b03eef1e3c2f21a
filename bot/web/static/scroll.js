// Keeps the newest lines in view, unless the reader went back to read.

const NEAR_PX = 120;

/** `reveal({again, atOnce})` shows what is new; `again` takes a reader who went back along. */
export function follow(log, button) {
  let isFollowing = true;
  const distance = () => log.scrollHeight - log.clientHeight - log.scrollTop;
  const looked = () => requestAnimationFrame(() => (isFollowing = distance() < NEAR_PX));

  function reveal({ again = false, atOnce = false } = {}) {
    if (again) isFollowing = true;
    if (!isFollowing) return void (button.hidden = false);
    // An answer longer than the screen is read from its top.
    const said = [...log.querySelectorAll(".line.me")].at(-1);
    const answer = said?.nextElementSibling;
    const anchor = answer?.offsetParent ? answer : (said ?? log.querySelector(".line"));
    const top = Math.min(log.scrollHeight - log.clientHeight, Math.max(0, (anchor?.offsetTop ?? 0) - 12));
    const isCalm = atOnce || matchMedia("(prefers-reduced-motion: reduce)").matches;
    log.scrollTo({ top, behavior: isCalm ? "instant" : "smooth" });
  }

  for (const name of ["wheel", "touchmove", "keyup"]) log.addEventListener(name, looked, { passive: true });
  log.addEventListener("scroll", () => (button.hidden = distance() < NEAR_PX), { passive: true });
  new ResizeObserver(() => reveal({ atOnce: true })).observe(log);
  button.addEventListener("click", () => {
    isFollowing = true;
    log.scrollTo({ top: log.scrollHeight, behavior: "smooth" });
    log.focus({ preventScroll: true });
  });
  return { reveal };
}
