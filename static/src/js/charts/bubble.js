// Volume against quality: a dot per campaign with the range of its rate, split into four corners.
import { formatter, inLines, opensPage, scale, tooltip } from "./format.js";
import { faint, TEXT_SIZE } from "./palette.js";

const SMALLEST = 5;
const LARGEST = 16;

function radius(points) {
  const largest = Math.max(...points.map((point) => point.size ?? 0));
  return (point) => (largest && point.size ? Math.max(SMALLEST, LARGEST * Math.sqrt(point.size / largest)) : 6);
}

function strokeLine(context, colour, width, dash, from, to) {
  context.strokeStyle = colour;
  context.lineWidth = width;
  context.setLineDash(dash);
  context.beginPath();
  context.moveTo(...from);
  context.lineTo(...to);
  context.stroke();
}

/** Text with a rim of the ground, so that lines below do not cross it out. */
function writeOn(context, palette, text, x, y) {
  context.strokeStyle = palette.card;
  context.lineWidth = 4;
  context.lineJoin = "round";
  context.setLineDash([]);
  context.strokeText(text, x, y);
  context.fillText(text, x, y);
}

/** The words in the corners with the room they take: top left, top right, bottom left, bottom right. */
function corners(data, context, area) {
  const words = (data.corners ?? []).map((text, index) => {
    const width = context.measureText(text).width;
    const left = index % 2 === 1 ? area.right - 6 - width : area.left + 6;
    const middle = index < 2 ? area.top + 11 : area.bottom - 11;
    return { text, box: { left, right: left + width, top: middle - 7, bottom: middle + 7 } };
  });
  // A narrow picture has no room for two side by side: then both are left out, the lines still tell.
  return words.filter((word, index) => index % 2 === 1 ? word.box.left > words[index - 1].box.right : word.box.right < (words[index + 1]?.box.left ?? Infinity));
}

function cutsAndCorners(data, palette) {
  return {
    id: "cuts",
    beforeDatasetsDraw({ ctx, chartArea: area, scales }) {
      ctx.save();
      if (data.cut) {
        const x = scales.x.getPixelForValue(data.cut.x);
        const y = scales.y.getPixelForValue(data.cut.y);
        strokeLine(ctx, palette.dim, 1, [4, 4], [x, area.top], [x, area.bottom]);
        strokeLine(ctx, palette.dim, 1, [4, 4], [area.left, y], [area.right, y]);
      }
      ctx.fillStyle = palette.dim;
      ctx.font = `${palette.size}px ${palette.font}`;
      ctx.textBaseline = "middle";
      for (const { text, box } of corners(data, ctx, area)) writeOn(ctx, palette, text, box.left, (box.top + box.bottom) / 2);
      ctx.restore();
    },
  };
}

function ranges(data, palette) {
  return {
    id: "ranges",
    beforeDatasetsDraw({ ctx, scales }) {
      ctx.save();
      ctx.lineCap = "round";
      for (const { x, low, high } of data.points) {
        if (low == null || high == null) continue;
        const at = scales.x.getPixelForValue(x);
        strokeLine(ctx, palette.tone("gr"), 2, [], [at, scales.y.getPixelForValue(low)], [at, scales.y.getPixelForValue(high)]);
      }
      ctx.restore();
    },
  };
}

const LINE = TEXT_SIZE + 2; // the height of a name

function overlaps(box, others) {
  return others.some((other) => box.left < other.right && other.left < box.right && box.top < other.bottom && other.top < box.bottom);
}

const boxAt = (left, middle, width) => ({ left, right: left + width, top: middle - LINE / 2, bottom: middle + LINE / 2 });

/** Where a text may stand beside a dot: right, left, below, above. */
function places({ x, y, gap }, width) {
  return [
    boxAt(x + gap, y, width),
    boxAt(x - gap - width, y, width),
    boxAt(x - width / 2, y + gap + LINE / 2, width),
    boxAt(x - width / 2, y - gap - LINE / 2, width),
  ];
}

const RINGS = [0, 14, 28, 42, 56, 70]; // how much farther from its dot a number may stand

const isInside = (box, area) => box.left >= area.left && box.right <= area.right && box.top >= area.top && box.bottom <= area.bottom;

/** The nearest free place for a number, with how far it is; beside the dot where there is none at all. */
function placeNumber(dot, width, isFree) {
  for (const ring of RINGS) {
    const box = places({ ...dot, gap: dot.gap + ring }, width).find(isFree);
    if (box) return { box, ring };
  }
  return { box: places(dot, width)[0], ring: 0 };
}

/** Names the dots that have no room for their name by a number; the list below the picture says whose it is. */
function writeKey(canvas, labels) {
  const list = canvas.closest("figure")?.querySelector(".chart-key");
  if (!list || list.dataset.labels === JSON.stringify(labels)) return;
  list.dataset.labels = JSON.stringify(labels);
  list.hidden = !labels.length;
  list.replaceChildren(...labels.map((label) => Object.assign(document.createElement("li"), { textContent: label })));
}

function names(data, palette) {
  return {
    id: "names",
    // The largest dots get their name first; where it has no room, a number stands for it.
    afterDatasetsDraw({ canvas, ctx, chartArea: area, scales }) {
      ctx.save();
      ctx.font = `${palette.size}px ${palette.font}`;
      ctx.fillStyle = palette.ink;
      ctx.textBaseline = "middle";
      ctx.textAlign = "left";
      const size = radius(data.points);
      const dots = data.points.map((point) => {
        const [x, y, reach] = [scales.x.getPixelForValue(point.x), scales.y.getPixelForValue(point.y), size(point)];
        return { x, y, gap: reach + 4, left: x - reach, right: x + reach, top: y - reach, bottom: y + reach };
      });
      const taken = [...dots, ...corners(data, ctx, area).map(({ box }) => box)];
      const numbered = [];
      data.points.forEach((point, index) => {
        const dot = dots[index];
        const isFree = (box) => isInside(box, area) && !overlaps(box, taken);
        let text = point.label;
        let ring = 0;
        let box = places(dot, ctx.measureText(text).width).find(isFree);
        if (!box) {
          text = String(numbered.push(point.label));
          ({ box, ring } = placeNumber(dot, ctx.measureText(text).width, isFree));
        }
        taken.push(box);
        const middle = (box.top + box.bottom) / 2;
        if (ring) strokeLine(ctx, palette.dim, 1, [], [dot.x, dot.y], [(box.left + box.right) / 2, middle]);
        writeOn(ctx, palette, text, box.left, middle);
      });
      ctx.restore();
      writeKey(canvas, numbered);
    },
  };
}

function sentences(data) {
  const sayX = formatter(data.x);
  const sayY = formatter(data.y);
  return (item) => {
    const point = data.points[item.dataIndex];
    const range = point.low == null ? "" : ` (${sayY(point.low)} – ${sayY(point.high)})`;
    const name = (axis) => (axis?.label ? `${axis.label}: ` : "");
    return [`${name(data.x)}${sayX(point.x)}`, `${name(data.y)}${sayY(point.y)}${range}`, point.note].filter(Boolean);
  };
}

export function bubbleChart(read, palette) {
  // The largest first, so that no dot lies hidden below another.
  const data = { ...read, points: [...read.points].sort((a, b) => (b.size ?? 0) - (a.size ?? 0)) };
  const size = radius(data.points);
  const tones = data.points.map((point) => palette.tone(point.tone));
  return {
    type: "scatter",
    data: {
      datasets: [
        {
          data: data.points,
          pointRadius: data.points.map(size),
          pointHoverRadius: data.points.map((point) => size(point) + 2),
          pointHitRadius: 12,
          pointStyle: data.points.map((point) => palette.shape(point.tone)),
          pointBackgroundColor: data.points.map((point, index) => (point.tone === "gr" ? palette.card : faint(tones[index], 0.85))),
          pointBorderColor: tones,
          pointBorderWidth: data.points.map((point) => (point.tone === "gr" ? 2 : 1)),
        },
      ],
    },
    options: {
      maintainAspectRatio: false,
      scales: { x: scale({ ...data.x, plain: true }, palette), y: scale(data.y, palette) },
      plugins: {
        legend: { display: false },
        tooltip: tooltip(palette, { title: (items) => inLines(data.points[items[0].dataIndex].label), label: sentences(data) }),
      },
      ...opensPage((hit) => data.points[hit.index].url),
    },
    plugins: [cutsAndCorners(data, palette), ranges(data, palette), names(data, palette)],
  };
}
