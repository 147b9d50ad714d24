//! Generated settings, in every layout that people give them.

use proptest::prelude::*;

use super::{Form, MERGED, Target, check};

proptest! {
    #![proptest_config(ProptestConfig::with_cases(400))]

    #[test]
    fn any_settings_keep_their_bytes(text in document()) {
        for target in MERGED {
            check(&text, target);
        }
    }

    #[test]
    fn any_toml_keeps_its_bytes(text in toml()) {
        let with = Form::Toml.with(Some(&text), Target::Codex).unwrap();
        prop_assert!(Form::Toml.is_in(&with, Target::Codex));
        prop_assert_eq!(&Form::Toml.with(Some(&with), Target::Codex).unwrap(), &with);
        let without = Form::Toml.without(&with, Target::Codex).unwrap();
        prop_assert_eq!(without, Some(text));
    }

    #[test]
    fn any_markdown_keeps_its_bytes(text in "([a-z# ]{0,9}(\n|\r\n)?){0,6}") {
        let with = Form::Instructions.with(Some(&text), Target::Instructions).unwrap();
        let without = Form::Instructions.without(&with, Target::Instructions).unwrap();
        prop_assert_eq!(without, Some(text));
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
        1 => Just("\t".to_owned()),
        1 => Just("\n      // c: \"hooks\": { \n".to_owned()),
        1 => Just("\n/* d\n * \u{e4}\u{1f600} */\n".to_owned()),
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
        Just("{\"matcher\": \"Edit|Write\", \"hooks\": [{\"type\": \"command\", \"command\": \"\\u0070rogress.sh\", \"timeout\": 5}], \"x\": {\"y\": []}}".to_owned()),
        Just("{\"bash\": \"./mine.sh\", \"command\": \"echo progress-lint agent\"}".to_owned()),
        Just("null".to_owned()),
        Just("1".to_owned()),
    ]
}

/// Settings in any layout, with and without hooks.
fn document() -> impl Strategy<Value = String> {
    let list = prop::collection::vec(entry(), 0..3)
        .prop_flat_map(|all| container("[", all, "]"))
        .boxed();
    let names = prop::sample::subsequence(
        vec![
            "PostToolUse",
            "Stop",
            "postToolUse",
            "Other",
            "AfterTool",
            "post_write_code",
            "sessionStart",
        ],
        0..5,
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
            "\"d\": \"\\ud83d\\ude00 \\u007d \\\\\"",
            "\"e\": {\"f\": [{\"hooks\": {\"Stop\": [{\"command\": \"progress agent stop\"}]}}]}",
            "\"a\": 2",
            "\"\u{e4}\u{1f600}\": null",
            "\"\": -1.5e+10",
        ],
        0..6,
    );
    (others, prop::option::of(hooks), trivia(), trivia()).prop_flat_map(
        |(others, hooks, before, after)| {
            let mut members: Vec<String> = others.into_iter().map(str::to_owned).collect();
            let at = members.len() / 2;
            if let Some(hooks) = hooks {
                members.insert(at, format!("\"hooks\":{hooks}"));
            }
            let mark = prop_oneof![4 => Just(""), 1 => Just("\u{feff}")];
            (mark, container("{", members, "}"))
                .prop_map(move |(mark, text)| format!("{mark}{before}{text}{after}"))
        },
    )
}

/// Settings of Codex in any layout, with and without hooks.
fn toml() -> impl Strategy<Value = String> {
    let top = prop_oneof![
        Just(String::new()),
        Just("model = \"m\"\n".to_owned()),
        Just("# [hooks]\n\nprofile = 'p' # why\n".to_owned()),
        Just("note = \"\"\"\n[[hooks.Stop]]\n\"\"\"\n".to_owned()),
    ];
    let table = prop_oneof![
        Just("[features]\nhooks = true\n".to_owned()),
        Just("\n[profiles.p]\nmodel=\"n\"\n\n\n".to_owned()),
        Just("[[hooks.PostToolUse]]\nmatcher = \"x\"\n[[hooks.PostToolUse.hooks]]\ntype = \"command\"\ncommand = \"y\"\n".to_owned()),
        Just("# end\n".to_owned()),
    ];
    let tables = prop::sample::subsequence(vec![0, 1, 2, 3], 0..4);
    (
        top,
        prop::collection::vec(table, 4),
        tables,
        any::<bool>(),
        any::<bool>(),
    )
        .prop_map(|(top, tables, kept, has_end, is_dos)| {
            let mut text = top;
            for at in kept {
                // A table may not occur twice.
                if tables[at].starts_with('#') || !text.contains(tables[at].trim()) {
                    text += &tables[at];
                }
            }
            let text = if has_end {
                text.as_str()
            } else {
                text.trim_end()
            };
            if is_dos {
                text.replace('\n', "\r\n")
            } else {
                text.to_owned()
            }
        })
}
