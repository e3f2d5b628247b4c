// data-hotkey="alt+n" on a link, button or field, or several with a space between: pressed, it is clicked or focused.
// Ctrl+Enter sends the form one is in.
function pressed(event) {
  // With Alt a Mac reports the accent of the key, so letters are taken by their place on the keyboard.
  const key = event.altKey && event.code.startsWith("Key") ? event.code.slice(3) : event.key;
  // Whether a sign needs Shift is a matter of the keyboard: "/" stands above the 7 on a German one.
  const isSign = key.length === 1 && key.toLowerCase() === key.toUpperCase();
  const ctrl = (event.ctrlKey || event.metaKey) && "ctrl";
  const parts = [ctrl, event.altKey && "alt", event.shiftKey && !isSign && "shift", key.toLowerCase()];
  return parts.filter(Boolean).join("+");
}

function isTyping(event) {
  return !event.ctrlKey && !event.metaKey && !event.altKey && event.target.matches("input, select, textarea, [contenteditable]");
}

function activate(target) {
  if (target.matches("input:not([type=submit], [type=checkbox], [type=radio]), select, textarea")) target.focus();
  else target.click();
}

export function startHotkeys() {
  document.addEventListener("keydown", (event) => {
    if (event.key === "Enter" && (event.ctrlKey || event.metaKey) && event.target.form) {
      event.preventDefault();
      event.target.form.requestSubmit();
      return;
    }
    if (isTyping(event) || document.querySelector("dialog[open]")) return;
    const target = document.querySelector(`[data-hotkey~="${CSS.escape(pressed(event))}"]`);
    if (!target) return;
    event.preventDefault();
    activate(target);
  });
}
