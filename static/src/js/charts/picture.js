// A picture to take along: a PNG with its name above it, and below it which leads it shows and when they were counted.
// The word on the button stands on the page: [data-picture="As picture (PNG)"]. Without script there is none.
import { readPalette } from "./palette.js";

const SCALE = 2;
const MARGIN = 24;
const LINE = 20;
const SMALLEST = 200; // a drawing narrower than that is a sign beside a figure, not a picture
const LOOKS = [
  "fill", "fill-opacity", "stroke", "stroke-width", "stroke-dasharray", "stroke-linecap", "opacity", "display", "visibility",
  "font-family", "font-size", "font-weight", "text-anchor", "dominant-baseline", "vector-effect",
];

function textOf(element) {
  return element ? element.textContent.replace(/\s+/g, " ").trim() : "";
}

function titleOf(figure) {
  return textOf(figure.closest("section")?.querySelector("h2, h3"));
}

function pictureOf(figure) {
  const canvas = figure.querySelector("canvas");
  if (canvas) return canvas;
  return [...figure.querySelectorAll("svg")].find((svg) => svg.getBoundingClientRect().width >= SMALLEST) ?? null;
}

/** An image knows no style sheet: what ours say of each part is written onto it. */
function withLooks(svg) {
  const copy = svg.cloneNode(true);
  const parts = [copy, ...copy.querySelectorAll("*")];
  for (const [index, part] of [svg, ...svg.querySelectorAll("*")].entries()) {
    const style = getComputedStyle(part);
    for (const name of LOOKS) parts[index].setAttribute(name, style.getPropertyValue(name));
  }
  return copy;
}

async function imageOf(svg) {
  const { width, height } = svg.getBoundingClientRect();
  const copy = withLooks(svg);
  copy.setAttribute("xmlns", "http://www.w3.org/2000/svg");
  copy.setAttribute("width", width);
  copy.setAttribute("height", height);
  const image = new Image();
  image.src = `data:image/svg+xml;charset=utf-8,${encodeURIComponent(new XMLSerializer().serializeToString(copy))}`;
  await image.decode();
  return image;
}

function wrap(context, text, width) {
  const lines = [];
  let line = "";
  for (const word of text.split(" ")) {
    const longer = line ? `${line} ${word}` : word;
    if (line && context.measureText(longer).width > width) {
      lines.push(line);
      line = word;
    } else {
      line = longer;
    }
  }
  return line ? [...lines, line] : lines;
}

/** The names of dots that stand beside the picture, what is said below it, the leads it is of and their moment. */
function notesOf(figure) {
  const names = [...figure.querySelectorAll(".chart-key li")].map((name, index) => `${index + 1} ${textOf(name)}`);
  const when = [textOf(document.querySelector(".head .sub")), textOf(document.querySelector(".as-of"))];
  const signs = [...figure.querySelectorAll(".signs li")].map(textOf);
  return [names.join(" · "), signs.join("  "), textOf(figure.querySelector("figcaption")), when.filter(Boolean).join(" · ")].filter(Boolean);
}

async function paint(figure, palette) {
  const picture = pictureOf(figure);
  const { width, height } = picture.getBoundingClientRect();
  const source = picture.matches("canvas") ? picture : await imageOf(picture);
  const canvas = document.createElement("canvas");
  const context = canvas.getContext("2d");
  context.font = `13px ${palette.font}`;
  const notes = notesOf(figure).flatMap((note) => wrap(context, note, width));
  canvas.width = (width + 2 * MARGIN) * SCALE;
  canvas.height = (height + 3 * MARGIN + LINE * (notes.length + 1)) * SCALE;
  context.scale(SCALE, SCALE);
  context.fillStyle = palette.card;
  context.fillRect(0, 0, canvas.width, canvas.height);
  context.textBaseline = "top";
  context.fillStyle = palette.ink;
  context.font = `600 16px ${palette.font}`;
  context.fillText(titleOf(figure), MARGIN, MARGIN, width);
  context.drawImage(source, MARGIN, MARGIN + LINE * 1.5, width, height);
  context.fillStyle = palette.dim;
  context.font = `13px ${palette.font}`;
  for (const [index, note] of notes.entries()) context.fillText(note, MARGIN, height + 2 * MARGIN + LINE * (index + 1));
  return canvas;
}

function save(canvas, title) {
  canvas.toBlob((blob) => {
    const link = document.createElement("a");
    link.href = URL.createObjectURL(blob);
    link.download = `${title.replace(/[^\p{L}\p{N}]+/gu, "-").replace(/^-|-$/g, "").toLowerCase() || "smarketing"}.png`;
    link.click();
    setTimeout(() => URL.revokeObjectURL(link.href), 1000);
  }, "image/png");
}

export function offerPictures() {
  const word = document.querySelector("[data-picture]")?.dataset.picture;
  if (!word) return;
  for (const figure of document.querySelectorAll("main figure")) {
    if (!pictureOf(figure)) continue;
    const button = document.createElement("button");
    button.type = "button";
    button.className = "btn quiet small take-picture";
    button.textContent = word;
    button.setAttribute("aria-label", `${titleOf(figure)}: ${word}`);
    button.addEventListener("click", async () => save(await paint(figure, readPalette()), titleOf(figure)));
    figure.append(button);
  }
}
