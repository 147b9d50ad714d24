//! What is written for each host, and where.

use super::json::{Json, Style};
use super::settings::Shape;

/// Something that can be set up.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Target {
    /// The hooks of Claude Code, which Cursor, Copilot and Visual Studio Code run too.
    Claude,
    /// The hooks of Codex.
    Codex,
    /// The hooks of Cursor.
    Cursor,
    /// The hooks of Copilot, which Visual Studio Code runs too.
    Copilot,
    /// The hooks of Gemini CLI.
    Gemini,
    /// The hooks of Windsurf.
    Windsurf,
    /// The hooks of Kiro.
    Kiro,
    /// A part of `AGENTS.md` or `CLAUDE.md`.
    Instructions,
}

/// The part of `AGENTS.md`.
pub(super) const INSTRUCTIONS: &str = "\
## Progress files

The tasks of this repository are tracked in progress files: Markdown with `type: progress` in the
frontmatter. `progress-lint status` shows where each plan stands, `progress-lint ready` which tasks
can start, and `progress-lint show TASK` everything about one. `progress-lint start TASK`,
`progress-lint done TASK` and `progress-lint block TASK --note TEXT` change a task together with the
counters, percentages and dates that depend on it. `progress-lint lint` checks the files, and
`progress-lint lint --fix` makes safe fixes.";

// By the unambiguous name: the files are committed, and run where `progress` may be another program.
const CHECK: &str = "progress-lint agent check";
const PRIME: &str = "progress-lint agent prime --hook";
const STOP: &str = "progress-lint agent stop";

/// Whether a command is one that a set-up writes, with or without flags that were added. What runs
/// something else as well belongs to whoever wrote that.
pub(super) fn is_own(command: &str) -> bool {
    split(command).is_some_and(|(_, rest)| {
        rest.chars()
            .all(|it| it.is_alphanumeric() || " -_=./,:".contains(it))
    })
}

/// What a command of ours does, however it is called and whatever its flags are.
pub(super) fn purpose(command: &str) -> Option<&'static str> {
    Some(split(command)?.0)
}

/// Splits a command that starts with one of ours into what that does, and the rest.
fn split(command: &str) -> Option<(&'static str, &str)> {
    let mut names = ["progress-lint ", "progress "].into_iter();
    let called = names.find_map(|name| command.strip_prefix(name))?;
    ["agent check", "agent prime", "agent stop"]
        .into_iter()
        .find_map(|own| {
            let rest = called.strip_prefix(own)?;
            let is_whole = !rest.starts_with(|it: char| it.is_alphanumeric() || it == '-');
            is_whole.then_some((own, rest))
        })
}

impl Target {
    /// All of them, in the order in which they are shown.
    pub const ALL: &[Self] = &[
        Self::Claude,
        Self::Codex,
        Self::Cursor,
        Self::Copilot,
        Self::Gemini,
        Self::Windsurf,
        Self::Kiro,
        Self::Instructions,
    ];

    /// Its name on the command line.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Self::Claude => "claude",
            Self::Codex => "codex",
            Self::Cursor => "cursor",
            Self::Copilot => "copilot",
            Self::Gemini => "gemini",
            Self::Windsurf => "windsurf",
            Self::Kiro => "kiro",
            Self::Instructions => "instructions",
        }
    }

    /// The file or directory by which a repository shows that it is used.
    pub(super) fn signs(self) -> &'static [&'static str] {
        match self {
            // Not `.claude` itself: progress files may be all that it contains.
            Self::Claude => &[
                "CLAUDE.md",
                ".claude/CLAUDE.md",
                ".claude/settings.json",
                ".claude/settings.local.json",
                ".claude/agents",
                ".claude/commands",
                ".claude/hooks",
                ".claude/output-styles",
                ".claude/rules",
                ".claude/skills",
            ],
            Self::Codex => &[".codex"],
            Self::Cursor => &[".cursor"],
            Self::Copilot => &[".github/hooks", ".github/copilot-instructions.md"],
            Self::Gemini => &[".gemini", "GEMINI.md"],
            Self::Windsurf => &[".windsurf"],
            Self::Kiro => &[".kiro"],
            Self::Instructions => &["AGENTS.md", "CLAUDE.md"],
        }
    }

    /// The file that holds its hooks. Codex may have them in `.codex/config.toml` instead, and the
    /// instructions may be in `CLAUDE.md`.
    pub(super) fn path(self) -> &'static str {
        match self {
            Self::Claude => ".claude/settings.json",
            Self::Codex => ".codex/hooks.json",
            Self::Cursor => ".cursor/hooks.json",
            Self::Copilot => ".github/hooks/progress.json",
            Self::Kiro => ".kiro/hooks/progress.json",
            Self::Gemini => ".gemini/settings.json",
            Self::Windsurf => ".windsurf/hooks.json",
            Self::Instructions => "AGENTS.md",
        }
    }

    /// The entries, each with its event.
    pub(super) fn entries(self) -> Vec<(&'static str, Json)> {
        match self {
            Self::Claude => vec![
                ("SessionStart", group(None, handler(PRIME, 10))),
                ("PostToolUse", group(Some("Edit|Write"), handler(CHECK, 10))),
                ("Stop", group(None, handler(STOP, 20))),
            ],
            Self::Codex => vec![
                ("SessionStart", group(None, handler(PRIME, 10))),
                (
                    "PostToolUse",
                    group(Some("apply_patch"), handler(CHECK, 10)),
                ),
                ("Stop", group(None, handler(STOP, 20))),
            ],
            Self::Cursor => vec![
                (
                    "sessionStart",
                    Json::Map(vec![command(&format!("{PRIME} --host cursor"))]),
                ),
                (
                    "postToolUse",
                    Json::Map(vec![
                        command(&format!("{CHECK} --host cursor")),
                        ("matcher", Json::text("Write|Edit")),
                    ]),
                ),
                (
                    "stop",
                    Json::Map(vec![command(&format!("{STOP} --host cursor"))]),
                ),
            ],
            Self::Gemini => vec![
                ("SessionStart", group(None, timed(PRIME, 10_000))),
                (
                    "AfterTool",
                    group(Some("write_file|replace"), timed(CHECK, 10_000)),
                ),
                ("AfterAgent", group(None, timed(STOP, 20_000))),
            ],
            Self::Windsurf => vec![(
                "post_write_code",
                Json::Map(vec![command(CHECK), ("show_output", Json::Flag(true))]),
            )],
            Self::Copilot => copilot(),
            Self::Kiro => vec![("PostToolUse", kiro())],
            Self::Instructions => Vec::new(),
        }
    }

    /// How its program expects the entries.
    pub(super) fn shape(self) -> Shape {
        match self {
            Self::Kiro => Shape::List,
            _ => Shape::Events,
        }
    }

    /// The content of a new file with these entries.
    pub(super) fn whole(self) -> String {
        let entries = self.entries().into_iter();
        let hooks = match self.shape() {
            Shape::Events => Json::Map(
                entries
                    .map(|(event, entry)| (event, Json::List(vec![entry])))
                    .collect(),
            ),
            Shape::List => Json::List(entries.map(|(_, entry)| entry).collect()),
        };
        // The hooks come first, unlike those that are added to a file with a version.
        let mut all = vec![("hooks", hooks)];
        match self {
            Self::Cursor | Self::Copilot => all.push(("version", Json::Number(1))),
            Self::Kiro => all.push(("version", Json::text("v1"))),
            _ => {}
        }
        let json = Json::Map(all);
        let style = Style {
            newline: Some("\n"),
            unit: "  ",
            colon: " ",
        };
        json.written(style, "") + "\n"
    }
}

fn command(command: &str) -> (&'static str, Json) {
    ("command", Json::text(command))
}

/// A handler, with a time limit in seconds. A command in one text is what every program reads that
/// runs the hooks of another one.
fn handler(run: &str, seconds: u32) -> Json {
    Json::Map(vec![
        ("type", Json::text("command")),
        command(run),
        ("timeout", Json::Number(seconds)),
    ])
}

/// A handler for Gemini, which has names and counts in milliseconds.
fn timed(run: &str, milliseconds: u32) -> Json {
    Json::Map(vec![
        ("name", Json::text("progress")),
        ("type", Json::text("command")),
        command(&format!("{run} --host gemini")),
        ("timeout", Json::Number(milliseconds)),
    ])
}

fn group(matcher: Option<&str>, handler: Json) -> Json {
    let mut entries = Vec::new();
    if let Some(matcher) = matcher {
        entries.push(("matcher", Json::text(matcher)));
    }
    entries.push(("hooks", Json::List(vec![handler])));
    Json::Map(entries)
}

fn copilot() -> Vec<(&'static str, Json)> {
    let tools = (
        "matcher",
        Json::text("create|edit|str_replace_editor|apply_patch"),
    );
    let prime = command(&format!("{PRIME} --host copilot"));
    let parts = [
        ("sessionStart", vec![prime], 10),
        ("postToolUse", vec![command(CHECK), tools], 10),
        ("agentStop", vec![command(STOP)], 20),
    ];
    let mut entries = Vec::new();
    for (event, part, seconds) in parts {
        let mut entry = vec![("type", Json::text("command"))];
        entry.extend(part);
        entry.push(("timeoutSec", Json::Number(seconds)));
        entries.push((event, Json::Map(entry)));
    }
    entries
}

fn kiro() -> Json {
    let action = vec![
        ("type", Json::text("command")),
        command(&format!("{CHECK} --host kiro")),
    ];
    Json::Map(vec![
        ("name", Json::text("progress-check")),
        ("trigger", Json::text("PostToolUse")),
        (
            "matcher",
            Json::text("write|fs_write|fs_append|str_replace"),
        ),
        ("action", Json::Map(action)),
        ("timeout", Json::Number(20)),
    ])
}

/// The hooks of Codex for `.codex/config.toml`.
pub(super) const CODEX_TOML: &str = "\
[[hooks.SessionStart]]
[[hooks.SessionStart.hooks]]
type = \"command\"
command = \"progress-lint agent prime --hook\"
timeout = 10

[[hooks.PostToolUse]]
matcher = \"apply_patch\"
[[hooks.PostToolUse.hooks]]
type = \"command\"
command = \"progress-lint agent check\"
timeout = 10

[[hooks.Stop]]
[[hooks.Stop.hooks]]
type = \"command\"
command = \"progress-lint agent stop\"
timeout = 20";
