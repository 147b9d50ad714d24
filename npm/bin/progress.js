#!/usr/bin/env node
"use strict";

const { spawn } = require("node:child_process");
const { basename } = require("node:path");
const { binaryPath } = require("../lib/binary.js");

/** The exit status for failures, as opposed to findings. */
const FAILED = 2;
/** Signals by which a launcher is asked to stop. */
const SIGNALS = ["SIGINT", "SIGTERM", "SIGHUP"];

function fail(message) {
  process.stderr.write(`progress-lint: ${message}\n`);
  process.exitCode = FAILED;
}

/** Returns the name by which the launcher was called, which the program's hints then use. */
function calledName() {
  return basename(process.argv[1]) === "progress-lint" ? "progress-lint" : "progress";
}

function main() {
  let path;
  try {
    path = binaryPath();
  } catch (error) {
    fail(error.message);
    return;
  }
  let child;
  const handlers = SIGNALS.map((signal) => [signal, () => child.kill(signal)]);
  // Before the program starts, since a signal may arrive as soon as it runs.
  for (const [signal, handler] of handlers) {
    process.on(signal, handler);
  }
  child = spawn(path, process.argv.slice(2), { argv0: calledName(), stdio: "inherit", windowsHide: true });
  child.on("error", (error) => fail(`cannot run \`${path}\`: ${error.message}`));
  child.on("exit", (status, signal) => {
    if (!signal) {
      process.exitCode = status;
      return;
    }
    // Whoever waits for the launcher has to see the same signal.
    for (const [name, handler] of handlers) {
      process.off(name, handler);
    }
    process.kill(process.pid, signal);
  });
}

main();
