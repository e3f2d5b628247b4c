// A refused form comes back with the cursor in the first field that needs another value.
export function startErrorFocus() {
  const focus = (root) => root.querySelector('[aria-invalid="true"], .invalid input')?.focus();
  focus(document);
  document.addEventListener("htmx:afterSwap", (event) => focus(event.target));
}
