// A choice of a person (select) on a page that lists who is away (data-away-list): below it stands what is said of the one
// who was chosen (data-away), and a tap on its button (data-take) chooses the deputy instead.
const list = () => document.querySelector("[data-away-list]");

function show(select) {
  select.parentElement.querySelector(":scope > .away")?.remove();
  const line = list()?.querySelector(`[data-away="${CSS.escape(select.value)}"]`);
  if (!line || !select.value) return;
  const said = document.createElement("div");
  said.className = "away small";
  said.setAttribute("role", "status");
  said.append(...[...line.childNodes].map((node) => node.cloneNode(true)));
  select.after(said);
}

function showAll() {
  const away = list();
  if (!away) return;
  away.hidden = true;
  for (const select of away.closest("form").querySelectorAll("select")) show(select);
}

export function startAway() {
  document.addEventListener("change", (event) => {
    if (!list() || !event.target.matches("select")) return;
    // One choice for all lines of a grid sets every other.
    if (event.target.matches("[data-grid-all]")) showAll();
    else show(event.target);
  });
  document.addEventListener("click", (event) => {
    const button = event.target.closest(".away [data-take]");
    const select = button?.closest(".away")?.parentElement.querySelector("select");
    if (!select) return;
    select.value = button.dataset.take;
    select.dispatchEvent(new Event("change", { bubbles: true }));
    select.focus();
  });
  window.addEventListener("pageshow", showAll);
}
