// A button with data-opens="id" opens the <dialog> of that id. The one of the shortcuts lists the keys that work on
// the page: those of data-hotkey, named by data-hotkey-says or their own words, then the lines it has already.
function nameOf(key, says) {
  return { ctrl: says.ctrl, shift: says.shift, alt: "Alt" }[key] ?? (key.length === 1 ? key.toUpperCase() : key);
}

function writeKeys(hotkeys, says) {
  const place = document.createElement("dd");
  hotkeys.split(" ").forEach((hotkey, at) => {
    if (at) place.append(` ${says.or} `);
    hotkey.split("+").forEach((key, inside) => {
      const cap = document.createElement("kbd");
      cap.textContent = nameOf(key, says);
      if (inside) place.append(" + ");
      place.append(cap);
    });
  });
  return place;
}

function writeLine(target, says) {
  const line = document.createElement("div");
  const name = document.createElement("dt");
  line.dataset.ofPage = "";
  name.textContent = target.dataset.hotkeySays ?? target.textContent.trim();
  line.append(name, writeKeys(target.dataset.hotkey, says));
  return line;
}

function fill(dialog) {
  for (const line of dialog.querySelectorAll("[data-of-page]")) line.remove();
  for (const line of dialog.querySelectorAll("[data-where]")) line.hidden = !document.querySelector(line.dataset.where);
  const targets = [...document.querySelectorAll("[data-hotkey]")];
  dialog.querySelector("dl").prepend(...targets.map((target) => writeLine(target, dialog.dataset)));
}

export function startShortcuts() {
  document.addEventListener("click", (event) => {
    if (event.target.matches("dialog[open]")) return event.target.close(); // beside what it shows
    const dialog = document.getElementById(event.target.closest("[data-opens]")?.dataset.opens);
    if (!dialog || dialog.open) return;
    if (dialog.id === "shortcuts") fill(dialog);
    dialog.showModal();
  });
}
