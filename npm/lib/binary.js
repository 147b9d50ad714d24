"use strict";

const platforms = require("./platforms.json");

/** Returns the name of the file in a platform package. */
function fileName(os) {
  return os === "win32" ? "progress.exe" : "progress";
}

/** Returns the path of the binary for a system; throws an error that says what to do. */
function binaryPath(env = process.env, os = process.platform, cpu = process.arch, resolve = require.resolve) {
  if (env.PROGRESS_BINARY) {
    return env.PROGRESS_BINARY;
  }
  const key = `${os}-${cpu}`;
  // On Linux, the binary is linked statically, so that the C library does not matter.
  if (!Object.hasOwn(platforms, key)) {
    throw new Error(
      `there is no package for ${key}\n` +
        "  help: build the program with `cargo install progress-lint`, and set PROGRESS_BINARY to its path",
    );
  }
  const name = `@progress-lint/${key}`;
  try {
    return resolve(`${name}/${fileName(os)}`);
  } catch {
    throw new Error(
      `the package \`${name}\`, which contains the program for this system, is not installed\n` +
        "  help: it is an optional dependency: install without `--omit=optional` or `--no-optional`; if the\n" +
        "        lock file was written on another system, delete it and `node_modules`, and install again;\n" +
        "        or set PROGRESS_BINARY to the path of the program",
    );
  }
}

module.exports = { binaryPath, fileName, platforms };
