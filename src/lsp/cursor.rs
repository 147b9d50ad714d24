//! What is being typed at a cursor in the frontmatter.
//!
//! While something is typed, the YAML is often broken, so this looks at lines and indentation and
//! not at a tree.

use std::collections::BTreeSet;

use yaml_lossless::text::Span;

use super::lines::{Block, Lines, Scan, block_keys, flow_keys, key_in};

/// What is being typed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Typed {
    /// A key of a mapping.
    Key,
    /// A value, or an item of a list of values.
    Value,
}

/// A cursor in the frontmatter.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Cursor {
    pub(super) typed: Typed,
    /// The keys from the top down to what is typed; without that key itself, if a key is typed.
    pub(super) path: Vec<String>,
    /// The word at the cursor, which a completion replaces.
    pub(super) word: Span,
    /// The quote that it is inside of.
    pub(super) quote: Option<char>,
    /// Whether YAML needs a blank before what is written here, after a colon or a dash.
    pub(super) needs_blank: bool,
    /// Whether a colon follows, so that a key is complete without another one.
    pub(super) has_colon: bool,
    /// The other keys of the mapping.
    pub(super) siblings: BTreeSet<String>,
    /// Whether it begins an entry of a list of mappings.
    pub(super) begins_entry: bool,
}

impl Cursor {
    /// Finds out what is typed at an offset; `None` outside the frontmatter or in a comment.
    pub(super) fn at(text: &str, offset: usize) -> Option<Self> {
        let lines = Lines::of(text, offset)?;
        let prefix = lines.current;
        let scan = Scan::of(prefix);
        if scan.is_comment {
            return None;
        }
        let word = word_around(text, offset);
        let before = &text[..word.start as usize];
        let after = &text[word.end as usize..];
        let is_after_colon = scan.quote.is_none() && before.ends_with(':');
        let is_after_dash = prefix.trim_start_matches(' ') == "-";
        let line = Block::of(prefix);
        // A list that is still open above a line with a key is being typed.
        let flow = lines.flow().filter(|flow| {
            flow.bracket == '{' || !scan.open.is_empty() || key_in(line.content).is_none()
        });
        let make = |typed, path, begins_entry| {
            Some(Self {
                typed,
                path,
                word,
                quote: scan.quote,
                needs_blank: is_after_colon || is_after_dash,
                has_colon: after.trim_start_matches(['"', '\'', ' ']).starts_with(':'),
                siblings: match (typed, &flow) {
                    (Typed::Key, Some(flow)) => flow_keys(flow.before, after),
                    (Typed::Key, None) => block_keys(before, after),
                    (Typed::Value, _) => BTreeSet::new(),
                },
                begins_entry,
            })
        };
        if let Some(flow) = &flow {
            let mut path = flow.path.clone();
            // A mapping in a list in brackets is not a value of its own.
            if flow.bracket == '{' {
                return match key_in(flow.part) {
                    Some(key) => {
                        path.push(key);
                        make(Typed::Value, path, false)
                    }
                    None if is_after_colon => None,
                    None => make(Typed::Key, path, false),
                };
            }
            // In a list, a colon without a blank is part of a longer text.
            return if is_after_colon {
                None
            } else {
                make(Typed::Value, path, false)
            };
        }
        let mut path = lines.path_to(line.indent);
        if let Some(key) = key_in(line.content) {
            path.push(key);
            return make(Typed::Value, path, false);
        }
        // `status:completed` is one text, and neither a key nor a value can be completed in it.
        if is_after_colon {
            return None;
        }
        let holds_mappings = |path: &[String]| {
            let names: Vec<&str> = path.iter().map(String::as_str).collect();
            matches!(
                names.as_slice(),
                [] | ["tasks" | "success_criteria" | "blockers" | "parallelization"]
            )
        };
        if line.is_item && !holds_mappings(&path) {
            return make(Typed::Value, path, false);
        }
        make(Typed::Key, path, line.is_item)
    }
}

/// The word around an offset.
fn word_around(text: &str, offset: usize) -> Span {
    let is_in_word = |c: char| c.is_alphanumeric() || matches!(c, '-' | '_' | '.');
    let (before, after) = text.split_at_checked(offset).unwrap_or((text, ""));
    let mut start = before.trim_end_matches(is_in_word).len();
    let end = text.len() - after.trim_start_matches(is_in_word).len();
    // The dash of a list's item is not part of the word.
    let line = before.rfind('\n').map_or(0, |at| at + 1);
    if before[line..start].trim().is_empty() && before[start..] == *"-" {
        start = offset;
    }
    Span::new(start, end)
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The path and what is typed where `|` is.
    fn typed(text: &str) -> Option<String> {
        let offset = text.find('|').unwrap();
        let text = text.replace('|', "");
        let cursor = Cursor::at(&text, offset)?;
        let word = &text[cursor.word.range()];
        Some(format!(
            "{:?} {} `{word}`{}{}",
            cursor.typed,
            cursor.path.join("/"),
            if cursor.quote.is_some() {
                " quoted"
            } else {
                ""
            },
            if cursor.begins_entry { " entry" } else { "" },
        ))
    }

    #[track_caller]
    fn check(text: &str, expected: &str) {
        assert_eq!(typed(text).as_deref(), Some(expected), "{text}");
    }

    #[test]
    fn keys_and_values_are_recognized() {
        check("---\nsta|\n---\n", "Key  `sta`");
        check("---\nstatus: pl|\n", "Value status `pl`");
        check("---\nstatus: \"pl|\"\n", "Value status `pl` quoted");
        check("---\nowners: [\"a\", b|]\n", "Value owners `b`");
        check("---\nowners:\n  - al|\n", "Value owners `al`");
        check("---\nowners:\n- |\n", "Value owners ``");
    }

    #[test]
    fn tasks_are_recognized() {
        let tasks = "---\ntasks:\n  - id: T-1\n    status: x\n    notes:\n      a: b\n";
        check(&format!("{tasks}    dep|"), "Key tasks `dep`");
        check(
            &format!("{tasks}    dependencies: [T|"),
            "Value tasks/dependencies `T`",
        );
        check(
            &format!("{tasks}    dependencies: [\"T-1\", \"|\"]"),
            "Value tasks/dependencies `` quoted",
        );
        check(
            &format!("{tasks}    dependencies:\n      - T-|"),
            "Value tasks/dependencies `T-`",
        );
        check(
            &format!("{tasks}    dependencies:\n    - |"),
            "Value tasks/dependencies ``",
        );
        check(
            &format!("{tasks}    dependencies: [\n      \"T-1\",\n      T|"),
            "Value tasks/dependencies `T`",
        );
        check(&format!("{tasks}  - |"), "Key tasks `` entry");
        check(&format!("{tasks}  - id: T-2|"), "Value tasks/id `T-2`");
        check(
            "---\ntasks:\n- id: T-1\n  status: |\n",
            "Value tasks/status ``",
        );
        check("---\ntasks:\n  - {id: T-1, sta|}", "Key tasks `sta`");
        check(
            "---\ntasks:\n  - {id: T-1, status: |}",
            "Value tasks/status ``",
        );
        check(
            "---\ntasks:\n  - {id: T-1, dependencies: [T|",
            "Value tasks/dependencies `T`",
        );
    }

    #[track_caller]
    fn at(text: &str) -> Cursor {
        let offset = text.find('|').unwrap();
        Cursor::at(&text.replace('|', ""), offset).unwrap()
    }

    #[test]
    fn what_is_needed_around_a_word_is_known() {
        assert!(at("---\nowners:\n  -|\n").needs_blank);
        assert!(!at("---\nowners:\n  - |\n").needs_blank);
        assert!(at("---\nstatus:|\n").needs_blank);
        assert!(!at("---\nstatus: |\n").needs_blank);
        assert!(at("---\ntasks:\n- {status:|}\n").needs_blank);
        assert!(!at("---\nowners: [\"a:|\n").needs_blank);
        assert_eq!(typed("---\nstatus:com|\n"), None);
        assert_eq!(typed("---\nowners: [a:b|\n"), None);
        assert!(at("---\nsta|tus: completed\n").has_colon);
        assert!(!at("---\nsta|\nphase: 1\n").has_colon);
    }

    #[test]
    fn the_other_keys_of_a_mapping_are_known() {
        let keys = |text| Vec::from_iter(at(text).siblings).join(" ");
        let tasks = "---\nphase: 1\ntasks:\n  - id: A\n    dependencies:\n    - B\n    |\n    \
            status: x\n  - id: B\n    priority: high\ntitle: x\n---\nbody: x\n";
        assert_eq!(keys(tasks), "dependencies id status");
        assert_eq!(
            keys("---\na: 1\ntasks:\n- id: A\n|\nb: 2\n---\nc: 3\n"),
            "a b tasks"
        );
        assert_eq!(keys("---\ntasks:\n- {id: A, |, status: x}\n"), "id status");
        assert_eq!(keys("---\ntasks:\n- id: A\n- |\n  status: x\n"), "status");
    }

    #[test]
    fn brackets_may_span_lines() {
        let task = "---\ntasks:\n  - {id: T-1,\n     status: pending, # {\n";
        check(&format!("{task}     pri|"), "Key tasks `pri`");
        check(
            &format!("{task}     priority: |"),
            "Value tasks/priority ``",
        );
        check(
            &format!("{task}     dependencies: [A,\n       B|]}}\n"),
            "Value tasks/dependencies `B`",
        );
        check(
            &format!("{task}     dependencies: [A,\n       B],\n     |"),
            "Key tasks ``",
        );
        let keys = |text: &str| Vec::from_iter(at(text).siblings).join(" ");
        let after = "\n     owners: [\"a}\", {x: 1}],\n     notes: x}\nphase: 1\n";
        assert_eq!(
            keys(&format!("{task}     |{after}")),
            "id notes owners status"
        );
        check(
            "---\ntasks: [\n  {\n    id: A,\n    sta|",
            "Key tasks `sta`",
        );
        check("---\ntasks: [{id: A, sta|", "Key tasks `sta`");
        check(
            "---\ntasks: [{id: A},\n  {id: B, status: |",
            "Value tasks/status ``",
        );
        // What is closed, or being typed, is over on the next line.
        check("---\nowners: [a,\n  b]\nsta|", "Key  `sta`");
        check("---\nowners: [\nstatus: |", "Value status ``");
        check("---\ntitle: see {this\nsta|", "Key  `sta`");
        check(
            "---\ntasks:\n  - {id: A}\n  - id: B\n    sta|",
            "Key tasks `sta`",
        );
    }

    #[test]
    fn schedules_are_recognized() {
        let schedule = "---\nparallelization:\n  batch_1: [\"A\"]\n";
        check(
            &format!("{schedule}  batch_2: [|"),
            "Value parallelization/batch_2 ``",
        );
        check(&format!("{schedule}  cri|"), "Key parallelization `cri`");
    }

    #[test]
    fn nothing_is_completed_elsewhere() {
        assert_eq!(typed("---\na: b # c|\n"), None);
        assert_eq!(typed("---\na: b\n---\n# T|\n"), None);
        assert_eq!(typed("# T|\n"), None);
        assert_eq!(typed("|"), None);
    }
}
