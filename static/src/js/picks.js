// Lines of a list that are ticked for something to be done with them: data-pick on each, data-pick-page on the one that
// ticks all of the page, data-pick-every for all pages. Shift ticks all from the last one on. The form (data-picks)
// shows how many are chosen, and holds its buttons back while none is.
const picks = () => [...document.querySelectorAll("[data-pick]")];
const every = () => document.querySelector("[data-pick-every]");

function show() {
  const form = document.querySelector("[data-picks]");
  if (!form) return;
  const number = picks().filter((box) => box.checked).length;
  const isEvery = every()?.checked ?? false;
  const line = form.querySelector("[data-picked]");
  const words = number === 1 ? line.dataset.one : line.dataset.many.replace("{n}", number);
  line.textContent = isEvery ? line.dataset.all : number ? words : line.dataset.none;
  form.classList.toggle("is-idle", !number && !isEvery);
  for (const button of form.querySelectorAll("[formaction]")) button.disabled = !number && !isEvery;
  const page = document.querySelector("[data-pick-page]");
  if (!page) return;
  page.checked = number > 0 && number === picks().length;
  page.indeterminate = number > 0 && !page.checked;
}

export function startPicks() {
  let last = null;
  document.addEventListener("click", (event) => {
    const box = event.target.closest("[data-pick]");
    if (!box) return;
    const all = picks();
    if (event.shiftKey && last && all.includes(last)) {
      const [from, to] = [all.indexOf(last), all.indexOf(box)].sort((one, other) => one - other);
      for (const between of all.slice(from, to + 1)) between.checked = box.checked;
    }
    last = box;
  });
  document.addEventListener("change", (event) => {
    if (event.target.matches("[data-pick-page]")) for (const box of picks()) box.checked = event.target.checked;
    if (event.target.matches("[data-pick], [data-pick-page], [data-pick-every]")) show();
  });
  // Whoever comes back finds the ticks as they were, and the browser sets them only now.
  window.addEventListener("pageshow", show);
}
