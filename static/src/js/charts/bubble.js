// Volume against quality: a dot per campaign with the range of its rate, split into four corners.
import { formatter, opensPage, scale, tooltip } from "./format.js";
import { faint } from "./palette.js";

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
      ctx.font = `12px ${palette.font}`;
      (data.corners ?? []).forEach((text, index) => {
        const isRight = index % 2 === 1;
        ctx.textAlign = isRight ? "right" : "left";
        writeOn(ctx, palette, text, isRight ? area.right - 6 : area.left + 6, index < 2 ? area.top + 15 : area.bottom - 7);
      });
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

function overlaps(box, others) {
  return others.some((other) => box.left < other.right && other.left < box.right && Math.abs(box.y - other.y) < 14);
}

function names(data, palette) {
  return {
    id: "names",
    // The largest dots get their name first; a name without room stays in the tooltip.
    afterDatasetsDraw({ ctx, chartArea: area, scales }) {
      const drawn = [];
      ctx.save();
      ctx.font = `12px ${palette.font}`;
      ctx.fillStyle = palette.ink;
      ctx.textBaseline = "middle";
      const order = [...data.points.keys()].sort((a, b) => (data.points[b].size ?? 0) - (data.points[a].size ?? 0));
      for (const index of order) {
        const point = data.points[index];
        const x = scales.x.getPixelForValue(point.x);
        const y = scales.y.getPixelForValue(point.y);
        const gap = radius(data.points)(point) + 5;
        const width = ctx.measureText(point.label).width;
        const left = x + gap + width > area.right ? x - gap - width : x + gap;
        const box = { left, right: left + width, y };
        if (left < area.left || overlaps(box, drawn)) continue;
        drawn.push(box);
        writeOn(ctx, palette, point.label, left, y);
      }
      ctx.restore();
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

export function bubbleChart(data, palette) {
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
        tooltip: tooltip(palette, { title: (items) => data.points[items[0].dataIndex].label, label: sentences(data) }),
      },
      ...opensPage((hit) => data.points[hit.index].url),
    },
    plugins: [cutsAndCorners(data, palette), ranges(data, palette), names(data, palette)],
  };
}
