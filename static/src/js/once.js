// A POST form is sent once: while the answer is on its way its buttons are out of use, their words stay. What counts
// is the token in the form, by which the server takes it once. <form data-many> opts out.
const BUSY = "data-busy";
const sent = new WeakSet();

function release(form) {
  sent.delete(form);
  for (const button of form.elements) {
    if (!button.hasAttribute(BUSY)) continue;
    button.removeAttribute(BUSY);
    button.disabled = false;
  }
}

function hold(form) {
  for (const button of form.elements) {
    if (button.type !== "submit" || button.disabled) continue;
    button.setAttribute(BUSY, "");
    button.disabled = true;
  }
}

export function startSendOnce() {
  document.addEventListener("submit", (event) => {
    const form = event.target;
    if (form.method !== "post" || form.hasAttribute("data-many") || form.hasAttribute("hx-post")) return;
    if (sent.has(form)) return event.preventDefault();
    if (event.defaultPrevented) return;
    sent.add(form);
    // Not yet: the value of the button that was pressed is still to be read.
    setTimeout(() => sent.has(form) && hold(form));
    // A download answers without leaving the page, and a broken line never answers.
    setTimeout(() => release(form), 8000);
  });
  // Back button: the page comes from memory with its forms still marked as sent.
  window.addEventListener("pageshow", (event) => {
    if (event.persisted) for (const form of document.forms) release(form);
  });
}
