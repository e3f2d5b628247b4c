// A POST form is sent once: a second click while the answer is on its way does nothing. <form data-many> opts out.
const BUSY = "data-busy";
const sent = new WeakSet();

function release(form) {
  sent.delete(form);
  for (const button of form.querySelectorAll(`[${BUSY}]`)) button.removeAttribute(BUSY);
}

export function startSendOnce() {
  document.addEventListener("submit", (event) => {
    const form = event.target;
    if (form.method !== "post" || form.hasAttribute("data-many") || form.hasAttribute("hx-post")) return;
    if (sent.has(form)) return event.preventDefault();
    if (event.defaultPrevented) return;
    sent.add(form);
    event.submitter?.setAttribute(BUSY, "");
    // A download answers without leaving the page, and a broken line never answers.
    setTimeout(() => release(form), 8000);
  });
  // Back button: the page comes from memory with its forms still marked as sent.
  window.addEventListener("pageshow", (event) => {
    if (event.persisted) for (const form of document.forms) release(form);
  });
}
