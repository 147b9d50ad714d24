#!/usr/bin/env bash
# rumdl demotes every heading of a file because a task in its frontmatter has a title.
#
# Rule MD025 allows one top-level heading, and counts a `title` in the frontmatter as one. rumdl and
# markdownlint look for a line that starts with `title:` at any indentation, so they take the title
# of a task for that of the page, and its only `# Heading` for a second one. markdownlint reports
# that. `rumdl fmt` corrects it without any configuration and exits with status 0: every heading
# moves down one level, but the sixth is the last one, so two levels become one and the old outline
# cannot be restored. It depends on how the same data is written: nothing happens if `title` is the
# first key of the task, or if the task is on one line in braces. `front-matter-title = ""` turns
# it off.
#
# It matters to people with progress files because their tasks have titles and their pages do not.
# After the first task with a `title` instead of a `name`, or after a script has sorted the keys,
# the formatter changes the outline of a plan whose text nobody has touched. Whatever writes below
# `## Work log`, or takes the name of the plan from its `#` heading, no longer finds it.
set -euo pipefail

dir=$(mktemp -d)
trap 'rm -rf "$dir"' EXIT
cd "$dir"
export HOME=$dir NO_COLOR=1 LC_ALL=C

python3 -m venv venv
venv/bin/pip install --quiet --disable-pip-version-check rumdl==0.3.0 PyYAML==6.0.4
npm install --silent --no-audit --no-fund markdownlint-cli2@0.22.1
rumdl=$dir/venv/bin/rumdl
version() { node -p "'$1 ' + require('./node_modules/$1/package.json').version"; }
echo "$("$rumdl" --version), $(version markdownlint-cli2), $(version markdownlint)," \
  "node $(node --version)"

# Prints the tasks as any YAML parser reads them, with the keys in order.
tasks() {
  venv/bin/python - "$1" <<'PYTHON'
import json
import sys

import yaml

frontmatter = open(sys.argv[1]).read().split("---\n")[1]
print(json.dumps(yaml.safe_load(frontmatter)["tasks"], sort_keys=True))
PYTHON
}

# Writes a plan with this task, and prints what both tools make of it.
try() {
  mkdir "$1"
  cat > "$1/plan.md" <<END
---
type: progress
tasks:
$2
---

# Shop

## Work log

### Monday

#### Cart

##### Tests

###### Edge cases

All done.
END
  echo "$1: $(tasks "$1/plan.md")"
  node_modules/.bin/markdownlint-cli2 "$1/plan.md" > report 2>&1 || true
  echo "  markdownlint reports MD025: $(grep -c MD025 report || true)"
  "$rumdl" fmt --no-cache "${@:3}" "$1/plan.md" > log
  echo "  rumdl fmt, status $?: $(grep '^#' "$1/plan.md" | paste -sd' ')"
}

{
  try name $'- id: SHOP-1\n  name: Store carts'
  try title $'- id: SHOP-1\n  title: Store carts'
  try title-first $'- title: Store carts\n  id: SHOP-1'
  try one-line '- {id: SHOP-1, title: Store carts}'
  printf '[MD025]\nfront-matter-title = ""\n' > rumdl.toml
  try configured $'- id: SHOP-1\n  title: Store carts' --config rumdl.toml
} | tee seen

diff seen - <<'END'
name: [{"id": "SHOP-1", "name": "Store carts"}]
  markdownlint reports MD025: 0
  rumdl fmt, status 0: # Shop ## Work log ### Monday #### Cart ##### Tests ###### Edge cases
title: [{"id": "SHOP-1", "title": "Store carts"}]
  markdownlint reports MD025: 1
  rumdl fmt, status 0: ## Shop ### Work log #### Monday ##### Cart ###### Tests ###### Edge cases
title-first: [{"id": "SHOP-1", "title": "Store carts"}]
  markdownlint reports MD025: 0
  rumdl fmt, status 0: # Shop ## Work log ### Monday #### Cart ##### Tests ###### Edge cases
one-line: [{"id": "SHOP-1", "title": "Store carts"}]
  markdownlint reports MD025: 0
  rumdl fmt, status 0: # Shop ## Work log ### Monday #### Cart ##### Tests ###### Edge cases
configured: [{"id": "SHOP-1", "title": "Store carts"}]
  markdownlint reports MD025: 1
  rumdl fmt, status 0: # Shop ## Work log ### Monday #### Cart ##### Tests ###### Edge cases
END
echo 'as described'
