// Messages: the cross closes one; a failed htmx request says so instead of doing nothing.
// The sentences come translated from base.html: <div id="toasts" data-offline data-denied data-failed data-close>.
const SHOWN_FOR = 10_000;

function closeButton(label) {
  const button = document.createElement("button");
  button.type = "button";
  button.className = "close";
  button.dataset.dismiss = "";
  button.ariaLabel = label;
  button.textContent = "×";
  return button;
}

/** Shows a sentence in the corner; kind is ok, warn, bad or "" and colours its sign. */
export function showToast(text, kind = "") {
  const corner = document.getElementById("toasts");
  if (!corner) return;
  const toast = document.createElement("div");
  toast.className = `message ${kind}`;
  const body = document.createElement("span");
  body.textContent = text;
  toast.append(body, closeButton(corner.dataset.close));
  corner.append(toast);
  setTimeout(() => toast.remove(), SHOWN_FOR);
}

function sentenceFor(status) {
  const says = document.getElementById("toasts")?.dataset ?? {};
  if (!status) return says.offline;
  if (status === 401 || status === 403 || status === 404) return says.denied;
  if (status === 503) return says.busy;
  return `${says.failed} (${status})`;
}

export function startToasts() {
  document.addEventListener("click", (event) => {
    event.target.closest("[data-dismiss]")?.closest(".message")?.remove();
  });
  document.addEventListener("htmx:responseError", (event) => {
    showToast(sentenceFor(event.detail.xhr.status), "bad");
  });
  for (const name of ["htmx:sendError", "htmx:timeout"]) {
    document.addEventListener(name, () => showToast(sentenceFor(0), "bad"));
  }
}
