// “@” and the beginning of a name in a comment: colleagues drop down below the field, arrows and Enter choose one. Without
// script the name is typed out.
const BEGUN = /(?:^|[^\p{L}\p{N}_.+-])@([\p{L}\p{N}][\p{L}\p{N} .'’-]{0,40})?$/u;
const OPTIONS = "[role=option]";
const WAIT = 150;

export function startMentions() {
  let timer;
  let asked = 0;

  const boxOf = (target) => target.closest?.("[data-mentions]");
  const listOf = (box) => box.querySelector("[role=listbox]");
  const chosen = (list) => list.querySelector(`${OPTIONS}[aria-selected=true]`);

  function begun(field) {
    const match = BEGUN.exec(field.value.slice(0, field.selectionStart));
    return match ? (match[1] ?? "") : null;
  }

  function choose(field, list, option) {
    chosen(list)?.setAttribute("aria-selected", "false");
    if (!option) return field.removeAttribute("aria-activedescendant");
    option.setAttribute("aria-selected", "true");
    option.scrollIntoView({ block: "nearest" });
    field.setAttribute("aria-activedescendant", option.id);
  }

  function hide(box) {
    clearTimeout(timer);
    asked += 1;
    const field = box.querySelector("textarea");
    listOf(box).hidden = true;
    field.removeAttribute("aria-activedescendant");
    field.removeAttribute("aria-controls");
  }

  async function suggest(box, field) {
    const said = begun(field);
    if (said === null) return hide(box);
    const turn = (asked += 1);
    const address = `${box.dataset.mentions}?${new URLSearchParams({ q: said })}`;
    const answer = await fetch(address, { headers: { "HX-Request": "true" } }).catch(() => null);
    if (turn !== asked || !answer?.ok || answer.redirected) return;
    const list = listOf(box);
    list.innerHTML = await answer.text();
    const first = list.querySelector(OPTIONS);
    list.hidden = !first || begun(field) === null;
    if (list.hidden) return hide(box);
    field.setAttribute("aria-controls", list.id);
    choose(field, list, first);
  }

  function take(box, option) {
    const field = box.querySelector("textarea");
    const end = field.selectionStart;
    const start = field.value.slice(0, end).lastIndexOf("@") + 1;
    field.setRangeText(`${option.dataset.name} `, start, end, "end");
    hide(box);
    field.focus();
    field.dispatchEvent(new Event("change", { bubbles: true }));
  }

  function step(field, list, by) {
    const all = [...list.querySelectorAll(OPTIONS)];
    choose(field, list, all[(all.indexOf(chosen(list)) + by + all.length) % all.length]);
  }

  document.addEventListener("input", (event) => {
    const box = boxOf(event.target);
    if (!box) return;
    clearTimeout(timer);
    if (begun(event.target) === null) hide(box);
    else timer = setTimeout(() => suggest(box, event.target), WAIT);
  });

  // Before other keys of the page hear of it: Enter chooses, Escape closes the list and nothing else.
  document.addEventListener(
    "keydown",
    (event) => {
      const box = boxOf(event.target);
      const list = box && listOf(box);
      if (!list || list.hidden || event.isComposing) return;
      const onKey = {
        ArrowDown: () => step(event.target, list, 1),
        ArrowUp: () => step(event.target, list, -1),
        Enter: () => take(box, chosen(list)),
        Tab: () => take(box, chosen(list)),
        Escape: () => hide(box),
      };
      if (!(event.key in onKey)) return;
      event.preventDefault();
      event.stopPropagation();
      onKey[event.key]();
    },
    true,
  );

  document.addEventListener("mousedown", (event) => {
    if (event.target.closest?.(".mention-list")) event.preventDefault(); // the field keeps the focus
  });
  document.addEventListener("click", (event) => {
    const option = event.target.closest?.(`.mention-list ${OPTIONS}`);
    if (option) take(boxOf(option), option);
  });
  document.addEventListener("focusout", (event) => {
    const box = boxOf(event.target);
    if (box && !box.contains(event.relatedTarget)) hide(box);
  });
}
