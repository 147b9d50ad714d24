//! Whatever settings contain: what is added can be removed again, byte for byte.

use proptest::prelude::*;

use super::file::Form;
use super::settings::{self, Shape, commands};
use super::targets::{Target, is_own, runs_own};

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
        for target in [
            Target::Claude,
            Target::Codex,
            Target::Cursor,
            Target::Copilot,
            Target::Gemini,
            Target::Windsurf,
        ] {
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
        let flagged = whole.replacen("progress agent check", "progress agent check --fix", 1);
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
        assert!(!without.contains("progress agent"), "{without}");
    }
}

#[test]
fn a_command_that_runs_something_else_as_well_is_not_removed() {
    let whole = Target::Claude.whole();
    let both = whole.replacen(
        "progress agent check",
        "progress agent check --fix && ./mine.sh",
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
    assert!(without.contains("progress agent check --fix && ./mine.sh"));
    assert!(!without.contains("progress agent stop"), "{without}");
    for own in [
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
    ] {
        assert!(!is_own(other) && !runs_own(other), "{other}");
    }
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

/// White space and comments as people write them.
fn trivia() -> impl Strategy<Value = String> {
    prop_oneof![
        4 => Just(String::new()),
        2 => Just(" ".to_owned()),
        2 => Just("\n  ".to_owned()),
        1 => Just("\n\t\t".to_owned()),
        1 => Just("\r\n    ".to_owned()),
        1 => Just(" /* a, } */ ".to_owned()),
        1 => Just(" // b ]  \n  ".to_owned()),
        1 => Just("\n\n".to_owned()),
    ]
}

/// A container with these members.
fn container(
    open: &'static str,
    members: Vec<String>,
    close: &'static str,
) -> impl Strategy<Value = String> {
    let count = members.len();
    let gaps = prop::collection::vec((trivia(), trivia()), count);
    (gaps, trivia(), any::<bool>()).prop_map(move |(gaps, end, is_trailing)| {
        let mut text = open.to_owned();
        for (at, (member, (before, after))) in members.iter().zip(gaps).enumerate() {
            let comma = if at + 1 < count || is_trailing {
                ","
            } else {
                ""
            };
            text.extend([before.as_str(), member.as_str(), after.as_str(), comma]);
        }
        text + &end + close
    })
}

fn entry() -> impl Strategy<Value = String> {
    prop_oneof![
        Just("{\"command\": \"x\"}".to_owned()),
        Just("{\"matcher\":\"*\",\"hooks\":[{\"command\":\"y\"}]}".to_owned()),
        Just("{ \"hooks\" : [ ] }".to_owned()),
        Just("1".to_owned()),
    ]
}

/// Settings in any layout, with and without hooks.
fn document() -> impl Strategy<Value = String> {
    let list = prop::collection::vec(entry(), 0..3)
        .prop_flat_map(|all| container("[", all, "]"))
        .boxed();
    let names = prop::sample::subsequence(
        vec!["PostToolUse", "Stop", "postToolUse", "Other", "AfterTool"],
        0..4,
    );
    let hooks = names.prop_flat_map(move |names| {
        let lists = prop::collection::vec(list.clone(), names.len());
        lists.prop_flat_map(move |lists| {
            let pairs = names.iter().zip(lists);
            let members = pairs.map(|(name, list)| format!("\"{name}\":{list}"));
            container("{", members.collect(), "}")
        })
    });
    let others = prop::sample::subsequence(
        vec![
            "\"a\": 1",
            "\"hook\": \"}\"",
            "\"b\" : [ 1,2 ]",
            "\"c\":{\"hooks\":{}}",
            "\"version\": 1",
        ],
        0..4,
    );
    (others, prop::option::of(hooks), trivia(), trivia()).prop_flat_map(
        |(others, hooks, before, after)| {
            let mut members: Vec<String> = others.into_iter().map(str::to_owned).collect();
            let at = members.len() / 2;
            if let Some(hooks) = hooks {
                members.insert(at, format!("\"hooks\":{hooks}"));
            }
            container("{", members, "}").prop_map(move |text| format!("{before}{text}{after}"))
        },
    )
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(400))]

    #[test]
    fn any_settings_keep_their_bytes(text in document()) {
        for target in [Target::Claude, Target::Cursor, Target::Gemini] {
            check(&text, target);
        }
    }

    #[test]
    fn any_markdown_keeps_its_bytes(text in "([a-z# ]{0,9}(\n|\r\n)?){0,6}") {
        let with = Form::Instructions.with(Some(&text), Target::Instructions).unwrap();
        let without = Form::Instructions.without(&with, Target::Instructions).unwrap();
        prop_assert_eq!(without, Some(text));
    }
}
