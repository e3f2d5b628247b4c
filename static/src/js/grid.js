// A grid of lines (data-grid, data-grid-line) that is filled in by keys: a letter chooses the answer of that value in
// the line, the arrows up and down lead to the next line, V to its choice of a person. One choice (data-grid-all) is
// made for all lines, and how many have an answer stands beside the button (data-graded).
function enter(line) {
  const target = line?.querySelector("input[type=radio]:checked") ?? line?.querySelector("input[type=radio]");
  target?.focus();
  line?.scrollIntoView({ block: "nearest" });
}

function lineOf(event) {
  return event.target.closest?.("[data-grid-line]") ?? document.querySelector("[data-grid-line]");
}

function count(grid) {
  const words = grid?.querySelector("[data-graded]");
  if (!words) return;
  const lines = [...grid.querySelectorAll("[data-grid-line]")];
  const answered = lines.filter((line) => line.querySelector("input[type=radio]:checked")).length;
  words.textContent = words.dataset.graded.replace("{n}", answered).replace("{m}", lines.length) + " ·";
}

export function startGrid() {
  document.addEventListener("change", (event) => {
    const grid = event.target.closest("[data-grid]");
    if (event.target.matches("[data-grid-all]")) {
      for (const one of grid.querySelectorAll("[data-grid-line] select")) one.value = event.target.value;
    }
    count(grid);
  });
  window.addEventListener("pageshow", () => count(document.querySelector("[data-grid]")));
  document.addEventListener("keydown", (event) => {
    const grid = document.querySelector("[data-grid]");
    if (!grid || event.ctrlKey || event.metaKey || event.altKey || event.target.matches("select, textarea")) return;
    const line = lineOf(event);
    const key = event.key.toUpperCase();
    const answer = key.length === 1 && line.querySelector(`input[type=radio][value="${CSS.escape(key)}"]`);
    if (answer) {
      answer.checked = true;
      answer.dispatchEvent(new Event("change", { bubbles: true }));
      answer.focus();
    } else if (key === "ARROWDOWN") enter(line.nextElementSibling);
    else if (key === "ARROWUP") enter(line.previousElementSibling);
    else if (key === "V") line.querySelector("select").focus();
    else return;
    event.preventDefault();
  });
  // From the choice of a person back to the letters.
  document.addEventListener("keydown", (event) => {
    if (event.key === "Escape" && event.target.matches("[data-grid] select")) enter(lineOf(event));
  });
}
