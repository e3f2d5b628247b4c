// The search in the header: results drop down while one types, arrows and Enter choose one, Escape closes. On a small
// screen the magnifier opens it over the whole width. Without script its form leads to the page of the search.
import htmx from "htmx.org";

const SHORTEST = 2;
const OPTIONS = "[role=option]";

export function startFind() {
  const find = document.getElementById("find");
  if (!find) return;
  const input = document.getElementById("find-q");
  const list = document.getElementById("find-list");
  const said = document.getElementById("find-said");
  const opener = document.querySelector("[data-find-open]");

  const options = () => [...list.querySelectorAll(OPTIONS)];
  const chosen = () => list.querySelector(`${OPTIONS}[aria-selected=true]`);
  const isLongEnough = () => input.value.trim().length >= SHORTEST;

  function choose(option) {
    chosen()?.setAttribute("aria-selected", "false");
    if (!option) return input.removeAttribute("aria-activedescendant");
    option.setAttribute("aria-selected", "true");
    option.scrollIntoView({ block: "nearest" });
    input.setAttribute("aria-activedescendant", option.id);
  }

  function show() {
    const found = options().length;
    list.hidden = !list.childElementCount;
    input.ariaExpanded = String(found > 0);
    if (found) input.setAttribute("aria-controls", "find-options");
    else input.removeAttribute("aria-controls");
    if (found) said.textContent = found === 1 ? find.dataset.saidOne : find.dataset.saidMany.replace("{n}", found);
    else said.textContent = list.querySelector("[data-said]")?.textContent.trim() ?? "";
  }

  function hide() {
    htmx.trigger(input, "htmx:abort");
    choose(null);
    list.hidden = true;
    input.ariaExpanded = "false";
    said.textContent = "";
  }

  function open() {
    find.classList.add("open");
    input.focus();
    input.select();
  }

  function leave() {
    hide();
    find.classList.remove("open");
    input.blur();
    if (opener.checkVisibility()) opener.focus();
  }

  function step(by) {
    const all = options();
    if (!all.length) return;
    if (list.hidden) show();
    const at = all.indexOf(chosen());
    choose(all[at < 0 && by < 0 ? all.length - 1 : (at + by + all.length) % all.length]);
  }

  const onKey = {
    ArrowDown: () => step(1),
    ArrowUp: () => step(-1),
    Escape: () => (list.hidden ? leave() : hide()),
    Enter: () => chosen()?.click(),
  };

  // Only with script there is something that drops down.
  input.setAttribute("role", "combobox");
  input.setAttribute("aria-autocomplete", "list");
  input.setAttribute("aria-haspopup", "listbox");
  input.ariaExpanded = "false";

  input.addEventListener("keydown", (event) => {
    if (!(event.key in onKey) || event.isComposing || (event.key === "Enter" && !chosen())) return;
    event.preventDefault();
    onKey[event.key]();
  });
  input.addEventListener("input", () => {
    choose(null);
    if (isLongEnough()) return;
    hide();
    list.replaceChildren();
  });
  input.addEventListener("focus", () => isLongEnough() && list.childElementCount && show());
  input.addEventListener("htmx:beforeRequest", (event) => isLongEnough() || event.preventDefault());
  list.addEventListener("htmx:beforeSwap", (event) => {
    if (!isLongEnough() || !find.contains(document.activeElement)) event.detail.shouldSwap = false;
  });
  list.addEventListener("htmx:afterSwap", show);
  // The field keeps the focus while an option is pressed.
  list.addEventListener("mousedown", (event) => event.preventDefault());
  find.addEventListener("focusout", (event) => {
    if (find.contains(event.relatedTarget)) return;
    hide();
    if (event.relatedTarget) find.classList.remove("open");
  });
  document.addEventListener("click", (event) => {
    if (event.ctrlKey || event.metaKey || event.shiftKey) return;
    if (event.target.closest("[data-find-open]")) {
      event.preventDefault();
      open();
    } else if (event.target.closest("[data-find-close]")) leave();
  });
}
