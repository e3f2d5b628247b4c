// Counts beside each other or stacked; horizontal for long German names.
import { formatter, opensPage, scale, tooltip } from "./format.js";

function sentences(values) {
  const say = formatter(values);
  return (item) => [`${item.dataset.label}: ${say(item.raw)}`, item.dataset.series.notes?.[item.dataIndex]].filter(Boolean);
}

export function barChart(data, palette) {
  const sets = data.series.map((series) => ({
    label: series.label,
    series,
    data: series.values,
    backgroundColor: palette.tone(series.tone),
    borderColor: palette.card,
    borderWidth: data.stacked ? 1 : 0,
    borderRadius: 3,
    maxBarThickness: 36,
  }));
  const isFlat = Boolean(data.horizontal);
  const values = isFlat ? data.x : data.y;
  const kinds = { stacked: Boolean(data.stacked), grid: { display: false }, ticks: { maxRotation: 0, autoSkip: !isFlat } };
  const numbers = { ...scale(values, palette), stacked: Boolean(data.stacked) };
  return {
    type: "bar",
    data: { labels: data.labels, datasets: sets },
    options: {
      maintainAspectRatio: false,
      indexAxis: isFlat ? "y" : "x",
      scales: isFlat ? { x: numbers, y: kinds } : { x: kinds, y: numbers },
      plugins: {
        legend: { display: sets.length > 1, align: "start", labels: { usePointStyle: true, boxHeight: 8, padding: 14, pointStyle: "rect", color: palette.ink } },
        tooltip: tooltip(palette, { label: sentences(values) }),
      },
      ...opensPage((hit) => sets[hit.datasetIndex].series.urls?.[hit.index]),
    },
  };
}
