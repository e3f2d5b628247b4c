// Volume against quality: a dot per campaign with the range of its rate, split into four corners.
import { formatter, inLines, opensPage, scale, tooltip } from "./format.js";
import { placeNames, placeWords } from "./labels.js";
import { TEXT_SIZE } from "./palette.js";

const SMALLEST = 5;
const LARGEST = 13;
const RIM = 1; // of the ground around each dot, so that two that overlap are told apart

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

const LINE = TEXT_SIZE + 3; // the height of a name
const GAP = 3; // between the field and the words of the corners
const STRIP = LINE + 2 * GAP; // above and below the field, for these words

/** Every dot with how far it reaches in the picture. */
function spotsOf(data, scales) {
  const size = radius(data.points);
  return data.points.map((point) => ({
    x: scales.x.getPixelForValue(point.x), y: scales.y.getPixelForValue(point.y), reach: size(point) + RIM,
  }));
}

/** The words of the corners, each with its box, where they have room. */
function corners(data, context, area, spots) {
  const texts = data.corners ?? [];
  const widths = texts.map((text) => context.measureText(text).width + 2);
  const taken = spots.map(({ x, y, reach }) => ({ left: x - reach, top: y - reach, right: x + reach, bottom: y + reach }));
  return placeWords(widths, { taken, area, line: LINE, gap: GAP }).flatMap((box, index) => (box ? [{ text: texts[index], box }] : []));
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
      for (const { text, box } of corners(data, ctx, area, spotsOf(data, scales))) writeOn(ctx, palette, text, box.left + 1, (box.top + box.bottom) / 2);
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

/** Names the dots that have no room for their name by a number; the list below the picture says whose it is. */
function writeKey(canvas, labels) {
  const list = canvas.closest("figure")?.querySelector(".chart-key");
  if (!list || list.dataset.labels === JSON.stringify(labels)) return;
  list.dataset.labels = JSON.stringify(labels);
  list.hidden = !labels.length;
  list.replaceChildren(...labels.map((label) => Object.assign(document.createElement("li"), { textContent: label })));
}

/** What stands beside each dot, and where; data.points[index] is named by the place of the same index. */
function place(data, context, { chartArea: area, scales }) {
  const spots = spotsOf(data, scales).map((spot, index) => ({ ...spot, wide: context.measureText(data.points[index].label).width + 2 }));
  const ranges = data.points.flatMap(({ low, high }, index) => low == null || high == null ? [] : [
    { left: spots[index].x - 2, right: spots[index].x + 2, top: scales.y.getPixelForValue(high), bottom: scales.y.getPixelForValue(low) },
  ]);
  const words = corners(data, context, area, spots).map(({ box }) => box);
  return placeNames(spots, { ranges, words, area, line: LINE, measure: (number) => context.measureText(String(number)).width + 2 });
}

function names(data, palette) {
  let places = [];
  const prepare = (context) => {
    context.save();
    context.font = `${palette.size}px ${palette.font}`;
    context.fillStyle = palette.ink;
    context.textBaseline = "middle";
    context.textAlign = "left";
  };
  return {
    id: "names",
    // The lines lie below the dots, the names above them.
    beforeDatasetsDraw(chart) {
      prepare(chart.ctx);
      places = place(data, chart.ctx, chart);
      for (const { x1, y1, x2, y2 } of places.map((one) => one?.leader).filter(Boolean)) {
        strokeLine(chart.ctx, palette.dim, 1, [], [x1, y1], [x2, y2]);
      }
      chart.ctx.restore();
    },
    afterDatasetsDraw({ canvas, ctx }) {
      prepare(ctx);
      const numbered = [];
      places.forEach((one, index) => {
        if (!one) return;
        if (one.number) numbered[one.number - 1] = data.points[index].label;
        writeOn(ctx, palette, one.number ? String(one.number) : data.points[index].label, one.box.left + 1, (one.box.top + one.box.bottom) / 2);
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

/** The numbers of the lower axis leave room for the words of the corners. */
const withStrip = (axis) => ({ ...axis, grid: { ...axis.grid, drawTicks: true, tickLength: STRIP } });

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
          clip: false,
          pointRadius: data.points.map(size),
          pointHoverRadius: data.points.map((point) => size(point) + 2),
          pointHitRadius: 12,
          pointStyle: data.points.map((point) => palette.shape(point.tone)),
          pointBackgroundColor: data.points.map((point, index) => (point.tone === "gr" ? palette.card : tones[index])),
          pointBorderColor: data.points.map((point, index) => (point.tone === "gr" ? tones[index] : palette.card)),
          pointBorderWidth: data.points.map((point) => (point.tone === "gr" ? 2 : 1.5)),
        },
      ],
    },
    options: {
      maintainAspectRatio: false,
      layout: { padding: { top: STRIP, right: LARGEST } },
      scales: { x: withStrip(scale({ ...data.x, plain: true }, palette)), y: scale(data.y, palette) },
      plugins: {
        legend: { display: false },
        tooltip: tooltip(palette, { title: (items) => inLines(data.points[items[0].dataIndex].label), label: sentences(data) }),
      },
      ...opensPage((hit) => data.points[hit.index].url),
    },
    plugins: [cutsAndCorners(data, palette), ranges(data, palette), names(data, palette)],
  };
}
