// Trends by month: a line per series with the band of its interval.
import { formatter, opensPage, scale, tooltip } from "./format.js";
import { faint } from "./palette.js";

function bandEdge(series, values, palette, fill) {
  return {
    label: series.label,
    data: values,
    isBand: true,
    borderWidth: 0,
    pointRadius: 0,
    pointHitRadius: 0,
    fill,
    backgroundColor: faint(palette.tone(series.tone), 0.16),
  };
}

function datasets(series, palette) {
  const colour = palette.tone(series.tone);
  const line = {
    label: series.label,
    series,
    data: series.values,
    borderColor: colour,
    borderWidth: 2,
    borderDash: series.dashed ? [5, 4] : [],
    backgroundColor: colour,
    pointStyle: palette.shape(series.tone),
    pointRadius: 4,
    pointHoverRadius: 6,
    pointHitRadius: 14,
  };
  if (!series.low || !series.high) return [line];
  return [line, bandEdge(series, series.high, palette, "+1"), bandEdge(series, series.low, palette, false)];
}

function sentences(data) {
  const say = formatter(data.y);
  return (item) => {
    const { label, low, high, notes } = item.dataset.series;
    const index = item.dataIndex;
    const range = low?.[index] == null ? "" : ` (${say(low[index])} – ${say(high[index])})`;
    return [`${label}: ${say(item.raw)}${range}`, notes?.[index]].filter(Boolean);
  };
}

// Numbers above the months in which something happened; the list beside the picture says what.
function marksPlugin(marks, palette) {
  return {
    id: "marks",
    afterDatasetsDraw(chart) {
      const { ctx, chartArea, scales } = chart;
      ctx.save();
      ctx.textAlign = "center";
      ctx.textBaseline = "top";
      ctx.font = `600 11px ${palette.font}`;
      for (const mark of marks) {
        const index = chart.data.labels.indexOf(mark.label);
        if (index < 0) continue;
        const x = scales.x.getPixelForValue(index);
        ctx.strokeStyle = palette.line;
        ctx.setLineDash([2, 3]);
        ctx.beginPath();
        ctx.moveTo(x, chartArea.top + 14);
        ctx.lineTo(x, chartArea.bottom);
        ctx.stroke();
        ctx.fillStyle = palette.ink;
        ctx.fillText(mark.text, x, chartArea.top);
      }
      ctx.restore();
    },
  };
}

function readMarks() {
  const source = document.getElementById("trend-marks");
  return source ? JSON.parse(source.textContent) : [];
}

export function lineChart(data, palette) {
  const sets = data.series.flatMap((series) => datasets(series, palette));
  return {
    type: "line",
    plugins: [marksPlugin(readMarks(), palette)],
    data: { labels: data.labels, datasets: sets },
    options: {
      maintainAspectRatio: false,
      interaction: { mode: "nearest", intersect: false, axis: "xy" },
      scales: {
        x: { title: { display: Boolean(data.x?.label), text: data.x?.label }, grid: { display: false }, ticks: { maxRotation: 0, autoSkipPadding: 12 } },
        y: scale(data.y, palette),
      },
      plugins: {
        legend: {
          display: data.series.length > 1,
          align: "start",
          labels: { usePointStyle: true, boxHeight: 7, padding: 14, color: palette.ink, filter: (item) => !sets[item.datasetIndex].isBand },
        },
        tooltip: { ...tooltip(palette, { label: sentences(data) }), filter: (item) => !item.dataset.isBand },
      },
      ...opensPage((hit) => sets[hit.datasetIndex].series?.urls?.[hit.index]),
    },
  };
}
