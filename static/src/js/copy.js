// <button data-copy="text"> or <button data-copy-from="id">: puts it on the clipboard and says so in the button.
async function copy(button) {
  const source = document.getElementById(button.dataset.copyFrom ?? "");
  const text = button.dataset.copy ?? source?.value ?? source?.textContent ?? "";
  await navigator.clipboard.writeText(text.trim());
  const before = button.textContent;
  button.textContent = button.dataset.done ?? "✓";
  setTimeout(() => (button.textContent = before), 2000);
}

function select(button) {
  const source = document.getElementById(button.dataset.copyFrom ?? "");
  if (source) getSelection()?.selectAllChildren(source);
}

export function startCopy() {
  document.addEventListener("click", (event) => {
    const button = event.target.closest("[data-copy], [data-copy-from]");
    // Without leave to use the clipboard (plain http) the text is at least selected.
    if (button) copy(button).catch(() => select(button));
  });
}
