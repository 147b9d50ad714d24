#!/usr/bin/env bash
# GSD puts a plan into the first wave because the plan that it waits for is misspelled.
#
# A plan file states its `wave` and what it `depends_on`. `phase-plan-index`, which tells the agent
# what to run side by side, computes the waves anew from the dependencies. One that names no plan of
# the phase is dropped from that computation, so the plan that waits for it has nothing left to wait
# for and moves to wave 1, although its own file says 3. The exit status is 0. The only warning is
# about the declared wave; it takes the computed one for the truth, and does not name the missing
# plan, which even stays in `depends_on`.
#
# It matters to people with progress files because batches are such waves, and both are computed
# from dependencies by the tools that convert between them. After one typing error, or after a plan
# is renumbered, the work that was to come last starts first, in parallel with what it needs. Reading
# waves from the index instead of from the files carries the mistake over without a trace; Backlog.md
# decides the other way, and never offers such a task. Only a check of the names tells in time.
set -euo pipefail

dir=$(mktemp -d)
trap 'rm -rf "$dir"' EXIT
cd "$dir"

npm install --silent --no-audit --no-fund get-shit-done-cc@1.42.3
tools=$dir/node_modules/get-shit-done-cc/get-shit-done/bin/gsd-tools.cjs
echo "get-shit-done-cc $(node -p "require('./node_modules/get-shit-done-cc/package.json').version"), node $(node --version)"

mkdir -p shop/.planning/phases/01-cart
cd shop
cat > .planning/ROADMAP.md <<'END'
# Roadmap

## Phases

- [ ] **Phase 1: Cart** - Carts

## Phase Details

### Phase 1: Cart
**Goal**: Carts
**Depends on**: Nothing
**Plans**: 3 plans
END

# Writes a plan file: its number, its wave, and what it depends on.
plan() {
    cat > ".planning/phases/01-cart/01-$1-PLAN.md" <<END
---
phase: 01-cart
plan: $1
type: execute
wave: $2
depends_on: [$3]
files_modified: []
autonomous: true
---
<objective>
Part $1
</objective>
END
}

# Prints the waves and the warnings of the index, and its exit status.
index() {
    local status=0
    node "$tools" phase-plan-index 1 > index.json || status=$?
    node -p 'const index = require("./index.json");
        [JSON.stringify(index.waves), JSON.stringify(index.plans[2].depends_on),
         ...(index.warnings || [])].join("\n")'
    echo "status $status"
}

plan 01 1 ''
plan 02 2 '"01-01"'
{
    plan 03 3 '"01-02"'
    echo 'as meant:'
    index
    plan 03 3 '"01-20"'
    echo 'misspelled:'
    index
} | tee seen

diff seen - <<'END'
as meant:
{"1":["01-01"],"2":["01-02"],"3":["01-03"]}
["01-02"]
status 0
misspelled:
{"1":["01-01","01-03"],"2":["01-02"]}
["01-20"]
Plan 01-03: declared wave: 3 but depends_on DAG places it in wave 1
status 0
END
