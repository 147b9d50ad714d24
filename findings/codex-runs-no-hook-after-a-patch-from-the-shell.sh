#!/usr/bin/env bash
# Codex applies a patch and runs no hook after it, not even one for every tool.
#
# Codex gives `apply_patch` as a tool only to the models that it knows. Any other model, such as one
# that a gateway offers under a name of its own, has to run `apply_patch <<'EOF'` in its shell. Codex
# takes such a command for a patch and applies it itself: it prints the same diff, but runs neither a
# `PostToolUse` hook for `apply_patch` nor one without a matcher, which runs after every other
# command in the shell.
#
# It matters to people with progress files because a hook after edits is how an agent learns that it
# has made a counter or a dependency wrong. The same settings report that for one model and stay
# silent for another, without a warning. A `Stop` hook, or a check in Git's hooks, sees both.
set -euo pipefail

dir=$(mktemp -d)
server=
trap '[ -z "$server" ] || kill "$server"; rm -rf "$dir"' EXIT
cd "$dir"
export HOME=$dir CODEX_HOME=$dir/codex

mkdir -p work/.codex codex
npm install --silent --no-audit --no-fund @openai/codex@0.171.0
codex=$dir/node_modules/.bin/codex
"$codex" --version

# Stands in for the model: asks for one change, in the way that it is offered, and is done.
cat > model.py <<'PY'
import http.server, json, sys

PATCH = "*** Begin Patch\n*** Update File: a.md\n@@\n-one\n+two\n*** End Patch\n"
SHELL = "apply_patch <<'EOF'\n" + PATCH + "EOF\n"


class Model(http.server.BaseHTTPRequestHandler):
    def do_GET(self):
        self.send_error(404)

    def do_POST(self):
        request = json.loads(self.rfile.read(int(self.headers["content-length"])))
        done = any("call_output" in item["type"] for item in request["input"])
        name = {tool.get("name"): tool["type"] for tool in request["tools"]}
        call = {"id": "c1", "call_id": "c1"}
        command = "cat a.md" if "Read a.md" in json.dumps(request["input"]) else SHELL
        if done:
            text = {"type": "output_text", "text": "done"}
            item = {"type": "message", "id": "m1", "role": "assistant", "content": [text]}
        elif command == SHELL and name.get("apply_patch") == "custom":
            item = {"type": "custom_tool_call", "name": "apply_patch", "input": PATCH, **call}
        else:
            arguments = json.dumps({"cmd": command})
            item = {"type": "function_call", "name": "exec_command", "arguments": arguments, **call}
        usage = {"input_tokens": 1, "output_tokens": 1, "total_tokens": 2}
        self.send_response(200)
        self.send_header("content-type", "text/event-stream")
        self.end_headers()
        for event in [
            {"type": "response.created", "response": {"id": "r"}},
            {"type": "response.output_item.done", "output_index": 0, "item": item},
            {"type": "response.completed", "response": {"id": "r", "usage": usage}},
        ]:
            self.wfile.write(f"event: {event['type']}\ndata: {json.dumps(event)}\n\n".encode())

    def log_message(self, *_):
        pass


server = http.server.HTTPServer(("127.0.0.1", 0), Model)
print(server.server_port, flush=True)
server.serve_forever()
PY
python3 model.py > port &
server=$!
until [ -s port ]; do sleep 0.1; done

cat > codex/config.toml <<TOML
model_provider = "stand-in"
[model_providers.stand-in]
name = "stand-in"
base_url = "http://127.0.0.1:$(cat port)/v1"
wire_api = "responses"
[projects."$dir/work"]
trust_level = "trusted"
TOML
cat > work/.codex/hooks.json <<JSON
{"hooks": {"PostToolUse": [{"hooks": [{"type": "command", "command": "cat >> $dir/hooks.log"}]}]}}
JSON
git init --quiet work

run() {
    echo one > work/a.md
    : > hooks.log
    "$codex" exec --cd work --model "$1" --dangerously-bypass-approvals-and-sandbox \
        --dangerously-bypass-hook-trust "$2" < /dev/null > log 2>&1
    echo "$1, $2: it says $(cat work/a.md), hooks ran: $(grep -o PostToolUse hooks.log | wc -l)"
}

{
    run gpt-5.5 'Edit a.md'
    run house-model 'Edit a.md'
    run house-model 'Read a.md'
} | tee seen

diff seen - <<'LINES'
gpt-5.5, Edit a.md: it says two, hooks ran: 1
house-model, Edit a.md: it says two, hooks ran: 0
house-model, Read a.md: it says one, hooks ran: 1
LINES
