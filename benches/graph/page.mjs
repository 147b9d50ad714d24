// Opens the page about a directory in a browser, tries its filter and sorting, and checks it with
// axe-core: at two widths, in both color schemes. Prints its size and how long it takes to open.
//
//   npm ci && node page.mjs path/to/progress DIRECTORY
import { writeFileSync, mkdtempSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { browser, progress, source } from "./lib.mjs";

const text = progress("report", "--format", "html");
const file = join(mkdtempSync(join(tmpdir(), "page-")), "progress.html");
writeFileSync(file, text);
const chromium = await browser();
let wrong = 0;
const complain = (message) => {
  wrong += 1;
  console.log(message);
};
for (const [width, scheme] of [[360, "light"], [1600, "light"], [360, "dark"], [1600, "dark"]]) {
  const page = await chromium.newPage();
  page.on("request", (request) => {
    if (!request.url().startsWith("file:")) complain(`requests ${request.url()}`);
  });
  page.on("console", (message) => complain(`console: ${message.text()}`));
  await page.setViewport({ width, height: 900 });
  await page.emulateMediaFeatures([{ name: "prefers-color-scheme", value: scheme }]);
  const start = Date.now();
  await page.goto(`file://${file}`, { waitUntil: "load" });
  const time = Date.now() - start;
  const scripts = await page.$$eval("script, [onload], [onerror], [onclick]", (found) => found.length);
  if (scripts !== 1) complain(`${scripts} scripts instead of one`);
  const problem = await page.evaluate(() => {
    // Short tables have no filter.
    const filter = document.querySelector(".filter input");
    if (!filter) return document.querySelectorAll("tbody tr:nth-child(4)").length ? "no filter" : "";
    const table = filter.closest("label").nextElementSibling.querySelector("table");
    const rows = () => [...table.tBodies[0].rows].filter((row) => !row.hidden).map((row) => row.textContent);
    const before = rows();
    filter.value = before.at(-1).slice(0, 12);
    filter.dispatchEvent(new Event("input"));
    const found = rows();
    filter.value = "";
    filter.dispatchEvent(new Event("input"));
    const button = table.querySelector("th button");
    button.click();
    button.click();
    const isSorted = button.parentElement.getAttribute("aria-sort") === "descending";
    if (!found.includes(before.at(-1)) || !isSorted || rows().length !== before.length) return "the filter or the order is wrong";
    return "";
  });
  if (problem) complain(problem);
  const overflow = await page.evaluate(() => document.documentElement.scrollWidth - window.innerWidth);
  if (overflow > 0) complain(`${overflow} pixels too wide at ${width}`);
  if (process.env.SHOTS) await page.screenshot({ path: join(process.env.SHOTS, `${width}-${scheme}.png`) });
  await page.evaluate(() => document.querySelectorAll("details").forEach((it) => (it.open = true)));
  await page.evaluate(source("axe-core/axe.min.js"));
  const { violations } = await page.evaluate(() => axe.run(document, { resultTypes: ["violations"] }));
  for (const { id, help, nodes } of violations) {
    complain(`${id}: ${help} (${nodes.length}), such as ${nodes[0].html.slice(0, 200)}`);
  }
  console.log(`${width} ${scheme}: ${text.length} bytes, opened in ${time} ms, ${violations.length} violations`);
  await page.close();
}
await chromium.close();
process.exitCode = wrong ? 1 : 0;
