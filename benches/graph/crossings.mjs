// Compares the pictures of every plan of a directory with those of Graphviz: how many arrows cross,
// and whether any text is wider than its box.
//
//   npm ci && node crossings.mjs path/to/progress DIRECTORY
import { Graphviz } from "@hpcc-js/wasm-graphviz";
import { browser, plans, progress } from "./lib.mjs";

const graphviz = await Graphviz.load();
const chromium = await browser();
const page = await chromium.newPage();

/** The crossings of the paths that a selector finds, and the texts that stand out of their box. */
function measured(svg, selector) {
  return page.evaluate(
    (svg, selector) => {
      document.body.innerHTML = svg.slice(svg.indexOf("<svg"));
      const curves = [...document.querySelectorAll(selector)].map((path) => {
        const length = path.getTotalLength();
        const steps = Math.max(8, Math.ceil(length / 6));
        return Array.from({ length: steps + 1 }, (_, at) => path.getPointAtLength((length * at) / steps));
      });
      const side = (a, b, c) => Math.sign((b.x - a.x) * (c.y - a.y) - (b.y - a.y) * (c.x - a.x));
      const crosses = (a, b, c, d) => side(a, b, c) * side(a, b, d) < 0 && side(c, d, a) * side(c, d, b) < 0;
      const near = (a, b) => Math.hypot(a.x - b.x, a.y - b.y) < 10;
      let crossings = 0;
      for (let one = 0; one < curves.length; one++) {
        for (let other = one + 1; other < curves.length; other++) {
          const [p, q] = [curves[one], curves[other]];
          for (let i = 1; i < p.length; i++) {
            for (let j = 1; j < q.length; j++) {
              if (Math.abs(p[i].y - q[j].y) > 24 || Math.abs(p[i].x - q[j].x) > 24) continue;
              // Arrows that meet at a node do not cross there.
              if (near(p[i], q.at(-1)) && near(q[j], q.at(-1)) && near(p.at(-1), q.at(-1))) continue;
              crossings += crosses(p[i - 1], p[i], q[j - 1], q[j]) ? 1 : 0;
            }
          }
        }
      }
      const boxes = [...document.querySelectorAll(".pg-node")].filter((node) => {
        const box = node.querySelector("rect").getBBox();
        return [...node.querySelectorAll("text")].some((text) => {
          const { x, width } = text.getBBox();
          return x < box.x || x + width > box.x + box.width;
        });
      });
      return { crossings, wide: boxes.map((box) => box.textContent) };
    },
    svg,
    selector,
  );
}

let [count, ours, theirs, plain, wide] = [0, 0, 0, 0, 0];
for (const plan of plans()) {
  const name = plan.folder || plan.name;
  const dot = progress("graph", name, "--format", "dot");
  const tasks = (dot.match(/ -> /g) ?? []).length;
  if (tasks === 0 || tasks > 600) continue;
  const own = await measured(progress("graph", name, "--format", "svg"), "path.pg-arrow:not(.pg-node *)");
  const clusters = await measured(graphviz.dot(dot), "g.edge path");
  // Without phases and batches, Graphviz is free to put every task anywhere.
  const free = dot.replace(/^ *subgraph cluster.*\{$|^ *\{ rank=same.*$|^    (label|color)=.*$|^  \}$/gm, "");
  const unbound = await measured(graphviz.dot(free), "g.edge path");
  count += 1;
  ours += own.crossings;
  theirs += clusters.crossings;
  plain += unbound.crossings;
  wide += own.wide.length;
  for (const text of own.wide) console.log(`${plan.name}: too wide: ${text}`);
  if (own.crossings > 5 + 1.3 * clusters.crossings) {
    console.log(`${plan.name}: ${own.crossings}, Graphviz ${clusters.crossings}, without phases ${unbound.crossings}`);
  }
}
console.log(`${count} plans: ${ours} crossings, Graphviz ${theirs}, without phases ${plain}; ${wide} texts too wide`);
await chromium.close();
process.exitCode = ours > 1.3 * theirs || wide > 0 ? 1 : 0;
