//! Whatever settings contain: what is added can be removed again, byte for byte.

mod layouts;

use super::calls::runs_own;
use super::file::Form;
use super::json::{Json, Style};
use super::settings::{self, Shape, commands};
use super::targets::{Target, is_own};

/// Those whose entries are in a file with other settings. The others have files of their own.
const MERGED: [Target; 6] = [
    Target::Claude,
    Target::Codex,
    Target::Cursor,
    Target::Copilot,
    Target::Gemini,
    Target::Windsurf,
];

const STYLE: Style<'_> = Style {
    newline: None,
    unit: "",
    colon: "",
};

/// Adds and removes the entries of a target, and checks that nothing is left.
#[track_caller]
fn check(text: &str, target: Target) {
    let form = Form::of(target);
    let with = form.with(Some(text), target).unwrap();
    assert!(form.is_in(&with, target), "{text}\n---\n{with}");
    for (event, _) in target.entries() {
        let found = commands(&with, event).unwrap();
        assert_eq!(found.iter().filter(|it| is_own(it)).count(), 1, "{with}");
    }
    // Once more changes nothing.
    assert_eq!(form.with(Some(&with), target).unwrap(), with, "{text}");
    let without = form.without(&with, target).unwrap();
    assert_eq!(without.as_deref(), Some(text), "\n{with}");
}

#[test]
fn settings_keep_their_bytes() {
    for text in [
        "{}",
        "{ }",
        "{\n}\n",
        "{\"a\":1}",
        "{\"a\": 1, \"hooks\": {}}",
        "{\"hooks\": {}}\n",
        "{\n  \"hooks\": {\n  }\n}",
        "{\n\t\"a\": [1, 2],\n\t\"hooks\": {\n\t\t\"PostToolUse\": []\n\t}\n}\n",
        "{\r\n    \"a\": 1\r\n}\r\n",
        "{\n  \"a\": 1, // why\n}\n",
        "{\n  \"a\": 1 // why  \n  // end\n}\n",
        "{\n  \"a\": 1 /* why */ ,\n  /* end */ }\n",
        "// first\n{ /* nothing */ }\n// last",
        "{\n  // nothing\n}\n",
        "\u{feff}{\"a\": \"\\u007b,\"}\n",
        "{\"hooks\": {\"PostToolUse\": [ {\"matcher\": \"*\", \"hooks\": [{\"type\": \"command\", \"command\": \"x\"}]} ]}}",
        "{\"hooks\": {\"PostToolUse\": [{\"hooks\": [{\"command\": \"progress agents\"}]},]}}",
        "{\"version\": 1}",
        "{\"hooks\":{\"Stop\":[]},\"version\":1}",
        "{\n  \"hooks\": { \"Stop\": [1,\n    2] },\n  \"hooks\": { \"Stop\": [ ] }\n}",
    ] {
        for target in MERGED {
            check(text, target);
        }
    }
}

#[test]
fn settings_with_a_list_of_hooks_keep_their_bytes() {
    for text in [
        "{}",
        "{\"hooks\": []}",
        "{\n  \"version\": \"v1\"\n}\n",
        "{\n  \"version\": \"v1\",\n  \"hooks\": [\n    {\"action\": {\"command\": \"x\"}}\n  ]\n}\n",
        "{\n  \"hooks\": [\n    {\"name\": \"a\"}, // mine\n  ],\n  \"version\": \"v1\"\n}\n",
    ] {
        check(text, Target::Kiro);
    }
    let mapping = Form::Entries.with(Some("{\"hooks\": {}}"), Target::Kiro);
    assert!(mapping.is_err());
    // A version alone is not what is left of a file that was created.
    check("{\n  \"version\": 1\n}\n", Target::Copilot);
    check("{\n  \"version\": 1\n}\n", Target::Cursor);
}

#[test]
fn hooks_of_others_in_a_file_of_ours_stay() {
    for &target in Target::ALL {
        if target == Target::Instructions {
            continue;
        }
        let form = Form::of(target);
        let whole = target.whole();
        let flagged = whole.replacen(
            "progress-lint agent check",
            "progress-lint agent check --fix",
            1,
        );
        assert_eq!(form.with(Some(&flagged), target).unwrap(), flagged);
        assert_eq!(form.without(&flagged, target).unwrap(), None, "{flagged}");
        let own = "\"command\": \"./mine.sh\"";
        let more = match target.shape() {
            Shape::List => whole.replacen("[\n", &format!("[\n    {{ {own} }},\n"), 1),
            Shape::Events => whole.replacen(
                "{\n    ",
                &format!("{{\n    \"mine\": [{{ {own} }}],\n    "),
                1,
            ),
        };
        assert_eq!(form.with(Some(&more), target).unwrap(), more);
        let without = form.without(&more, target).unwrap().unwrap();
        assert!(without.contains(own), "{without}");
        assert!(!without.contains("progress-lint agent"), "{without}");
    }
}

#[test]
fn a_command_that_runs_something_else_as_well_is_not_removed() {
    let whole = Target::Claude.whole();
    let both = whole.replacen(
        "progress-lint agent check",
        "progress-lint agent check --fix && ./mine.sh",
        1,
    );
    assert_eq!(
        Form::Entries.with(Some(&both), Target::Claude).unwrap(),
        both
    );
    let without = Form::Entries
        .without(&both, Target::Claude)
        .unwrap()
        .unwrap();
    assert!(without.contains("progress-lint agent check --fix && ./mine.sh"));
    assert!(!without.contains("progress-lint agent stop"), "{without}");
    for own in [
        "progress-lint agent check",
        "progress agent check",
        "progress agent prime --hook --host cursor",
    ] {
        assert!(is_own(own) && runs_own(own), "{own}");
    }
    for both in [
        "progress agent check; x",
        "progress agent stop|x",
        "progress agent check $(x)",
    ] {
        assert!(!is_own(both) && runs_own(both), "{both}");
    }
    for other in [
        "progress agents",
        "progress agent checks",
        "x progress agent check",
        "progress-lint-x agent check",
        "progress-lint lint; other agent check",
        "echo progress-lint; agent check",
    ] {
        assert!(!is_own(other) && !runs_own(other), "{other}");
    }
}

#[test]
fn a_command_is_recognized_however_it_is_called() {
    for call in [
        "npx progress-lint agent check",
        "npx -y progress-lint@latest agent check",
        "uvx progress-lint agent check --host cursor",
        "npx --package progress-lint -- progress agent check",
        "/usr/bin/progress-lint agent check --fix",
        "./node_modules/.bin/progress-lint  agent check",
        "\"$CLAUDE_PROJECT_DIR\"/bin/progress-lint agent check",
        "\"/a b/progress-lint\" agent check || true",
        "X=1 Y=2 progress agent check",
        "/opt/progress agent check",
        "sh -c \"progress agent check\"",
        "bash -lc 'cd x && progress agent check'",
        "cd x;progress-lint agent check",
        "progress-lint.exe agent check",
        "\"C:\\Program Files\\PROGRESS-LINT.EXE\" agent check",
    ] {
        assert!(runs_own(call), "{call}");
        let quoted = Json::text(call).written(STYLE, "");
        for entry in [
            format!("{{\"hooks\": [{{\"command\": {quoted}}}]}}"),
            format!("{{\"type\": \"command\", \"bash\": {quoted}, \"powershell\": \"x\"}}"),
        ] {
            only_two_are_added(&entry);
        }
        // It belongs to whoever wrote it.
        assert!(!is_own(call), "{call}");
    }
    only_two_are_added("{\"command\": \"progress-lint\", \"args\": [\"agent\", \"check\"]}");
    only_two_are_added("{\"command\": [\"npx\", \"progress-lint\", \"agent\", \"check\"]}");
}

/// Checks that no second check is added beside this entry, and that it stays.
#[track_caller]
fn only_two_are_added(entry: &str) {
    let text = format!("{{\"hooks\": {{\"PostToolUse\": [{entry}]}}}}");
    let form = Form::of(Target::Claude);
    let with = form.with(Some(&text), Target::Claude).unwrap();
    let checks = commands(&with, "PostToolUse").unwrap();
    assert!(
        !checks.iter().any(|it| it == "progress-lint agent check"),
        "{with}"
    );
    assert_eq!(commands(&with, "Stop").unwrap().len(), 1, "{with}");
    assert!(with.contains(entry), "{with}");
}

#[test]
fn a_new_file_disappears_again() {
    for &target in Target::ALL {
        let form = Form::of(target);
        let with = form.with(None, target).unwrap();
        assert!(form.is_in(&with, target), "{with}");
        assert_eq!(form.without(&with, target).unwrap(), None, "{with}");
        assert_eq!(form.with(Some(&with), target).unwrap(), with);
    }
}

#[test]
fn a_handler_among_others_is_removed_alone() {
    let text = "{\"hooks\": {\"PostToolUse\": [{\"hooks\": [{\"command\": \"a\"}, {\"command\": \"progress agent check --fix\"}, {\"command\": \"b\"}]}]}}";
    let without = settings::remove(text, &is_own).unwrap();
    let expected = "{\"hooks\": {\"PostToolUse\": [{\"hooks\": [{\"command\": \"a\"}, {\"command\": \"b\"}]}]}}";
    assert_eq!(without, expected);
}

#[test]
fn what_others_added_meanwhile_stays() {
    let with = Form::Entries
        .with(Some("{\n  \"a\": 1\n}\n"), Target::Claude)
        .unwrap();
    let more = with.replacen(
        "\"SessionStart\": [",
        "\"SessionStart\": [\n      { \"hooks\": [] },",
        1,
    );
    let without = Form::Entries
        .without(&more, Target::Claude)
        .unwrap()
        .unwrap();
    assert!(without.contains("{ \"hooks\": [] }"), "{without}");
    assert!(!without.contains("progress"), "{without}");
    assert!(commands(&without, "SessionStart").unwrap().is_empty());
}

#[test]
fn other_forms_are_refused() {
    for text in [
        "",
        "[]",
        "{",
        "{\"hooks\": []}",
        "{\"hooks\": {\"Stop\": {}}}",
        "{'a': 1}",
    ] {
        assert!(
            Form::Entries.with(Some(text), Target::Claude).is_err(),
            "{text}"
        );
    }
}

#[test]
fn instructions_keep_the_rest() {
    for text in [
        "",
        "\n",
        "# A",
        "# A\n",
        "# A\r\n\r\nb\r\n",
        "# A\r\nb",
        "a\n\n\n",
        "Mentions `<!-- progress:begin -->`.\n",
    ] {
        let with = Form::Instructions
            .with(Some(text), Target::Instructions)
            .unwrap();
        assert_eq!(
            Form::Instructions
                .with(Some(&with), Target::Instructions)
                .unwrap(),
            with
        );
        let without = Form::Instructions
            .without(&with, Target::Instructions)
            .unwrap();
        assert_eq!(without.as_deref(), Some(text), "{with}");
        // Something below it stays as well.
        let more = format!("{with}\nmore\n");
        let without = Form::Instructions
            .without(&more, Target::Instructions)
            .unwrap()
            .unwrap();
        assert!(
            without.starts_with(text) && without.ends_with("more\n"),
            "{without:?}"
        );
    }
    let open = "<!-- progress:begin -->\nno end\n";
    assert!(
        Form::Instructions
            .with(Some(open), Target::Instructions)
            .is_err()
    );
}

#[test]
fn toml_keeps_the_rest() {
    for text in [
        "model = \"m\"\n",
        "[features]\nhooks = true",
        "[[hooks.PostToolUse]]\nmatcher = \"x\"\n[[hooks.PostToolUse.hooks]]\ntype = \"command\"\ncommand = \"y\"\n\n[other]\na = 1\n",
    ] {
        let with = Form::Toml.with(Some(text), Target::Codex).unwrap();
        assert_eq!(Form::Toml.with(Some(&with), Target::Codex).unwrap(), with);
        assert_eq!(
            Form::Toml.without(&with, Target::Codex).unwrap().as_deref(),
            Some(text)
        );
    }
    for text in ["hooks = 1\n", "[hooks]\nStop = []\n", "a = \n"] {
        assert!(
            Form::Toml.with(Some(text), Target::Codex).is_err(),
            "{text}"
        );
    }
}
