//! The pages about rules.

use std::fmt::Write as _;

use progress_core::config::Severity;
use progress_core::lint::Safety;
use progress_core::rules::{ALL, Entry, Example};

use super::{check, path, read, with_part};

#[test]
fn the_table_of_rules_is_up_to_date() {
    check(
        "docs/rules.md",
        &with_part(&read("docs/rules.md"), "rules", &table()),
    );
    let mut contents = String::new();
    for entry in ALL {
        let name = entry.rule.name;
        writeln!(contents, "  - [{name}](rules/{name}.md)").unwrap();
    }
    check(
        "docs/SUMMARY.md",
        &with_part(&read("docs/SUMMARY.md"), "rules", &contents),
    );
}

#[test]
fn every_rule_has_a_page_and_every_page_a_rule() {
    for entry in ALL {
        check(&format!("docs/rules/{}.md", entry.rule.name), &page(entry));
    }
    for file in std::fs::read_dir(path("docs/rules")).unwrap() {
        let name = file.unwrap().file_name().into_string().unwrap();
        let rule = name.strip_suffix(".md").unwrap();
        assert!(progress_core::rules::find(rule).is_some(), "{name}");
    }
}

fn table() -> String {
    let mut table = "| Rule | Default | Fix | Finds |\n|---|---|---|---|\n".to_owned();
    for entry in ALL {
        let rule = entry.rule;
        writeln!(
            table,
            "| [`{0}`](rules/{0}.md) | {1} | {2} | {3} |",
            rule.name,
            rule.severity,
            match rule.fix {
                Some(Safety::Safe) => "safe",
                Some(Safety::Unsafe) => "unsafe",
                None => "",
            },
            rule.summary
        )
        .unwrap();
    }
    table
}

fn page(entry: &Entry) -> String {
    let rule = entry.rule;
    let docs = entry.docs();
    let fix = match rule.fix {
        Some(Safety::Safe) => "[safe](../fix.md)",
        Some(Safety::Unsafe) => "[unsafe](../fix.md)",
        None => "none",
    };
    let mut page = format!(
        "# {}\n\nFinds: {}. Default: **{}**. Fix: {fix}.\n\n{}\n",
        rule.name, rule.summary, rule.severity, docs.text
    );
    examples("Bad", &docs.bad, &mut page);
    examples("Good", &docs.good, &mut page);
    page.push_str("\n## Configuration\n\n");
    if entry.can_be_ignored() {
        write!(
            page,
            "To ignore a single finding, add the comment `# progress: ignore[{}]` to its line or\n\
             above its entry. Above the first key, it covers the whole file, the body included. See\n\
             [Suppressing a finding](../lint.md#suppressing-a-finding).\n\n",
            rule.name
        )
        .unwrap();
    }
    let (change, severity) = match rule.severity {
        Severity::Off => ("on", "warning"),
        _ => ("off everywhere", "off"),
    };
    write!(
        page,
        "To turn the rule {change}, set `rules: {{ {}: {severity} }}` in\n\
         [`.progress.yaml`](../configuration.md).\n",
        rule.name
    )
    .unwrap();
    page
}

fn examples(title: &str, examples: &[Example], page: &mut String) {
    if examples.is_empty() {
        return;
    }
    write!(page, "\n## {title}\n").unwrap();
    for example in examples {
        let readme = example.is_readme.then(|| "README.md".to_owned());
        for (before, fact, after) in [
            ("In `", &example.path, "`"),
            ("In `", &readme, "`"),
            ("On the branch `", &example.branch, "`"),
            ("If no commit ever contained `", &example.lost, "`"),
            ("If the repository has no commit `", &example.unknown, "`"),
            (
                "If a commit of the phase changes `",
                &example.missing,
                "` too",
            ),
            ("If a commit marks `", &example.done, "` as done"),
            ("If a commit works on `", &example.worked, "`"),
        ] {
            if let Some(fact) = fact {
                write!(page, "\n{before}{fact}{after}:\n").unwrap();
            }
        }
        if example.is_commit {
            page.push_str("\nIn a commit message:\n");
        }
        let is_markdown = example.text.starts_with("---\n") || example.text.starts_with(['#', '<']);
        let language = match (example.is_commit, is_markdown) {
            (true, _) => "text",
            (false, true) => "markdown",
            (false, false) => "yaml",
        };
        write!(page, "\n````{language}\n{}````\n", example.text).unwrap();
    }
}
