// <form data-autosubmit>: a changed filter is applied at once. What is being typed waits until the field is left,
// and the focus comes back to the same field on the next page.
const REMEMBERED = "autosubmit-focus";
const TYPED = new Set(["date", "month", "search", "text", "number", "datetime-local"]);

function send(form, field) {
  if (!form.checkValidity()) return;
  sessionStorage.setItem(REMEMBERED, field.id);
  for (const empty of form.elements) empty.disabled ||= empty.name && empty.value === "" && empty.type !== "submit";
  form.requestSubmit();
}

function restoreFocus() {
  const id = sessionStorage.getItem(REMEMBERED);
  sessionStorage.removeItem(REMEMBERED);
  if (id) document.getElementById(id)?.focus({ preventScroll: true });
}

function enableFields() {
  for (const field of document.querySelectorAll("form[data-autosubmit] :disabled")) field.disabled = false;
}

export function startAutosubmit() {
  document.addEventListener("change", (event) => {
    const form = event.target.form;
    if (!form?.hasAttribute("data-autosubmit")) return;
    if (!TYPED.has(event.target.type)) return send(form, event.target);
    // A date field changes with every digit: send when the focus leaves it.
    event.target.addEventListener("blur", () => send(form, event.target), { once: true });
  });
  window.addEventListener("pageshow", enableFields);
  restoreFocus();
}
