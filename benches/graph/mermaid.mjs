// Draws every plan of a directory with the real Mermaid and reads the labels back.
//
//   npm ci && node mermaid.mjs path/to/progress DIRECTORY
import { browser, plans, progress, source } from "./lib.mjs";

const chromium = await browser();
const page = await chromium.newPage();
await page.setContent("<!doctype html><meta charset=utf-8><div id=out></div>");
await page.addScriptTag({ content: source("mermaid/dist/mermaid.min.js") });
await page.evaluate(() => {
  // As on GitHub.
  mermaid.initialize({ startOnLoad: false, securityLevel: "strict", maxTextSize: 50000, maxEdges: 500 });
});

/** Draws a diagram; returns the text of each node and of each group. */
function drawn(text) {
  return page.evaluate(async (text) => {
    const { svg } = await mermaid.render("drawn", text);
    document.getElementById("out").innerHTML = svg;
    const texts = (selector) =>
      [...document.querySelectorAll(`#out ${selector}`)].map((node) => node.textContent.replace(/[\s\u200b]+/g, ""));
    return {
      nodes: texts("g.node"),
      groups: texts("g.cluster"),
      edges: document.querySelectorAll("#out path.flowchart-link").length,
      title: document.querySelector("#out svg > title")?.textContent,
      description: document.querySelector("#out svg > desc")?.textContent,
    };
  }, text);
}

const { tasks } = JSON.parse(progress("list", "--format", "json"));
let [diagrams, labels, wrong] = [0, 0, 0];
for (const plan of plans()) {
  const markdown = progress("graph", plan.folder || plan.name, "--format", "markdown");
  const texts = [];
  for (const [, source] of markdown.matchAll(/```mermaid\n([^]*?)```\n/g)) {
    diagrams += 1;
    try {
      const shown = await drawn(source);
      texts.push(...shown.nodes);
      if (shown.edges !== (source.match(/ (-->|==>|-\.->) /g) ?? []).length) {
        wrong += 1;
        console.log(`${plan.name}: ${shown.edges} arrows`);
      }
    } catch (error) {
      wrong += 1;
      console.log(`${plan.name}: ${String(error.message).slice(0, 300)}`);
    }
  }
  if (/In this diagram/.test(markdown)) continue;
  const folder = `${plan.folder}/`;
  for (const task of tasks.filter((task) => task.plan === plan.name && task.path.startsWith(folder))) {
    labels += 1;
    const text = `${task.id ?? ""}${task.description ?? ""}`.replace(/\s+/g, "");
    const escaped = text.replace(/[\u00ad\u200b-\u200f\u2028-\u202e\ufeff]/g, (c) => `\\u{${c.codePointAt(0).toString(16)}}`);
    if (!texts.some((shown) => shown.slice(1) === escaped)) {
      wrong += 1;
      console.log(`${plan.name}: no node says ${JSON.stringify(escaped)}`);
    }
  }
}
console.log(`${diagrams} diagrams, ${labels} labels, ${wrong} wrong`);
await chromium.close();
process.exitCode = wrong ? 1 : 0;
