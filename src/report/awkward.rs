//! The awkward report: whatever has ever broken an output, in one place.

use progress_core::config::Severity;
use progress_core::lint::{
    Check, Diagnostic, Diagnostics, FileContext, Fix, Location, Report, Rule,
};
use progress_core::model::FileId;
use progress_core::workspace::{CommitFacts, Workspace};
use progress_testing::Sandbox;
use yaml_lossless::text::{Edit, Span};

/// Commas, colons, percent signs and letters of several bytes.
pub(super) const PATH: &str = "größe, 50%: a/phase-1-progress.md";
/// Escapes, an override, and the start of a workflow command.
pub(super) const HOSTILE_PATH: &str = "::error::\u{1b}[31m\u{202e}/x-progress.md";

/// Written with `\r\n`, after a byte order mark, without a final line break.
pub(super) fn text() -> String {
    let long = format!(
        "long: \"{}LONG-TOKEN{}\"",
        "完了 ".repeat(60),
        " and so on".repeat(60)
    );
    let lines = [
        "---",
        "type: progress",
        "title: \"完了した計画 👍 WIDE\"",
        "evil: \"\u{1b}[31mred\u{202e} EVIL\u{7}\"",
        "tabbed:\t\"a\"\tTABBED\t# behind",
        &long,
        "tasks:",
        "  - id: \"TÄSK-1\"",
        "    dependencies: [",
        "      \"TASK-9\",",
        "    ]",
        "  - id: \"TASK-2\"",
        "empty:",
        "---",
        "",
        "Far away: FAR",
        "At the end: LAST",
    ];
    format!("\u{feff}{}", lines.join("\r\n"))
}

const FILE_RULE: Rule = Rule {
    name: "count-mismatch",
    severity: Severity::Error,
    summary: "a counter disagrees with the tasks",
    fix: None,
    suppressed_by: &[],
    check: Check::File(check_file),
};

const BRANCH_RULE: Rule = Rule {
    name: "of-no-page",
    severity: Severity::Warning,
    summary: "has no documentation",
    fix: None,
    suppressed_by: &[],
    check: Check::Workspace(check_branch),
};

fn check_branch(_: &Workspace, diagnostics: &mut Diagnostics) {
    let diagnostic = Diagnostic::about_branch("the branch `feat/x\u{1b}[0m` is called wrongly");
    diagnostics.push(diagnostic.help("rename it"));
    let commit = CommitFacts {
        id: "756e518".repeat(6),
        subject: format!(
            "feat: \u{1b}[31m50 %,\u{202e} `::error::` {}",
            "words ".repeat(40)
        ),
        ..CommitFacts::default()
    };
    let diagnostic = Diagnostic::about_commit(&commit, "the commit claims `\u{1b}[0m`");
    diagnostics.push(diagnostic.help("amend it"));
}

fn check_file(context: &FileContext<'_>, diagnostics: &mut Diagnostics) {
    let at = |token: &str| {
        let start = context.document().text.as_str().find(token).unwrap();
        Location::span(context.id, Span::new(start, start + token.len()))
    };
    if context.path() == HOSTILE_PATH {
        diagnostics.push(Diagnostic::new(at("TOKEN"), "a place of ill repute"));
        let task = context
            .document()
            .tree()
            .unwrap()
            .root()
            .get("tasks")
            .unwrap()
            .items()
            .next()
            .unwrap();
        let id = task.get("id").unwrap();
        let place = Location::of(context.id, task.id(), id.id());
        diagnostics.push(Diagnostic::new(place, "lacks a key").help("add it"));
        return;
    }
    let elsewhere = Location::span(FileId(u32::from(context.id.0 == 0)), Span::new(4, 9));
    diagnostics.push(
        Diagnostic::new(at("WIDE"), "behind wide characters, `完了`")
            .help("look at `EVIL`, which is near, and at `FAR`, which is not")
            .related(at("EVIL"), "near")
            .related(at("FAR"), "far")
            .related(elsewhere, "in another file"),
    );
    diagnostics.push(Diagnostic::new(
        at("EVIL"),
        "50 % of `\n::error::x\r` is %0A, [a link](https://example.org) and <b>&amp;]]>",
    ));
    let tabbed = at("TABBED");
    // Equal findings are reported once; these differ in what a fingerprint ignores.
    for message in ["behind `2` tabs", "behind `3` tabs"] {
        diagnostics.push(Diagnostic::new(tabbed, message).severity(Severity::Warning));
    }
    diagnostics.push(
        Diagnostic::new(at("LONG-TOKEN"), "in a long line")
            .severity(Severity::Advice)
            .commit(&"756e518".repeat(6), "feat: <one>"),
    );
    diagnostics.push(
        Diagnostic::new(at("\"TÄSK-1\""), "has a fix")
            .help("shorten it")
            .fix(fix(context, "\"TÄSK-1\"")),
    );
    diagnostics.push(Diagnostic::new(
        at("[\r\n      \"TASK-9\",\r\n    ]"),
        "spans several lines",
    ));
    let key = at("empty:");
    let end = context.document().text.as_str().find("empty:").unwrap() + "empty:".len();
    diagnostics.push(
        Diagnostic::new(
            Location::span(context.id, Span::new(end, end)),
            "nothing where something should be",
        )
        .related(key, "touches it"),
    );
    diagnostics.push(Diagnostic::new(at("LAST"), "at the end of the file"));
}

fn fix(context: &FileContext<'_>, token: &str) -> Fix {
    let start = context.document().text.as_str().find(token).unwrap();
    Fix::safe("write `T`", Vec::new()).body(Edit {
        span: Span::new(start, start + token.len()),
        text: "\"T\"\u{202e}".to_owned(),
    })
}

pub(super) fn with_awkward<T>(look: impl FnOnce(&Report<'_>) -> T) -> T {
    let files = [
        (PATH, &*text()),
        (HOSTILE_PATH, "---\nTOKEN: 1\ntasks:\n  - id: T-1\n---\n"),
    ];
    let rules = [&FILE_RULE, &BRANCH_RULE];
    Sandbox::new(&files).with_report(&rules, |report, _| look(report))
}

pub(super) fn with_clean<T>(look: impl FnOnce(&Report<'_>) -> T) -> T {
    let files = [(PATH, "---\ntype: progress\n---\n")];
    Sandbox::new(&files).with_report(&[], |report, _| look(report))
}
