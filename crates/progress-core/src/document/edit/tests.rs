//! Each edit, in each layout that real files have.

mod flow;
mod places;

use yaml_lossless::Node;
use yaml_lossless::edit::{Change, Reason, Value};

use crate::document::Document;

/// Edits the frontmatter `yaml` and returns the result.
fn edited(yaml: &str, change: impl FnOnce(Node<'_>) -> Vec<Change>) -> Result<String, Reason> {
    let newline = if yaml.contains("\r\n") { "\r\n" } else { "\n" };
    let text = format!("---{newline}{yaml}{newline}---{newline}body # not a comment{newline}");
    let document = Document::parse(text.into_bytes());
    let changes = change(document.tree().unwrap().root());
    let edited = document.edit(&changes).map_err(|error| error.reason)?;
    let new = edited.document;
    Ok(new
        .text
        .slice(new.yaml)
        .strip_suffix(newline)
        .unwrap()
        .to_owned())
}

fn set(yaml: &str, route: &[&str], value: Value) -> Result<String, Reason> {
    edited(yaml, |root| vec![Change::Set(at(root, route).id(), value)])
}

fn append(yaml: &str, route: &[&str], items: &[&str]) -> Result<String, Reason> {
    let items = items.iter().map(|item| Value::text(*item)).collect();
    edited(yaml, |root| {
        vec![Change::Append(at(root, route).id(), items)]
    })
}

fn insert(
    yaml: &str,
    route: &[&str],
    key: &str,
    value: Value,
    after: &[&str],
) -> Result<String, Reason> {
    edited(yaml, |root| {
        vec![Change::put(at(root, route), key, value, after)]
    })
}

fn remove(yaml: &str, route: &[&str]) -> Result<String, Reason> {
    edited(yaml, |root| vec![Change::Remove(at(root, route).id())])
}

fn at<'a>(root: Node<'a>, route: &[&str]) -> Node<'a> {
    route.iter().fold(root, |node, step| match step.parse() {
        Ok(index) if node.is_sequence() => node.item(index).unwrap(),
        _ => node.get(step).unwrap(),
    })
}

fn text(text: &str) -> Value {
    Value::text(text)
}

#[test]
fn a_scalar_keeps_its_quotes_and_its_comment() {
    for (old, new) in [
        ("status: pending # soon", "status: completed # soon"),
        ("status: 'pending'", "status: 'completed'"),
        (
            "status:   \"pending\"   # x",
            "status:   \"completed\"   # x",
        ),
        ("{status: pending, a: 1}", "{status: completed, a: 1}"),
        (
            "status: >-\n  long\n  text\na: 1",
            "status: \"completed\"\na: 1",
        ),
        ("status:\n  pending", "status:\n  completed"),
    ] {
        assert_eq!(set(old, &["status"], text("completed")).unwrap(), new);
    }
}

#[test]
fn what_yaml_would_misread_is_quoted() {
    for value in [
        "no", "on", "1:30", "756e518", "1.10", "", "a: b", "#x", "~", "- x", "a\nb", "é\u{85}",
        "0x1f", "1_000", "=", "<<", "a:",
    ] {
        let new = set("k: word", &["k"], text(value)).unwrap();
        assert!(new.starts_with("k: \""), "{new}");
    }
    for value in [
        "P2-T5",
        "in_progress",
        "src/a b.rs",
        "it's",
        "1.2.3-x",
        "-5a",
    ] {
        let new = set("k: word", &["k"], text(value)).unwrap();
        let plain = format!("k: {value}");
        assert!(new == plain || value.starts_with('-'), "{new}");
    }
}

#[test]
fn dates_follow_the_file() {
    let date = || text("2026-02-05");
    assert_eq!(
        set("d: 2026-01-01", &["d"], date()).unwrap(),
        "d: 2026-02-05"
    );
    assert_eq!(
        set("d: '2026-01-01'", &["d"], date()).unwrap(),
        "d: '2026-02-05'"
    );
    assert_eq!(set("d: null", &["d"], date()).unwrap(), "d: \"2026-02-05\"");
    assert_eq!(
        set("s: 2026-01-01\nd: null", &["d"], date()).unwrap(),
        "s: 2026-01-01\nd: 2026-02-05"
    );
    assert_eq!(
        insert("s: 2026-01-01\nx: 1", &[], "d", date(), &["s"]).unwrap(),
        "s: 2026-01-01\nd: 2026-02-05\nx: 1"
    );
}

#[test]
fn an_empty_value_is_filled_in() {
    assert_eq!(set("a:\nb: 1", &["a"], text("x")).unwrap(), "a: x\nb: 1");
    assert_eq!(
        set("a:   # why\nb: 1", &["a"], text("x")).unwrap(),
        "a: x   # why\nb: 1"
    );
    assert_eq!(set("a: null", &["a"], Value::int(3)).unwrap(), "a: 3");
    assert_eq!(
        set("a:\n  -\n  - b", &["a", "0"], text("x")).unwrap(),
        "a:\n  - x\n  - b"
    );
}

#[test]
fn lists_grow_in_their_own_style() {
    for (old, new) in [
        ("f: [a, b]  # x", "f: [a, b, c]  # x"),
        ("f: [\"a\"]", "f: [\"a\", \"c\"]"),
        ("f: [a, b,]", "f: [a, b, c,]"),
        (
            "f:\n  - a\n  - 'b' # x\ng: 1",
            "f:\n  - a\n  - 'b' # x\n  - 'c'\ng: 1",
        ),
        (
            "f:\n- a\n\n# about g\ng: 1",
            "f:\n- a\n- c\n\n# about g\ng: 1",
        ),
        (
            "f: [\n  a, # first\n  b # last\n]",
            "f: [\n  a, # first\n  b, # last\n  c\n]",
        ),
        ("f: [\n  a,\n  b,\n]", "f: [\n  a,\n  b,\n  c,\n]"),
        ("f: [\n  a,\n  b]", "f: [\n  a,\n  b,\n  c]"),
        (
            "f:\n  - a\n  - |+\n    x\n\ng: 1",
            "f:\n  - a\n  - |+\n    x\n\n  - \"c\"\ng: 1",
        ),
        (
            "f:\n  - a\n  - | # a+b\n    x\n\ng: 1",
            "f:\n  - a\n  - | # a+b\n    x\n  - \"c\"\n\ng: 1",
        ),
    ] {
        assert_eq!(append(old, &["f"], &["c"]).unwrap(), new, "{old}");
    }
}

#[test]
fn an_empty_list_takes_the_style_of_the_file() {
    for (old, new) in [
        ("f: []", "f:\n  - c\n  - d"),
        ("f:", "f:\n  - c\n  - d"),
        ("f: null # none", "f: # none\n  - c\n  - d"),
        ("f: [] # none\no:\n- x", "f: # none\n- c\n- d\no:\n- x"),
        ("f: []\no: ['x']", "f: ['c', 'd']\no: ['x']"),
        ("f: [\n]\ng: 1", "f:\n  - c\n  - d\ng: 1"),
        ("t:\n  - d: [a]\n    f: []", "t:\n  - d: [a]\n    f: [c, d]"),
    ] {
        let key: &[&str] = if old.starts_with('t') {
            &["t", "0", "f"]
        } else {
            &["f"]
        };
        assert_eq!(append(old, key, &["c", "d"]).unwrap(), new, "{old}");
    }
}

#[test]
fn windows_line_endings_stay() {
    let old = "f:\r\n  - a\r\ng: []\r\nh: 1";
    assert_eq!(
        append(old, &["f"], &["b"]).unwrap(),
        "f:\r\n  - a\r\n  - b\r\ng: []\r\nh: 1"
    );
    assert_eq!(
        insert(old, &[], "m", text("x"), &["f"]).unwrap(),
        "f:\r\n  - a\r\nm: x\r\ng: []\r\nh: 1"
    );
    assert_eq!(
        append(old, &["g"], &["b"]).unwrap(),
        "f:\r\n  - a\r\ng:\r\n  - b\r\nh: 1"
    );
}

#[test]
fn keys_are_added_after_a_sibling() {
    let old = "t:\n  - id: A # x\n    s: done\n    # about A\n\n  - id: B";
    let new = "t:\n  - id: A # x\n    s: done\n    m: [x]\n    # about A\n\n  - id: B";
    assert_eq!(
        insert(old, &["t", "0"], "m", Value::texts(["x"]), &["s"]).unwrap(),
        new
    );
    let new = "t:\n  - id: A # x\n    m: w\n    s: done\n    # about A\n\n  - id: B";
    assert_eq!(
        insert(old, &["t", "0"], "m", text("w"), &["id"]).unwrap(),
        new
    );
    assert_eq!(
        insert("{a: 1}", &[], "m", text("y, z"), &[]).unwrap(),
        "{a: 1, m: \"y, z\"}"
    );
    assert_eq!(
        insert("a: {}", &["a"], "m", text("w"), &[]).unwrap(),
        "a:\n  m: w"
    );
    assert_eq!(
        insert("a: {x: 1, y: 2}", &["a"], "m", text("w"), &["x"]).unwrap(),
        "a: {x: 1, m: w, y: 2}"
    );
}

#[test]
fn entries_and_items_are_removed_with_their_lines() {
    for (old, route, new) in [
        ("a: 1 # x\nb: 2", &["a"][..], "b: 2"),
        ("a: 1\nb:\n  - x\n  - y\nc: 3", &["b"], "a: 1\nc: 3"),
        ("b:\n  - x\n  - y", &["b", "0"], "b:\n  - y"),
        ("b:\n  - x\n  - y", &["b", "1"], "b:\n  - x"),
        ("b:\n  - x # why", &["b", "0"], "b: [] # why"),
        ("b: [x, y, z]", &["b", "0"], "b: [y, z]"),
        ("b: [x, y, z]", &["b", "2"], "b: [x, y]"),
        ("b: [ x ]", &["b", "0"], "b: []"),
        ("b: {x: 1, y: 2}", &["b", "y"], "b: {x: 1}"),
        ("b:\n  - x: 1\n    y: 2", &["b", "0", "x"], "b:\n  - y: 2"),
        ("b:\n  -\n    x: 1\n  - y", &["b", "0"], "b:\n  - y"),
        ("b:\n  - y\n  -\n    x: 1", &["b", "1"], "b:\n  - y"),
    ] {
        assert_eq!(remove(old, route).unwrap(), new, "{old}");
    }
}

#[test]
fn several_changes_apply_in_order() {
    let old = "tasks:\n  - id: A\n    files:\n      - a";
    let new = edited(old, |root| {
        let task = at(root, &["tasks", "0"]);
        vec![
            Change::put(root, "note", text("m"), &["tasks"]),
            Change::Append(
                at(root, &["tasks"]).id(),
                vec![Value::Map(vec![("id".into(), text("B"))])],
            ),
            Change::put(task, "status", text("done"), &["files"]),
            Change::Append(task.get("files").unwrap().id(), vec![text("b")]),
            Change::Append(task.get("files").unwrap().id(), vec![text("c")]),
        ]
    });
    let expected = "tasks:\n  - id: A\n    files:\n      - a\n      - b\n      - c\n    status: done\n  - id: B\nnote: m";
    assert_eq!(new.unwrap(), expected);
}

#[test]
fn lists_are_rewritten_in_their_column() {
    let list = || Value::texts(["x", "z"]);
    assert_eq!(
        set("a: [p, q] # z", &["a"], list()).unwrap(),
        "a: [x, z] # z"
    );
    assert_eq!(
        set("a:\n  - p # z\nb: 1", &["a"], list()).unwrap(),
        "a:\n  - x\n  - z # z\nb: 1"
    );
    assert_eq!(
        set("a:\n- p\nb: 1", &["a"], Value::List(vec![])).unwrap(),
        "a: []\nb: 1"
    );
    assert_eq!(
        set("a: p", &["a"], Value::texts(["p"])).unwrap(),
        "a:\n  - p"
    );
    assert_eq!(
        set("t:\n  - a: p", &["t", "0", "a"], Value::texts(["p"])).unwrap(),
        "t:\n  - a: [p]"
    );
    let wrapped = edited("a: 'p, q'\nb: [x]", |root| {
        let node = at(root, &["a"]).id();
        vec![Change::Set(node, Value::List(vec![Value::Kept(node)]))]
    });
    assert_eq!(wrapped.unwrap(), "a: ['p, q']\nb: [x]");
}

#[test]
fn keys_are_renamed() {
    let renamed = |yaml: &str| {
        edited(yaml, |root| {
            vec![Change::Rename(at(root, &["a"]).id(), "b".into())]
        })
    };
    assert_eq!(renamed("a: 1 # x").unwrap(), "b: 1 # x");
    assert_eq!(renamed("'a' : 1").unwrap(), "'b' : 1");
    assert_eq!(renamed("{a: 1}").unwrap(), "{b: 1}");
}

#[test]
fn the_reason_for_a_refusal_is_named() {
    for (yaml, route, reason) in [
        ("a: &x b\nc: *x", &["a"][..], Reason::Properties),
        ("a: &x b\nc: *x", &["c"], Reason::Alias),
        ("a: !t b", &["a"], Reason::Properties),
        ("a: &x {k: b}\nc: *x", &["a", "k"], Reason::Properties),
        ("a: 1\na: 2", &["a"], Reason::RepeatedKey),
    ] {
        assert_eq!(set(yaml, route, text("n")).unwrap_err(), reason, "{yaml}");
    }
    let list = Value::texts(["n"]);
    assert_eq!(
        set("a:\n  - x # why\n  - y", &["a"], list).unwrap_err(),
        Reason::Comment
    );
    assert_eq!(
        append("a: {x: 1}", &["a"], &["n"]).unwrap_err(),
        Reason::Kind
    );
    assert_eq!(append("a: x", &["a"], &["n"]).unwrap_err(), Reason::Kind);
    let twice = edited("a: 1", |root| {
        let node = at(root, &["a"]).id();
        vec![Change::Set(node, text("x")), Change::Set(node, text("y"))]
    });
    assert_eq!(twice.unwrap_err(), Reason::Overlap);
}

#[test]
fn a_byte_order_mark_and_a_missing_last_newline_stay() {
    let document = Document::parse("\u{feff}---\na: 1\n---\nbody".into());
    let node = document.get("a").unwrap().id();
    let edited = document.edit(&[Change::Set(node, Value::int(2))]).unwrap();
    assert_eq!(
        edited.document.text.as_str(),
        "\u{feff}---\na: 2\n---\nbody"
    );
}
