// The colours of the theme in force, read from the registered custom properties of tokens.css.
const SHAPES = { mk: "circle", sl: "rect", ok: "rectRot", gr: "circle" };

// In px; in a meeting it is read across a table.
export const TEXT_SIZE = document.body.classList.contains("meeting") ? 18 : 12;

export function readPalette() {
  const style = getComputedStyle(document.documentElement);
  const read = (name) => style.getPropertyValue(`--${name}`).trim();
  const tones = { mk: read("mk"), sl: read("sl"), ok: read("ok"), gr: read("gr") };
  return {
    ink: read("ink"),
    dim: read("dim"),
    line: read("line"),
    card: read("card"),
    size: TEXT_SIZE,
    font: getComputedStyle(document.body).fontFamily,
    tone: (name) => tones[name] ?? tones.gr,
    shape: (name) => SHAPES[name] ?? "circle",
  };
}

/** The same colour, see-through: share is 0..1. */
export function faint(colour, share) {
  return `color-mix(in srgb, ${colour} ${share * 100}%, transparent)`;
}
