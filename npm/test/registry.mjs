// A registry that serves packed packages, for tests without a network.

import { createHash } from "node:crypto";
import { readFileSync } from "node:fs";
import { createServer } from "node:http";

/** Serves packages, each with its `package.json` and tarball; resolves with the address. */
export async function serve(packages) {
  const server = createServer((request, response) => {
    const path = decodeURIComponent(new URL(request.url, "http://localhost").pathname).slice(1);
    const found = packages.find(({ manifest }) => path === manifest.name || path === tarball(manifest));
    if (!found) {
      response.writeHead(404, { "content-type": "application/json" }).end("{}");
      return;
    }
    const bytes = readFileSync(found.file);
    if (path === tarball(found.manifest)) {
      response.end(bytes);
      return;
    }
    const { manifest } = found;
    const address = `http://${request.headers.host}/${tarball(manifest)}`;
    const integrity = `sha512-${createHash("sha512").update(bytes).digest("base64")}`;
    const shasum = createHash("sha1").update(bytes).digest("hex");
    response.setHeader("content-type", "application/json");
    response.end(
      JSON.stringify({
        name: manifest.name,
        "dist-tags": { latest: manifest.version },
        versions: { [manifest.version]: { ...manifest, dist: { tarball: address, integrity, shasum } } },
        // Some package managers do not install what was published a moment ago.
        time: { [manifest.version]: "2026-01-01T00:00:00.000Z" },
      }),
    );
  });
  await new Promise((resolve) => server.listen(0, "127.0.0.1", resolve));
  return { address: `http://127.0.0.1:${server.address().port}/`, close: () => server.close() };
}

function tarball({ name, version }) {
  return `${name}/-/package-${version}.tgz`;
}
