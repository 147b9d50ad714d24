//! Random typing: after each edit, the server says what `progress lint` says of the same text.

use std::collections::BTreeMap;

use serde_json::{Value, json};

use super::client::{Client, capable};
use crate::common::{GOOD, Sandbox};

/// Edits per run.
const EDITS: usize = 40;
/// What is typed: structure, references, keys and other characters.
const TYPED: &[&str] = &[
    "\"",
    "[",
    "]",
    ":",
    "-",
    " ",
    "\n",
    "#",
    "1",
    ".",
    "x",
    "T",
    "---\n",
    "TASK-1.1",
    "SHOP-1.2",
    "shop-v1:SHOP-1.1",
    "completed",
    "status: done\n",
    "\u{1f600}",
    "e\u{301}",
    "  - id: \"TASK-1.1\"\n",
    "plan_reff: x\n",
    "# progress: ignore[count-mismatch]\n",
    "\r\n",
    "dependencies: [\"TASK-2.1\"]",
];

/// Numbers that are the same in every run.
struct Dice(u64);

impl Dice {
    fn roll(&mut self, sides: usize) -> usize {
        self.0 ^= self.0 << 13;
        self.0 ^= self.0 >> 7;
        self.0 ^= self.0 << 17;
        usize::try_from(self.0 % u64::try_from(sides).unwrap()).unwrap()
    }
}

fn files() -> BTreeMap<&'static str, String> {
    let second = GOOD
        .replace("phase: 1", "phase: 2")
        .replace("\"TASK-1.", "\"TASK-2.")
        .replace("SC-1.", "SC-2.")
        .replacen("dependencies: []", "dependencies: [\"TASK-1.2\"]", 1);
    let shop = GOOD
        .replace("auth-v1", "shop-v1")
        .replace("TASK-", "SHOP-")
        .replacen(
            "dependencies: []",
            "dependencies: [\"auth-v1:TASK-1.1\"]",
            1,
        );
    BTreeMap::from([
        ("progress/auth-v1/phase-1-progress.md", GOOD.to_owned()),
        ("progress/auth-v1/phase-2-progress.md", second),
        ("progress/shop-v1/phase-1-progress.md", shop),
    ])
}

/// The findings in each file: rule, line, column, end and message.
type Findings = BTreeMap<String, Vec<(String, u64, u64, u64, u64, String)>>;

fn linted(bench: &Sandbox) -> Findings {
    let outcome = bench.run(&["lint", "--no-cache", "--format", "json"]);
    let report: Value = serde_json::from_str(&outcome.stdout).unwrap();
    let mut found = Findings::new();
    for finding in report["findings"].as_array().unwrap() {
        let Some(path) = finding["path"].as_str() else {
            continue;
        };
        let number = |pointer: &str| finding.pointer(pointer).unwrap().as_u64().unwrap() - 1;
        let text = |key: &str| finding[key].as_str().unwrap_or_default().to_owned();
        let mut message = text("message");
        if finding["help"].is_string() {
            message += "\nhelp: ";
            message += &text("help");
        }
        found.entry(path.to_owned()).or_default().push((
            text("rule"),
            number("/start/line"),
            number("/start/column"),
            number("/end/line"),
            number("/end/column"),
            message,
        ));
    }
    found
}

fn pulled(client: &mut Client, path: &str) -> Vec<(String, u64, u64, u64, u64, String)> {
    let params = json!({"textDocument": {"uri": client.uri(path)}});
    let report = client.request("textDocument/diagnostic", params);
    let number = |it: &Value, pointer: &str| it.pointer(pointer).unwrap().as_u64().unwrap();
    let items = report["items"].as_array().unwrap().iter().map(|it| {
        (
            it["code"].as_str().unwrap().to_owned(),
            number(it, "/range/start/line"),
            number(it, "/range/start/character"),
            number(it, "/range/end/line"),
            number(it, "/range/end/character"),
            it["message"].as_str().unwrap().to_owned(),
        )
    });
    items.collect()
}

/// Commits the files, and adds others that are progress files only if they were some in that commit.
fn add_doubtful(bench: &Sandbox, seed: u64) {
    let text = GOOD.replace("TASK-1.", "TASK-2.") + &"\nWhat was decided, and why.".repeat(20);
    let other = text.replace("type: progress", "type: report");
    let (old, new) = ("progress/old-v1/README.md", "progress/shop-v1/README.md");
    match seed % 4 {
        0 => bench.commit(),
        1 => {
            bench.commit();
            bench.write(new, &other);
        }
        2 => {
            bench.write(old, &text);
            bench.commit();
            bench.bash(&format!("rm {old}"));
            bench.write(new, &other);
        }
        _ => {
            bench.write(new, &text);
            bench.commit();
            bench.write(new, &other);
        }
    }
}

fn type_randomly(seed: u64) {
    let bench = Sandbox::repository();
    let mut texts = files();
    for (path, text) in &texts {
        bench.write(path, text);
    }
    add_doubtful(&bench, seed);
    let mut capabilities = capable();
    // The report counts characters.
    capabilities["general"]["positionEncodings"] = json!(["utf-32"]);
    capabilities["textDocument"]["diagnostic"] = json!({});
    let mut client = Client::start(&bench, capabilities);
    let paths: Vec<&str> = texts.keys().copied().collect();
    for (path, text) in &texts {
        client.open(path, text);
    }
    let mut dice = Dice(seed);
    for version in 0..EDITS {
        let path = paths[dice.roll(paths.len())];
        let text = texts.get_mut(path).unwrap();
        let typed = TYPED[dice.roll(TYPED.len())];
        let ends: Vec<usize> = text.char_indices().map(|(at, _)| at).collect();
        let start = dice.roll(ends.len());
        // Mostly insertions; some replace what follows. Now and then everything is undone.
        let length = if dice.roll(3) == 0 { dice.roll(12) } else { 0 };
        let end = (start + length).min(ends.len() - 1);
        let version = i32::try_from(version).unwrap() + 2;
        match dice.roll(12) {
            0 | 1 => {
                text.clone_from(&files()[path]);
                client.replace(path, version, text);
            }
            2 => {
                *text = text.replacen("type: progress", "type: report", 1);
                client.replace(path, version, text);
            }
            _ => {
                let (from, to) = (position(text, ends[start]), position(text, ends[end]));
                client.change(path, version, [from.0, from.1, to.0, to.1], typed);
                text.replace_range(ends[start]..ends[end], typed);
            }
        }
        bench.write(path, text);
        let mut expected = linted(&bench);
        for path in &paths {
            let expected = expected.remove(*path).unwrap_or_default();
            let found = pulled(&mut client, path);
            assert_eq!(
                found, expected,
                "seed {seed}, version {version}, {path}:\n{}",
                texts[path]
            );
        }
    }
    assert_eq!(client.stop(), 0);
}

fn position(text: &str, offset: usize) -> (u32, u32) {
    let before = &text[..offset];
    // In the middle of `\r\n` there is no position.
    let lines = before.split('\n').count() - 1;
    let last = before.rsplit('\n').next().unwrap();
    let column = last.chars().count();
    (
        u32::try_from(lines).unwrap(),
        u32::try_from(column).unwrap(),
    )
}

#[test]
fn each_answer_equals_that_of_a_check() {
    // More can be tried with `PROGRESS_SEEDS=1000`.
    let seeds = std::env::var("PROGRESS_SEEDS").ok();
    let count: u64 = seeds.and_then(|it| it.parse().ok()).unwrap_or(2);
    for seed in 1..=count {
        type_randomly(seed * 0x9E37_79B9);
    }
}
