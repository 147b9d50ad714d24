use crate::rules::examples::bench;
use crate::rules::{ALL, Example};
use crate::testing::{BASE_PATH, Sandbox, with};

/// The text without its ignore comments.
fn without_comments(text: &str) -> String {
    let mut kept = String::new();
    for line in text.split_inclusive('\n') {
        let Some(at) = line.find("# progress: ignore[") else {
            kept.push_str(line);
            continue;
        };
        let before = line[..at].trim_end();
        if !before.is_empty() {
            kept.push_str(before);
            kept.push_str(if line.ends_with("\r\n") { "\r\n" } else { "\n" });
        }
    }
    kept
}

#[test]
fn every_finding_of_an_example_can_be_ignored_as_documented() {
    for entry in ALL {
        let examples = entry.docs().bad;
        for ending in ["\n", "\r\n"] {
            let converted = |example: &Example| Example {
                text: example.text.replace('\n', ending),
                ..example.clone()
            };
            let examples: Vec<Example> = match ending {
                // A file's frontmatter is completed with lines that end as usual.
                "\r\n" if !examples.iter().all(|it| it.text.starts_with("---\n")) => continue,
                _ => examples.iter().map(converted).collect(),
            };
            let (files, left) = bench(entry, &examples).ignored();
            let name = entry.rule.name;
            let is_left = left.iter().any(|found| found.rule == name);
            assert!(!is_left || !entry.can_be_ignored(), "{name}: {left:#?}");
            // With CR LF, the sandbox puts broken frontmatter into frontmatter of its own.
            if ending == "\n" {
                assert!(is_left || entry.can_be_ignored(), "{name}");
            }
            assert!(!files.is_empty() || !left.is_empty(), "{name}");
            for file in files {
                let before = without_comments(&file.before);
                assert_eq!(without_comments(&file.after), before, "{name}");
                assert!(file.fixed > 0, "{name}");
            }
        }
    }
}

#[test]
fn nothing_is_added_twice() {
    let text =
        with("total_tasks: 7\nstatus: baking\n---\n\n# Title\n\n<!-- TODO -->\n{{ todo }}\n");
    let (files, left) = Sandbox::new(&[(BASE_PATH, &text)]).ignored();
    assert_eq!(left, []);
    assert!(files[0].fixed >= 2, "{}", files[0].after);
    let (again, left) = Sandbox::new(&[(BASE_PATH, &files[0].after)]).ignored();
    assert_eq!((again.len(), left.len()), (0, 0));
}
