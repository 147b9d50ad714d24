//! Documents as people write them: generated from a grammar, and mostly valid.

use proptest::prelude::*;
use proptest::sample::{Index, select};
use proptest::strategy::ValueTree;
use proptest::test_runner::TestRunner;

use super::{cases, is_direct};

/// A value, and how it is written.
#[derive(Clone, Debug)]
enum Value {
    /// Nothing at all.
    Empty,
    /// A scalar on one line, or a flow collection.
    Inline(String),
    /// A plain or quoted scalar on several lines: the quote and the lines.
    Lines(&'static str, Vec<String>),
    /// A block scalar: its header and lines.
    Text(String, Vec<String>),
    Mapping(Vec<(Layout, String, Value)>),
    Sequence(Vec<(Layout, Value)>),
}

/// The space around an entry.
#[derive(Clone, Debug)]
struct Layout {
    /// Lines before it.
    above: String,
    /// Between the indicator and a value on the same line.
    gap: String,
    /// After a value on the same line, or after the indicator.
    behind: String,
    /// How much deeper its value is, if that is on further lines.
    indent: usize,
    /// Whether a value starts on the line of its indicator, and a list in the column of its key.
    is_compact: bool,
}

/// One of the texts between the bars.
fn one_of(texts: &'static str) -> impl Strategy<Value = String> + Clone {
    select(texts.split('¦').map(str::to_owned).collect::<Vec<_>>())
}

/// Nearly always one of the common texts.
fn mostly(common: &'static str, rare: &'static str) -> impl Strategy<Value = String> + Clone {
    prop_oneof![99 => one_of(common), 1 => one_of(rare)]
}

fn layout() -> impl Strategy<Value = Layout> {
    let above = mostly("¦¦¦¦¦\n¦# x: [\n¦  \n¦   # - y\n", "\t\n");
    let gap = mostly(" ¦ ¦ ¦ ¦  ¦   ", "\t");
    let behind = mostly("¦¦¦¦¦ ¦ # c¦   #¦ # \"é: '", "#¦ : ¦ x: y");
    let indent = prop_oneof![5 => Just(2_usize), 1 => 1_usize..5];
    let is_compact = prop::bool::weighted(0.7);
    (above, gap, behind, indent, is_compact).prop_map(|(above, gap, behind, indent, is_compact)| {
        Layout {
            above,
            gap,
            behind,
            indent,
            is_compact,
        }
    })
}

/// A scalar on one line that is valid in any context.
fn scalar() -> impl Strategy<Value = String> {
    let plain = "x¦in_progress¦2026-11-28¦12¦-1¦1.10¦~¦null¦true¦a b¦x:y¦x#y¦src/main.rs¦\
                 http://x/#y¦é ✓¦it's¦a \"b\"¦-x¦.5¦a - b¦😀";
    let quoted =
        r#"""¦''¦"a"¦'it''s'¦"a: b # c"¦'# \n'¦"\"é\u00e9\n"¦"\x41\t"¦"\\"¦"["¦'{'¦"- "¦''''"#;
    let rare = "&a x¦*a¦!t x¦!!str 1¦\"a\"#c¦a\tb¦--- x¦? x¦@x¦%x¦a\u{85}b¦`x`¦\"\\0\\e\"";
    prop_oneof![2 => mostly(plain, rare), 1 => one_of(quoted)]
}

fn key() -> impl Strategy<Value = String> {
    let common = r#"id¦a b¦title¦"q"¦'s'¦é¦-k¦1¦"\u00e9: #"¦<<¦a:b¦x/y"#;
    mostly(common, "k ¦? k¦[k]¦&k k¦- k")
}

fn flow() -> impl Strategy<Value = String> {
    let space = mostly("¦ ¦¦ ¦\n      ¦ # c\n     ¦  ", "\n");
    scalar().prop_recursive(3, 12, 4, move |inner| {
        let item = (space.clone(), inner, space.clone());
        let item = item.prop_map(|(before, item, after)| format!("{before}{item}{after}"));
        let entry = (key(), mostly(": ¦:  ¦:\n      ", ":¦ : ¦"), item.clone());
        let entry = entry.prop_map(|(key, colon, value)| format!("{key}{colon}{value}"));
        let last = mostly("¦¦¦, ", ",,");
        let some = prop::collection::vec(item, 0..4);
        let sequence = (some, last).prop_map(|(items, last)| match items.as_slice() {
            [] => "[]".to_owned(),
            _ => format!("[{}{last}]", items.join(",")),
        });
        let mapping = prop::collection::vec(entry, 0..4);
        let mapping = mapping.prop_map(|entries| format!("{{{}}}", entries.join(", ")));
        prop_oneof![sequence, mapping]
    })
}

/// A scalar on several lines that is not a block scalar.
fn lines() -> impl Strategy<Value = Value> {
    let further = mostly("x¦a b¦- y¦é¦x:y¦http://x¦¦¦a  b ¦[z", "\\¦# c¦k: v¦\t");
    let further = prop::collection::vec(further, 1..4);
    (select(vec!["", "\"", "'"]), further).prop_map(|(quote, mut lines)| {
        lines.insert(0, "one".to_owned());
        Value::Lines(quote, lines)
    })
}

fn block_scalar() -> impl Strategy<Value = Value> {
    let header = mostly("|¦>¦|-¦>-", "|+¦>+¦|2¦> # c¦|1-");
    let line = mostly("x¦  y¦# z¦a: b¦- c¦¦¦  ¦\"¦é ¦ x¦---", "\t");
    let lines = prop::collection::vec(line, 0..6);
    (header, lines).prop_map(|(header, mut lines)| {
        lines.insert(0, "one".to_owned());
        Value::Text(header, lines)
    })
}

fn value() -> impl Strategy<Value = Value> {
    let leaf = prop_oneof![
        1 => Just(Value::Empty),
        8 => scalar().prop_map(Value::Inline),
        3 => flow().prop_map(Value::Inline),
        1 => lines(),
        2 => block_scalar(),
    ];
    leaf.prop_recursive(4, 24, 5, |inner| {
        let entry = (layout(), key(), inner.clone());
        let item = (layout(), inner);
        prop_oneof![
            prop::collection::vec(entry, 1..4).prop_map(Value::Mapping),
            prop::collection::vec(item, 1..5).prop_map(Value::Sequence),
        ]
    })
}

/// A whole document.
fn document() -> impl Strategy<Value = String> {
    let entries = prop::collection::vec((layout(), key(), value()), 1..6);
    let end = mostly("¦¦¦\n¦# end\n¦# end¦  \n\n", "...¦---\n");
    let is_ended = prop::bool::weighted(0.95);
    (entries, end, any::<bool>(), is_ended).prop_map(|(entries, end, is_windows, is_ended)| {
        let mut yaml = String::new();
        write_mapping(&entries, 0, &mut yaml);
        yaml.push_str(&end);
        if !is_ended {
            yaml.pop();
        }
        if is_windows {
            yaml = yaml.replace('\n', "\r\n");
        }
        yaml
    })
}

fn write_mapping(entries: &[(Layout, String, Value)], column: usize, yaml: &mut String) {
    for (index, (layout, key, value)) in entries.iter().enumerate() {
        begin(index, layout, column, yaml);
        yaml.push_str(key);
        yaml.push(':');
        // A list may be in the column of its key.
        let is_list = matches!(value, Value::Sequence(_));
        let deeper = if is_list && layout.is_compact {
            0
        } else {
            layout.indent
        };
        write_value(value, layout, column + deeper, false, yaml);
    }
}

fn write_sequence(items: &[(Layout, Value)], column: usize, yaml: &mut String) {
    for (index, (layout, value)) in items.iter().enumerate() {
        begin(index, layout, column, yaml);
        yaml.push('-');
        let is_compact =
            layout.is_compact && matches!(value, Value::Mapping(_) | Value::Sequence(_));
        let deeper = if is_compact {
            1 + layout.gap.len()
        } else {
            layout.indent
        };
        write_value(value, layout, column + deeper, is_compact, yaml);
    }
}

/// Writes what is before an entry. The first one of a compact collection is in its place already.
fn begin(index: usize, layout: &Layout, column: usize, yaml: &mut String) {
    let is_new_line = yaml.is_empty() || yaml.ends_with('\n');
    if index == 0 && !is_new_line {
        return;
    }
    yaml.push_str(&layout.above);
    yaml.push_str(&" ".repeat(column));
}

/// Writes a value after its indicator; its further lines are in `column`.
fn write_value(value: &Value, layout: &Layout, column: usize, is_compact: bool, yaml: &mut String) {
    let Layout { gap, behind, .. } = layout;
    let line_start = format!("\n{}", " ".repeat(column));
    let text = match value {
        Value::Empty => behind.clone(),
        Value::Inline(text) if layout.is_compact => format!("{gap}{text}{behind}"),
        Value::Inline(text) => format!("{line_start}{text}{behind}"),
        Value::Lines(quote, lines) => {
            let lines = lines.join(&line_start);
            format!("{gap}{quote}{lines}{quote}{behind}")
        }
        Value::Text(header, lines) => {
            let lines = lines.join(&line_start);
            format!("{gap}{header}{line_start}{lines}")
        }
        Value::Mapping(_) | Value::Sequence(_) if is_compact => gap.clone(),
        Value::Mapping(_) | Value::Sequence(_) => format!("{behind}\n"),
    };
    yaml.push_str(&text);
    match value {
        Value::Mapping(entries) => write_mapping(entries, column, yaml),
        Value::Sequence(items) => write_sequence(items, column, yaml),
        _ => yaml.push('\n'),
    }
}

/// A changed character: where, and what takes its place.
fn change() -> impl Strategy<Value = (Index, &'static str)> {
    let other = select(vec![
        "", " ", "\n", "\r\n", ":", "#", "-", "'", "\"", "[", "}", ",", "\\", "\t", "é", "|",
    ]);
    (any::<Index>(), other)
}

fn changed(yaml: &str, place: Index, other: &str) -> String {
    let place = place.index(yaml.chars().count() + 1);
    let before: String = yaml.chars().take(place).collect();
    let after: String = yaml.chars().skip(place + 1).collect();
    before + other + &after
}

proptest! {
    #![proptest_config(cases(1_024))]

    #[test]
    fn frontmatter_is_read_as_libyaml_reads_it(yaml in document()) {
        is_direct(&yaml);
    }

    #[test]
    fn changed_frontmatter_is_read_as_libyaml_reads_it(
        yaml in document(),
        changes in prop::collection::vec(change(), 1..4),
    ) {
        let mut yaml = yaml;
        for (place, other) in changes {
            yaml = changed(&yaml, place, other);
        }
        is_direct(&yaml);
    }
}

/// The generator would compare nothing if the fast path gave up on all it makes.
#[test]
fn much_of_the_frontmatter_is_read_directly() {
    let mut runner = TestRunner::deterministic();
    let documents = 400;
    let mut direct = 0;
    for _ in 0..documents {
        let yaml = document().new_tree(&mut runner).unwrap().current();
        direct += usize::from(is_direct(&yaml));
    }
    assert!(direct * 3 > documents, "only {direct} of {documents}");
}
