// Packs the packages, installs them with every package manager that is there, and runs them.
//
//   node --test npm/test                   with a stand-in for the binary
//   PROGRESS_BINARY_TO_PACK=FILE node --test npm/test

import assert from "node:assert/strict";
import { execFile, execFileSync, spawn, spawnSync } from "node:child_process";
import { chmodSync, copyFileSync, existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { createRequire } from "node:module";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { after, before, test } from "node:test";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";

import { pack } from "../pack.mjs";
import { serve } from "./registry.mjs";

const run = promisify(execFile);
const here = dirname(fileURLToPath(import.meta.url));
const { binaryPath, fileName, platforms } = createRequire(import.meta.url)("../lib/binary.js");
const launcher = join(here, "..", "bin", "progress.js");
const scratch = mkdtempSync(join(tmpdir(), "progress-npm-"));
const current = `${process.platform}-${process.arch}`;

/** Prints its arguments, and exits with the status that the first one names. */
const STAND_IN = '#!/bin/sh\ncase $1 in --version) echo "progress 0.1.0 (progress-lint)";; ' +
  'exit) exit "$2";; signal) kill -s "$2" $$;; wait) trap "exit 9" TERM; echo ready; while :; do sleep 0.1; done;; ' +
  '*) printf "%s\\n" "$@";; esac\n';

let registry;

before(async () => {
  // All of them are published: a package manager cannot lock one that it cannot fetch.
  for (const [key, platform] of Object.entries(platforms)) {
    const folder = join(scratch, "binaries", platform.target);
    mkdirSync(folder, { recursive: true });
    const binary = join(folder, fileName(platform.os));
    if (key === current && process.env.PROGRESS_BINARY_TO_PACK) {
      copyFileSync(process.env.PROGRESS_BINARY_TO_PACK, binary);
    } else {
      writeFileSync(binary, STAND_IN);
    }
    chmodSync(binary, 0o755);
  }
  const packages = [];
  for (const directory of pack(join(scratch, "packages"), join(scratch, "binaries"), "0.1.0")) {
    const printed = execFileSync("npm", ["pack", "--json", "--pack-destination", scratch], { cwd: directory });
    // Newer versions of npm print an object with the name as its key.
    const [packed] = Object.values(JSON.parse(printed));
    const manifest = JSON.parse(readFileSync(join(directory, "package.json"), "utf8"));
    packages.push({ manifest, file: join(scratch, packed.filename) });
  }
  registry = await serve(packages);
});

after(() => {
  registry.close();
  rmSync(scratch, { recursive: true, force: true });
});

/** The package managers that are there, each with the command that installs the package. */
const MANAGERS = {
  npm: ["npm", ["install", "--no-audit", "--no-fund"]],
  "npm without scripts": ["npm", ["install", "--no-audit", "--no-fund", "--ignore-scripts"]],
  pnpm: ["pnpm", ["install"]],
  yarn: ["yarn", ["install"]],
};

/** A project that depends on the package; only the registry of this test is used. */
function project(name) {
  const folder = mkdtempSync(join(scratch, `${name.replaceAll(" ", "-")}-`));
  writeFileSync(
    join(folder, "package.json"),
    JSON.stringify({ name: "project", version: "1.0.0", private: true, dependencies: { "progress-lint": "0.1.0" } }),
  );
  writeFileSync(join(folder, ".npmrc"), `registry=${registry.address}\n`);
  writeFileSync(join(folder, ".yarnrc"), `registry "${registry.address}"\n`);
  return folder;
}

function environment(folder) {
  return { ...process.env, HOME: folder, npm_config_cache: join(folder, "cache"), npm_config_registry: registry.address };
}

for (const [name, [command, words]] of Object.entries(MANAGERS)) {
  const isThere = spawnSync(command, ["--version"]).status === 0;
  test(`${name} installs a working command`, { skip: !isThere }, async () => {
    const folder = project(name);
    const options = { cwd: folder, env: environment(folder) };
    await run(command, words, options);
    for (const bin of ["progress", "progress-lint"]) {
      const { stdout } = await run(join(folder, "node_modules", ".bin", bin), ["--version"], options);
      assert.match(stdout, /^progress \d.*\(progress-lint\)\n$/);
    }
    // From the lock file alone.
    if (command === "npm") {
      rmSync(join(folder, "node_modules"), { recursive: true });
      await run("npm", ["ci", "--no-audit", "--no-fund"], options);
      assert.ok(existsSync(join(folder, "node_modules", "@progress-lint", current)));
    }
  });
}

test("npx runs the command without a project", async () => {
  const folder = mkdtempSync(join(scratch, "npx-"));
  const { stdout } = await run("npx", ["--yes", "progress-lint", "--version"], { cwd: folder, env: environment(folder) });
  assert.match(stdout, /\(progress-lint\)/);
});

test("a missing platform package is named", async () => {
  const folder = project("omitted");
  const options = { cwd: folder, env: environment(folder) };
  await run("npm", ["install", "--no-audit", "--no-fund", "--omit=optional"], options);
  const done = spawnSync(join(folder, "node_modules", ".bin", "progress"), ["lint"], { ...options, encoding: "utf8" });
  assert.equal(done.status, 2);
  assert.match(done.stderr, new RegExp(`the package \`@progress-lint/${current}\``));
  assert.match(done.stderr, /--omit=optional/);
});

test("a system without a package is named", () => {
  assert.throws(() => binaryPath({}, "freebsd", "x64"), /no package for freebsd-x64\n {2}help: build/);
  assert.throws(() => binaryPath({}, "constructor", "x64"), /no package/);
  assert.equal(binaryPath({ PROGRESS_BINARY: "/x" }, "freebsd", "x64"), "/x");
});

/** Runs the launcher with the stand-in. */
function launch(words) {
  const binary = join(scratch, "stand-in");
  writeFileSync(binary, STAND_IN);
  chmodSync(binary, 0o755);
  return [process.execPath, [launcher, ...words], { env: { ...process.env, PROGRESS_BINARY: binary }, encoding: "utf8" }];
}

test("arguments and exit statuses are passed on", () => {
  for (const status of [0, 1, 2, 129]) {
    assert.equal(spawnSync(...launch(["exit", String(status)])).status, status);
  }
  assert.equal(spawnSync(...launch(["a b", "", "$x"])).stdout, "a b\n\n$x\n");
});

test("signals are passed on, in both directions", async () => {
  assert.equal(spawnSync(...launch(["signal", "KILL"])).signal, "SIGKILL");
  const child = spawn(...launch(["wait"]));
  await new Promise((resolve) => child.stdout.once("data", resolve));
  child.kill("SIGTERM");
  const status = await new Promise((resolve) => child.once("exit", resolve));
  assert.equal(status, 9);
});

test("a binary that cannot be run is a failure", () => {
  const [command, words, options] = launch(["lint"]);
  const env = { ...options.env, PROGRESS_BINARY: join(scratch, "absent") };
  const done = spawnSync(command, words, { ...options, env });
  assert.equal(done.status, 2);
  assert.match(done.stderr, /^progress-lint: cannot run/);
});

test("the version is that of the program", () => {
  const cargo = readFileSync(join(here, "..", "..", "Cargo.toml"), "utf8");
  const { version } = JSON.parse(readFileSync(join(here, "..", "package.json"), "utf8"));
  assert.ok(cargo.includes(`\nversion = "${version}"\n`));
});
