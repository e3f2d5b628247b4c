// A link to a folded part of the page (<details id="…">) opens it; without script it only leads there.
function openTarget() {
  const target = location.hash.length > 1 && document.getElementById(location.hash.slice(1));
  if (!(target instanceof HTMLDetailsElement)) return;
  target.open = true;
  target.querySelector("input:not([type=hidden]), select, textarea")?.focus({ preventScroll: true });
}

export function startFolds() {
  // The same link pressed again changes no hash.
  document.addEventListener("click", (event) => {
    if (event.target.closest?.('a[href^="#"]')) setTimeout(openTarget);
  });
  window.addEventListener("hashchange", openTarget);
  openTarget();
}
