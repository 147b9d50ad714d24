//! What is written for each host, and where.

use super::json::{Json, Style};

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
frontmatter. `progress status` shows where each plan stands, `progress ready` which tasks can start,
and `progress show TASK` everything about one. `progress start TASK`, `progress done TASK` and
`progress block TASK --note TEXT` change a task together with the counters, percentages and dates
that depend on it. `progress lint` checks the files, and `progress lint --fix` makes safe fixes.";

const CHECK: &str = "progress agent check";
const PRIME: &str = "progress agent prime --hook";
const STOP: &str = "progress agent stop";

/// Whether a command is one that a set-up writes.
pub(super) fn is_own(command: &str) -> bool {
    [CHECK, "progress agent prime", STOP].iter().any(|own| {
        let rest = command.strip_prefix(own);
        // With flags, it is still ours.
        rest.is_some_and(|rest| rest.is_empty() || rest.starts_with(' '))
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
            Self::Claude => &[".claude", "CLAUDE.md"],
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
            // Their programs read every file in these directories, so ours has nothing else in it.
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
            Self::Copilot | Self::Kiro | Self::Instructions => Vec::new(),
        }
    }

    /// The content of a new file with these entries.
    pub(super) fn whole(self) -> String {
        let json = match self {
            Self::Copilot => copilot(),
            Self::Kiro => kiro(),
            _ => {
                let entries = self.entries().into_iter();
                let hooks = entries.map(|(event, entry)| (event, Json::List(vec![entry])));
                let mut all = vec![("hooks", Json::Map(hooks.collect()))];
                if self == Self::Cursor {
                    all.push(("version", Json::Number(1)));
                }
                Json::Map(all)
            }
        };
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

fn copilot() -> Json {
    let entry = |run: &str, matcher: Option<&str>, seconds| {
        let mut entries = vec![("type", Json::text("command")), command(run)];
        entries.extend(matcher.map(|matcher| ("matcher", Json::text(matcher))));
        entries.push(("timeoutSec", Json::Number(seconds)));
        Json::List(vec![Json::Map(entries)])
    };
    let tools = "create|edit|str_replace_editor|apply_patch";
    Json::Map(vec![
        ("version", Json::Number(1)),
        (
            "hooks",
            Json::Map(vec![
                (
                    "sessionStart",
                    entry(&format!("{PRIME} --host copilot"), None, 10),
                ),
                ("postToolUse", entry(CHECK, Some(tools), 10)),
                ("agentStop", entry(STOP, None, 20)),
            ]),
        ),
    ])
}

fn kiro() -> Json {
    let action = vec![
        ("type", Json::text("command")),
        command(&format!("{CHECK} --host kiro")),
    ];
    let hook = Json::Map(vec![
        ("name", Json::text("progress-check")),
        ("trigger", Json::text("PostToolUse")),
        (
            "matcher",
            Json::text("write|fs_write|fs_append|str_replace"),
        ),
        ("action", Json::Map(action)),
        ("timeout", Json::Number(20)),
    ]);
    Json::Map(vec![
        ("version", Json::text("v1")),
        ("hooks", Json::List(vec![hook])),
    ])
}

/// The hooks of Codex for `.codex/config.toml`.
pub(super) const CODEX_TOML: &str = "\
[[hooks.SessionStart]]
[[hooks.SessionStart.hooks]]
type = \"command\"
command = \"progress agent prime --hook\"
timeout = 10

[[hooks.PostToolUse]]
matcher = \"apply_patch\"
[[hooks.PostToolUse.hooks]]
type = \"command\"
command = \"progress agent check\"
timeout = 10

[[hooks.Stop]]
[[hooks.Stop.hooks]]
type = \"command\"
command = \"progress agent stop\"
timeout = 20";
