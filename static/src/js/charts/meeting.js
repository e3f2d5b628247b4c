// A meeting: one section of the page at a time, large, by arrow keys, space bar, buttons or a swipe; Escape leaves.
// The server draws the bar (insights/meeting_bar.html) and everything large; without script all sections stand below each other.
const NEXT = new Set(["ArrowRight", "PageDown", " "]);
const BEFORE = new Set(["ArrowLeft", "PageUp"]);
const ANSWERS_ITSELF = "a, button, input, select, textarea, summary, [contenteditable]";
const SCROLLS_ITSELF = ".scroll, .wide-table";
const FARTHEST_SIDEWAYS = 60;

const SLIDES = "section, details.fold";

function isShown(slide) {
  return !slide.parentElement.closest(SLIDES) && slide.dataset.slide !== "off" && slide.textContent.trim() !== "";
}

function slidesOf(page) {
  return [...page.querySelectorAll(SLIDES)].filter(isShown);
}

/** Whatever stands around the sections, such as a note, is part of the page and not of the meeting. */
function keepApart(page, slides) {
  page.classList.add("has-slides");
  for (const slide of slides) {
    slide.classList.add("slide");
    if (slide.matches("details")) slide.open = true;
    for (let above = slide.parentElement; above !== page; above = above.parentElement) above.classList.add("slide-frame");
  }
}

function headingOf(slide) {
  return slide.querySelector("h2, h3, summary") ?? slide;
}

function directionOf(event) {
  if (event.altKey || event.ctrlKey || event.metaKey) return 0;
  if (event.key === " " && event.target.closest(ANSWERS_ITSELF)) return 0;
  if (event.target.closest("input, select, textarea")) return 0;
  if (event.key === " " && event.shiftKey) return -1;
  if (NEXT.has(event.key)) return 1;
  return BEFORE.has(event.key) ? -1 : 0;
}

function watchSwipes(page, go) {
  let start = null;
  page.addEventListener("touchstart", (event) => {
    const isOurs = event.touches.length === 1 && !event.target.closest(SCROLLS_ITSELF);
    start = isOurs ? event.touches[0] : null;
  }, { passive: true });
  page.addEventListener("touchend", (event) => {
    if (!start) return;
    const aside = event.changedTouches[0].clientX - start.clientX;
    const down = event.changedTouches[0].clientY - start.clientY;
    start = null;
    if (Math.abs(aside) > Math.max(FARTHEST_SIDEWAYS, 1.5 * Math.abs(down))) go(aside < 0 ? 1 : -1);
  }, { passive: true });
}

export function startMeeting() {
  const bar = document.querySelector("[data-meeting]");
  const page = document.querySelector("main");
  const slides = bar ? slidesOf(page) : [];
  if (!slides.length) return;
  keepApart(page, slides);
  const [before, next] = bar.querySelectorAll("button");
  let at = -1;

  function show(number, { focus = true } = {}) {
    const wanted = Math.min(Math.max(number, 0), slides.length - 1);
    if (wanted === at) return;
    at = wanted;
    for (const [index, slide] of slides.entries()) slide.classList.toggle("is-now", index === at);
    for (const frame of page.querySelectorAll(".slide-frame")) frame.classList.toggle("is-now", frame.contains(slides[at]));
    bar.querySelector("[data-meeting-at]").textContent = `${at + 1} / ${slides.length}`;
    before.disabled = at === 0;
    next.disabled = at === slides.length - 1;
    history.replaceState(history.state, "", `#${at + 1}`);
    scrollTo(0, 0);
    if (!focus) return;
    const heading = headingOf(slides[at]);
    heading.tabIndex = -1;
    heading.focus({ preventScroll: true });
  }

  const go = (by) => show(at + by);
  before.addEventListener("click", () => go(-1));
  next.addEventListener("click", () => go(1));
  watchSwipes(page, go);
  document.addEventListener("keydown", (event) => {
    if (document.querySelector("dialog[open], details.menu[open]")) return;
    if (event.key === "Escape") bar.querySelector("a").click();
    else if (event.key === "Home") show(0);
    else if (event.key === "End") show(slides.length - 1);
    else if (directionOf(event)) go(directionOf(event));
    else return;
    event.preventDefault();
  });
  show(Number.parseInt(location.hash.slice(1), 10) - 1 || 0, { focus: false });
}
