// What the checks share: the program, a browser, and a page with Mermaid in it.
import { spawnSync } from "node:child_process";
import { createRequire } from "node:module";
import { readFileSync } from "node:fs";
import puppeteer from "puppeteer-core";

export const [program, folder] = process.argv.slice(2);
if (!program || !folder) {
  console.error("usage: node SCRIPT path/to/progress DIRECTORY");
  process.exit(2);
}

/** Runs `progress` in the directory. That a file cannot be read is no reason to stop. */
export function progress(...args) {
  const options = { cwd: folder, encoding: "utf8", maxBuffer: 1 << 30, stdio: ["ignore", "pipe", "pipe"] };
  const { error, status, stdout, stderr } = spawnSync(program, args, options);
  if (error || stdout === "") throw error ?? new Error(`${args.join(" ")}: status ${status}: ${stderr}`);
  return stdout;
}

/** The directories of all plans with tasks. */
export function plans() {
  const status = JSON.parse(progress("status", "--all", "--format", "json"));
  return status.plans.filter((plan) => plan.phases.some((phase) => phase.counts?.total > 0));
}

export async function browser() {
  const executablePath = process.env.CHROMIUM ?? "/usr/bin/chromium";
  return puppeteer.launch({ executablePath, args: ["--no-sandbox", "--disable-gpu"] });
}

/** The path of a file in an installed package. */
export function source(name) {
  return readFileSync(createRequire(import.meta.url).resolve(name), "utf8");
}
