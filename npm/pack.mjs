// Makes the packages: node npm/pack.mjs OUT BINARIES [VERSION]
//
// BINARIES contains a directory per Rust target with the binary; targets without one are left out.
// Writes the package directories and `order.json`, the order in which to publish them: the platform
// packages first, because a package manager that cannot fetch one leaves it out of the lock file
// without a word.

import { chmodSync, copyFileSync, cpSync, existsSync, mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { createRequire } from "node:module";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";

const here = dirname(fileURLToPath(import.meta.url));
const { fileName, platforms } = createRequire(import.meta.url)("./lib/binary.js");

/** Makes the packages, and returns their directories in the order in which to publish them. */
export function pack(out, binaries, version) {
  const template = JSON.parse(readFileSync(join(here, "package.json"), "utf8"));
  const wanted = version ?? template.version;
  const order = [];
  for (const [key, platform] of Object.entries(platforms)) {
    const file = fileName(platform.os);
    const binary = join(binaries, platform.target, file);
    if (!existsSync(binary)) {
      continue;
    }
    const folder = join(out, key);
    mkdirSync(folder, { recursive: true });
    copyFileSync(binary, join(folder, file));
    chmodSync(join(folder, file), 0o755);
    writeJson(join(folder, "package.json"), {
      name: `@progress-lint/${key}`,
      version: wanted,
      description: `The binary of progress-lint for ${key}`,
      license: template.license,
      repository: template.repository,
      os: [platform.os],
      cpu: [platform.cpu],
      files: [file],
      // A binary inside a zip archive cannot be run.
      preferUnplugged: true,
    });
    copyLicenses(folder);
    order.push(folder);
  }
  const wrapper = join(out, "progress-lint");
  mkdirSync(wrapper, { recursive: true });
  for (const part of ["bin", "lib", "README.md"]) {
    cpSync(join(here, part), join(wrapper, part), { recursive: true });
  }
  const dependencies = Object.keys(platforms).map((key) => [`@progress-lint/${key}`, wanted]);
  writeJson(join(wrapper, "package.json"), {
    ...template,
    version: wanted,
    optionalDependencies: Object.fromEntries(dependencies),
  });
  copyLicenses(wrapper);
  order.push(wrapper);
  writeJson(join(out, "order.json"), order);
  return order;
}

function copyLicenses(folder) {
  for (const name of ["LICENSE-APACHE", "LICENSE-MIT"]) {
    copyFileSync(join(here, "..", name), join(folder, name));
  }
}

function writeJson(path, value) {
  writeFileSync(path, `${JSON.stringify(value, null, 2)}\n`);
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  const [out, binaries, version] = process.argv.slice(2);
  if (!binaries) {
    process.stderr.write("usage: node npm/pack.mjs OUT BINARIES [VERSION]\n");
    process.exit(2);
  }
  for (const folder of pack(out, binaries, version)) {
    process.stdout.write(`${folder}\n`);
  }
}
