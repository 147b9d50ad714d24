//! The fast path gives the same trees as libyaml.

use proptest::prelude::*;

use super::{GiveUp, read};
use crate::parse::compare_readers;

mod frontmatter;
mod suite;

/// Whether the fast path accepts `yaml`; panics if the readers differ.
fn is_direct(yaml: &str) -> bool {
    compare_readers(yaml).unwrap_or_else(|difference| panic!("{yaml:?}: {difference}"))
}

/// How many cases a property is tested with: `PROPTEST_CASES`, or as many as usual.
fn cases(usual: u32) -> ProptestConfig {
    let wanted = std::env::var("PROPTEST_CASES").ok();
    let wanted = wanted.and_then(|number| number.parse().ok());
    ProptestConfig::with_cases(wanted.unwrap_or(usual))
}

fn assert_direct(yaml: &str) {
    assert!(is_direct(yaml), "{yaml:?}");
    let windows = yaml.replace('\n', "\r\n");
    assert!(is_direct(&windows), "{windows:?}");
}

#[test]
fn mappings_and_lists_are_read() {
    for yaml in [
        "a: 1\nb: x y\n",
        "# top\n\na: 1 # one\n# end\n",
        "a:\n  b:\n    c: 1\n  d:\ne: ~\n",
        "a:\n- 1\n-\n- b: 2\n  c: 3\n- - 4\n  - 5\n",
        "a:\n  - 1\n  -\n    b: 2\n  - c:\n    - 3\n",
        "\"a b\": 1\n'c': 2\n-d: 3\n",
        "a:\n  x\nb:\n  [1]\nc:\n  \"d\"\n",
        "a: b:c #d\nurl: http://x/#y\n",
        "a: -1\nb: .5\nc: --d\n",
        "a: é\nprüfung: ✓ # ü\n",
    ] {
        assert_direct(yaml);
    }
}

#[test]
fn flow_collections_are_read() {
    for yaml in [
        "a: []\nb: {}\nc: [1, \"x\", 'y', z w, -1, ]\n",
        "a: [\n  {b: 1, c: [2]}, # two\n  {\n    d: 3,\n  }\n]\ne: 4\n",
        "a:\n- [x, y]\n- {b: http://x, c: d:e}\n",
        "a: [b # c\n, d]\n",
    ] {
        assert_direct(yaml);
    }
}

#[test]
fn scalars_over_several_lines_are_read() {
    for yaml in [
        "a: b\n  c\n\n\n   - d \"e\"\nf: g\n",
        "a:\n- b\n  c\n- d\n",
        "a: \"b \n  c\n\n  d\\\n   e\\\n\n   f\\  g\"\nh: 'i''s\n  j'\n",
        "a: \"\\u2192 \\x41 \\U0001F600 \\\" \\\\ \\n\"\n",
        "a: |\n  b\n    c\n\n  d\n\ne: >-\n  f\n  g\n\n  h\n   i\n  j\n\n\nk: |-\n  l\n",
        "a:\n- |\n  # b\n- >\n\n  c\n# d\n",
    ] {
        assert_direct(yaml);
    }
}

#[test]
fn what_is_wrong_or_rare_is_left_to_libyaml() {
    for yaml in [
        "",
        "# nothing\n",
        "- a\n",
        "a\n",
        " a: 1\n",
        "a: b: c\n",
        "a: - b\n",
        "a: 1\n  b: 2\n",
        "a:\n    b: 1\n  c: 2\n",
        "a: [1\n",
        "a: [1] 2\n",
        "a: [b: c]\n",
        "a: {b}\n",
        "a: {b: }\n",
        "a: [,]\n",
        "a: [---]\n",
        "a: \"b\n",
        "a: \"b\"c\n",
        "a: \"\\q\"\n",
        "a: \"\\'\"\n",
        "a: \"b\n---\nc\"\n",
        "a: &x b\nc: *x\n",
        "a: !t b\n",
        "? a\n: b\n",
        "a: b\tc\n",
        "a: b\u{85}c\n",
        "a: b\u{2028}c\n",
        "a: b\u{7}c\n",
        "\u{feff}a: b\n",
        "a: b\rc: d\n",
        "--- a: b\n",
        "...\n",
        "%x: y\n",
        "a: @b\n",
        "a: b\n...\n",
        "a: b\n c: d\n",
        "a: |2\n   b\n",
        "a: |+\n  b\n",
        "a: |\n    \n  b\n",
        "a: |\n  b",
        "a: \"b\"#c\n",
        "\"a\nb\": c\n",
        "a:\n    b: 'c\n  d'e: f\n",
        "a:\n    b: [\n  ]e: f\n",
    ] {
        assert!(!is_direct(yaml), "{yaml:?}");
    }
    let long = "k".repeat(1_100);
    assert!(!is_direct(&format!("{long}: a\n")));
    let deep = format!("a: {}{}\n", "[".repeat(200), "]".repeat(200));
    assert!(!is_direct(&deep));
}

#[test]
fn what_is_wrong_is_told_apart_from_what_is_rare() {
    for (yaml, why) in [
        ("# nothing\n", GiveUp::Wrong),
        ("a: b: c\n", GiveUp::Wrong),
        ("a: - b\n", GiveUp::Wrong),
        ("a: b\n  c: d\n", GiveUp::Wrong),
        ("a: [b]\n  c: d\n", GiveUp::Wrong),
        ("a: [b\n", GiveUp::Wrong),
        ("a: \"b\n", GiveUp::Wrong),
        ("a: \"\\x4g\"\n", GiveUp::Wrong),
        ("a: \"\\ud800\"\n", GiveUp::Wrong),
        ("a : b\nc : d\n", GiveUp::Rare),
        ("a: &x b\n", GiveUp::Rare),
        ("a: {b}\n", GiveUp::Rare),
        ("a: \"b\"#c\n", GiveUp::Rare),
        ("a: \"\\e\"\n", GiveUp::Rare),
        ("a: b\n---\n", GiveUp::Rare),
    ] {
        assert_eq!(read(yaml, 0).err(), Some(why), "{yaml:?}");
        assert!(!is_direct(yaml));
    }
}

/// A piece of a line; together they make valid and broken documents about equally often.
fn piece() -> impl Strategy<Value = String> {
    prop_oneof![
        6 => prop::sample::select(vec!["a: ", "b:", "\"c\": ", "'d': ", "- ", "-"]),
        6 => prop::sample::select(vec!["x", "x y", "\"x\"", "'x''y'", "1", "-1", "é", "x:y", "x#y"]),
        3 => prop::sample::select(vec!["[", "]", "{", "}", ", ", ",", ": ", ":", " #x", "#"]),
        2 => prop::sample::select(vec!["|", ">", "|-", ">-", "\"", "'", "\\", "\\n", "\\u00e9"]),
        1 => prop::sample::select(vec!["---", "...", "&x ", "*x", "!x ", "?", "%", "@", "\t", "\u{85}"]),
    ]
    .prop_map(str::to_owned)
}

fn line() -> impl Strategy<Value = String> {
    let indent = prop::sample::select(vec!["", "", "  ", "  ", "    ", " "]);
    let pieces = prop::collection::vec(piece(), 0..5).prop_map(|pieces| pieces.concat());
    (indent, pieces).prop_map(|(indent, pieces)| format!("{indent}{pieces}\n"))
}

proptest! {
    #![proptest_config(cases(4_096))]

    #[test]
    fn any_document_is_read_as_libyaml_reads_it(
        lines in prop::collection::vec(line(), 1..8),
        windows in any::<bool>(),
    ) {
        let yaml = format!("a: 1\n{}", lines.concat());
        is_direct(&if windows { yaml.replace('\n', "\r\n") } else { yaml });
    }
}
