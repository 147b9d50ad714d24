#!/usr/bin/env bash
# A commit that was quoted comes back as the number Infinity, after one harmless change in Python.
#
# python-frontmatter keeps no quotes. PyYAML, which writes for it, leaves out those that YAML 1.1
# does not need, and in YAML 1.1 `756e518` is text: a float needs a dot. Readers of YAML 1.2, and
# the js-yaml 3 inside gray-matter, take the same seven characters for 756 × 10^518, which is
# Infinity, and JSON writes that as null. No step fails, and the file is valid at every moment.
#
# It matters to people with progress files because those name commits (`commit`, `evidence`,
# `commit_refs`): about one abbreviated SHA in fifty is digits, an `e`, digits. A script that only
# changes a status takes the quotes off, and a dashboard written in JavaScript then reads two
# different commits as the same one. A linter has to ask for the quotes again after each such
# rewrite, and no one who wrote them can know that they are gone.
set -euo pipefail

dir=$(mktemp -d)
trap 'rm -rf "$dir"' EXIT
cd "$dir"

python3 -m venv venv
venv/bin/pip install --quiet --disable-pip-version-check python-frontmatter==1.3.0 PyYAML==6.0.4
npm install --silent --no-audit --no-fund yaml@2.9.1 gray-matter@4.0.3
echo "python-frontmatter 1.3.0, PyYAML 6.0.4, yaml 2.9.1, gray-matter 4.0.3, node $(node --version)"

cat > phase-1-progress.md <<'END'
---
type: progress
status: in_progress
commit_refs: ["756e518", "12e4567", "4024200"]
---
Body.
END

venv/bin/python - <<'END'
import frontmatter

document = frontmatter.load("phase-1-progress.md")
document["status"] = "completed"
frontmatter.dump(document, "phase-1-progress.md")
END

cat > read.cjs <<'END'
const text = require('fs').readFileSync('phase-1-progress.md', 'utf8');
const refs = {
  'yaml': require('yaml').parse(text.split('---\n')[1]).commit_refs,
  'gray-matter': require('gray-matter')(text).data.commit_refs,
};
for (const [reader, list] of Object.entries(refs)) {
  console.log(`${reader}: ${list.map(ref => `${typeof ref} ${ref}`).join(', ')}; as JSON ${JSON.stringify(list)}`);
}
END
{ sed -n '/commit_refs/,/^[^-c]/p' phase-1-progress.md | grep -- '^- '; node read.cjs; } | tee seen

diff seen - <<'END'
- 756e518
- 12e4567
- '4024200'
yaml: number Infinity, number Infinity, string 4024200; as JSON [null,null,"4024200"]
gray-matter: number Infinity, number Infinity, string 4024200; as JSON [null,null,"4024200"]
END
echo 'as described'
