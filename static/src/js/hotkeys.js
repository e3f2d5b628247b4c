// data-hotkey="alt+n" on a link, button or field: pressed, it is clicked or focused. Ctrl+Enter sends the form one is in.
function pressed(event) {
  // With Alt a Mac reports the accent of the key, so letters are taken by their place on the keyboard.
  const key = event.altKey && event.code.startsWith("Key") ? event.code.slice(3) : event.key;
  const parts = [event.ctrlKey && "ctrl", event.altKey && "alt", event.shiftKey && "shift", key.toLowerCase()];
  return parts.filter(Boolean).join("+");
}

function isTyping(event) {
  return !event.ctrlKey && !event.altKey && event.target.matches("input, select, textarea, [contenteditable]");
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
    if (isTyping(event)) return;
    const target = document.querySelector(`[data-hotkey="${CSS.escape(pressed(event))}"]`);
    if (!target) return;
    event.preventDefault();
    activate(target);
  });
}
