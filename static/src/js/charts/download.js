// <button data-chart-png="id of the canvas" data-name="file name">: saves the picture on the ground of the card.
import { readPalette } from "./palette.js";

function onGround(canvas) {
  const picture = document.createElement("canvas");
  picture.width = canvas.width;
  picture.height = canvas.height;
  const context = picture.getContext("2d");
  context.fillStyle = readPalette().card;
  context.fillRect(0, 0, picture.width, picture.height);
  context.drawImage(canvas, 0, 0);
  return picture;
}

function save(button) {
  const canvas = document.getElementById(button.dataset.chartPng);
  if (!canvas) return;
  onGround(canvas).toBlob((blob) => {
    const link = document.createElement("a");
    link.href = URL.createObjectURL(blob);
    link.download = `${button.dataset.name ?? canvas.id}.png`;
    link.click();
    setTimeout(() => URL.revokeObjectURL(link.href), 1000);
  });
}

export function startPictures() {
  document.addEventListener("click", (event) => {
    const button = event.target.closest("[data-chart-png]");
    if (button) save(button);
  });
}
