// Bundles static/src into static/dist: app.css, app.js (every page) and charts.js (pages with a chart).
import { context } from "esbuild";
import { mkdirSync } from "node:fs";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";

const source = dirname(fileURLToPath(import.meta.url));
const target = join(source, "..", "dist");
mkdirSync(target, { recursive: true });

const bundle = await context({
  entryPoints: [
    { in: join(source, "js", "app.js"), out: "app" },
    { in: join(source, "js", "charts.js"), out: "charts" },
    { in: join(source, "css", "app.css"), out: "app" },
  ],
  entryNames: "[name]",
  outdir: target,
  bundle: true,
  minify: true,
  format: "iife",
  target: ["chrome123", "firefox128", "safari17.5"],
  legalComments: "none",
  logLevel: "info",
});

if (process.argv.includes("--watch")) {
  await bundle.watch();
} else {
  await bundle.rebuild();
  await bundle.dispose();
}
