// Numbers in the language of the page. An Axis says what kind of number stands on it (see charts.js).
const OPTIONS = {
  number: { maximumFractionDigits: 1 },
  percent: { style: "percent", maximumFractionDigits: 1 },
  money: { style: "currency", maximumFractionDigits: 0 },
  days: { style: "unit", unit: "day", unitDisplay: "long", maximumFractionDigits: 1 },
};

export function formatter(axis = {}) {
  const kind = axis.format ?? "number";
  const currency = kind === "money" ? { currency: axis.currency ?? "EUR" } : {};
  const format = new Intl.NumberFormat(document.documentElement.lang, { ...OPTIONS[kind], ...currency });
  return (value) => format.format(value);
}

/** Chart.js options of a linear axis. */
export function scale(axis = {}, palette) {
  const say = formatter(axis);
  return {
    min: axis.min ?? undefined,
    max: axis.max ?? undefined,
    beginAtZero: true,
    title: { display: Boolean(axis.label), text: axis.label, color: palette.dim },
    border: { color: palette.line },
    grid: { color: palette.line, drawTicks: false, display: !axis.plain },
    ticks: { callback: (value) => say(value), maxTicksLimit: 6, padding: 8 },
  };
}

/** A text in lines that fit into a picture on the phone. */
export const inLines = (text) => text.match(/.{1,36}(?:\s|$)|.{36}/gu)?.map((line) => line.trim()) ?? [];

/** A tooltip without colour boxes, in ink on paper turned round. */
export function tooltip(palette, callbacks) {
  return {
    backgroundColor: palette.ink,
    titleColor: palette.card,
    bodyColor: palette.card,
    cornerRadius: 8,
    padding: 10,
    displayColors: false,
    callbacks,
  };
}

/** Opens the page behind a point: urlOf gets the clicked element of Chart.js. */
export function opensPage(urlOf) {
  return {
    onClick: (_event, hits) => {
      const url = hits.length ? urlOf(hits[0]) : null;
      if (url) location.assign(url);
    },
    onHover: (event, hits) => {
      event.native.target.style.cursor = hits.length && urlOf(hits[0]) ? "pointer" : "";
    },
  };
}
