// <form data-autosubmit>: a changed filter is applied at once, without the empty fields in the address, and the
// focus comes back to the same field on the next page.
const REMEMBERED = "autosubmit-focus";
// These change with every digit or arrow: wait until the person pauses or leaves the field.
const CHANGING = new Set(["date", "month", "week", "datetime-local", "number"]);
const PAUSE = 1000;
let waiting;

const isAutosubmit = (form) => form?.hasAttribute("data-autosubmit");

function send(field) {
  clearTimeout(waiting);
  if (!field.isConnected || !field.form.checkValidity()) return;
  sessionStorage.setItem(REMEMBERED, field.id);
  field.form.requestSubmit();
}

function onChange(event) {
  const field = event.target;
  if (!isAutosubmit(field.form)) return;
  if (!CHANGING.has(field.type)) return send(field);
  clearTimeout(waiting);
  waiting = setTimeout(send, PAUSE, field);
  field.addEventListener("blur", () => send(field), { once: true });
}

function leaveOutEmptyFields(event) {
  if (!isAutosubmit(event.target)) return;
  const empty = [...event.target.elements].filter((field) => field.name && field.value === "" && !field.disabled);
  for (const field of empty) field.disabled = true;
  // The browser has collected the fields by then; a download leaves the form in use.
  setTimeout(() => empty.forEach((field) => (field.disabled = false)));
}

function restoreFocus() {
  const id = sessionStorage.getItem(REMEMBERED);
  sessionStorage.removeItem(REMEMBERED);
  if (id) document.getElementById(id)?.focus({ preventScroll: true });
}

/** Back from another page the browser shows what was chosen last; the figures are those of the address. */
function showFiltersOfThePage() {
  for (const form of document.querySelectorAll("form[data-autosubmit]")) form.reset();
}

export function startAutosubmit() {
  addEventListener("pageshow", showFiltersOfThePage);
  document.addEventListener("change", onChange);
  document.addEventListener("submit", leaveOutEmptyFields);
  restoreFocus();
}
