/*
Charts: drawn from JSON that stands beside the canvas, in the colours of the theme. Loaded on pages with charts only:
  {% block scripts %}<script src="{% static 'dist/charts.js' %}" defer></script>{% endblock %}

  <figure class="chart">
    <div class="chart-box"><canvas data-chart="bubble" data-source="volume" role="img" aria-label="…"></canvas></div>
    <figcaption>…</figcaption>
  </figure>
  {{ volume|json_script:"volume" }}          data-source is the id; a table with the same figures stands beside it

Axis    {"label": "Leads", "format": "number"|"percent"|"money"|"days", "currency": "EUR", "min": 0, "max": 1}   all optional
tone    "mk" | "sl" | "ok" | "warn" | "gr": colour and shape (mk dot, sl square, ok diamond, warn grey dot, gr ring)
Numbers are plain: rates 0..1 for "percent", units of currency (not cents) for "money"; null is a gap.

bubble  {"x": Axis, "y": Axis, "cut": {"x": 180, "y": 0.4}, "corners": ["wenig, gut", "viel und gut", "wenig, wenig gut", "viel, wenig gut"],
         "points": [{"label": "Messe", "x": 63, "y": 0.71, "low": 0.57, "high": 0.82, "size": 48, "tone": "sl",
                     "note": "34 von 48", "url": "/campaigns/7/"}]}
        low/high draw the range of y; size scales the area of the dot; corners: top left, top right, bottom left, bottom right.
        cut, corners, low, high, size, note and url may be missing. A click opens url. charts/labels.js places the names; where
        there are more than have room, a number stands for a name, and <ol class="chart-key" hidden></ol> in the same figure says whose it is.
line    {"x": Axis, "y": Axis, "labels": ["Jan. 2026", …],
         "series": [{"label": "Lead zu Abschluss", "tone": "ok", "values": [0.1, null], "low": [0.08, null], "high": [0.13, null],
                     "notes": ["12 von 118", ""], "urls": ["/…", null], "dashed": false}]}
        low/high draw the band of the interval; they, notes, urls and dashed may be missing.
*/
import {
  CategoryScale,
  Chart,
  Filler,
  Legend,
  LinearScale,
  LineController,
  LineElement,
  PointElement,
  ScatterController,
  Tooltip,
} from "chart.js";

import { bubbleChart } from "./charts/bubble.js";
import { lineChart } from "./charts/line.js";
import { startMeeting } from "./charts/meeting.js";
import { readPalette } from "./charts/palette.js";
import { offerPictures } from "./charts/picture.js";

Chart.register(
  CategoryScale,
  Filler,
  Legend,
  LinearScale,
  LineController,
  LineElement,
  PointElement,
  ScatterController,
  Tooltip,
);

const KINDS = { bubble: bubbleChart, line: lineChart };
const SELECTOR = "canvas[data-chart]";
const PAPER = { width: 640, responsive: false, animation: false, devicePixelRatio: 3 };
let look = {};

function draw(canvas) {
  const source = document.getElementById(canvas.dataset.source);
  const configure = KINDS[canvas.dataset.chart];
  if (!source || !configure) {
    throw new Error(`canvas[data-chart="${canvas.dataset.chart}"]: no such kind, or no data "${canvas.dataset.source}"`);
  }
  Chart.getChart(canvas)?.destroy();
  const palette = readPalette();
  // As fine on a coarse screen too: a picture is taken along.
  Chart.defaults.devicePixelRatio = Math.max(2, devicePixelRatio);
  Chart.defaults.font.family = palette.font;
  Chart.defaults.font.size = palette.size;
  Chart.defaults.color = palette.dim;
  Chart.defaults.borderColor = palette.line;
  // Only this one value: an animation without Chart.js' other defaults cannot draw a tooltip.
  Chart.defaults.animation.duration = matchMedia("(prefers-reduced-motion: reduce)").matches ? 0 : 250;
  const { width, ...options } = look;
  const config = configure(JSON.parse(source.textContent), palette);
  const chart = new Chart(canvas, { ...config, options: { ...config.options, ...options } });
  if (width) chart.resize(width, canvas.parentElement.clientHeight);
}

function drawAll(root = document) {
  for (const canvas of root.querySelectorAll(SELECTOR)) draw(canvas);
}

/** Paper is light and fine. Another theme draws anew, before the paper and after it. */
function watchPrint() {
  const root = document.documentElement;
  let theme;
  addEventListener("beforeprint", () => {
    theme = root.dataset.theme;
    look = PAPER;
    root.dataset.theme = "light";
  });
  addEventListener("afterprint", () => {
    look = {};
    root.dataset.theme = theme;
  });
}

function watchTheme() {
  new MutationObserver(() => drawAll()).observe(document.documentElement, { attributeFilter: ["data-theme"] });
  matchMedia("(prefers-color-scheme: dark)").addEventListener("change", () => drawAll());
}

drawAll();
offerPictures();
startMeeting();
watchTheme();
watchPrint();
document.addEventListener("htmx:beforeSwap", (event) => {
  for (const canvas of event.detail.target.querySelectorAll(SELECTOR)) Chart.getChart(canvas)?.destroy();
});
document.addEventListener("htmx:afterSwap", (event) => drawAll(event.detail.target));
