//! What is generated from the code is up to date. `UPDATE=1 cargo test` rewrites it.

mod configuration;
#[cfg(unix)]
mod console;
mod json;
mod rules;

use std::path::{Path, PathBuf};

use progress_core::rules::ALL;
use similar::TextDiff;

fn path(name: &str) -> PathBuf {
    PathBuf::from(env!("CARGO_MANIFEST_DIR")).join(name)
}

/// Reads a file with `\n` as its line break, also where Git checks out `\r\n`.
fn read(name: &str) -> String {
    std::fs::read_to_string(path(name))
        .unwrap_or_default()
        .replace("\r\n", "\n")
}

/// Compares a generated file with what it should be, or rewrites it.
fn check(name: &str, expected: &str) {
    let actual = read(name);
    if actual == expected {
        return;
    }
    if std::env::var_os("UPDATE").is_some() {
        let path = path(name);
        std::fs::create_dir_all(path.parent().unwrap()).unwrap();
        std::fs::write(path, expected).unwrap();
        return;
    }
    let diff = TextDiff::from_lines(actual.as_str(), expected);
    let diff = diff.unified_diff().header("actual", "expected").to_string();
    panic!("{name} is stale; `UPDATE=1 cargo test` rewrites it:\n{diff}");
}

/// The text with the part between two marker lines replaced.
fn with_part(text: &str, name: &str, part: &str) -> String {
    let (start, end) = (format!("<!-- {name} -->\n"), format!("<!-- /{name} -->\n"));
    let (before, rest) = text.split_once(&start).unwrap();
    let (_, after) = rest.split_once(&end).unwrap();
    format!("{before}{start}{part}{end}{after}")
}

#[test]
fn the_configuration_schema_has_the_rules() {
    let name = "schemas/config.schema.json";
    let mut schema: serde_json::Value = serde_json::from_str(&read(name)).unwrap();
    let mut rules = serde_json::Map::new();
    for entry in ALL {
        let value = serde_json::json!({
            "description": format!("{} (default: {})", entry.rule.summary, entry.rule.severity),
            "$ref": "#/$defs/severity",
        });
        rules.insert(entry.rule.name.to_owned(), value);
    }
    schema["$defs"]["rules"]["properties"] = rules.into();
    let expected = serde_json::to_string_pretty(&schema).unwrap() + "\n";
    check(name, &expected);
    // A package contains only files of its own folder, so the crate has a copy.
    check("crates/progress-core/schemas/config.schema.json", &expected);
}

#[test]
fn the_core_crate_has_the_same_schema_of_progress_files() {
    let name = "schemas/progress.schema.json";
    check(&format!("crates/progress-core/{name}"), &read(name));
}

#[test]
fn the_docs_show_the_pattern_that_names_tasks() {
    let shown = format!("<<'END'\n{}\nEND\n", progress_lint::driver::XFUNCNAME);
    assert!(read("docs/editors.md").contains(&shown), "{shown}");
}

#[test]
fn every_link_between_pages_leads_somewhere() {
    for name in pages() {
        for target in links(&read(&name)) {
            let (file, anchor) = target.split_once('#').unwrap_or((&target, ""));
            let folder = PathBuf::from(&name).parent().unwrap().to_owned();
            let file = match file {
                "" => name.clone(),
                file => folder.join(file).to_string_lossy().into_owned(),
            };
            assert!(path(&file).exists(), "{name}: {target}");
            if !anchor.is_empty() {
                let has = read(&file).lines().any(|line| {
                    line.starts_with('#') && slug(line.trim_start_matches('#')) == anchor
                });
                assert!(has, "{name}: no heading for {target}");
            }
        }
    }
}

#[test]
fn every_page_is_in_the_table_of_contents() {
    let summary = read("docs/SUMMARY.md");
    for name in pages() {
        if let Some(page) = name.strip_prefix("docs/")
            && page != "SUMMARY.md"
        {
            assert!(summary.contains(&format!("({page})")), "{name}");
        }
    }
}

/// The README and every page below `docs`, as paths from the top.
fn pages() -> Vec<String> {
    let mut pages = vec!["README.md".to_owned()];
    for folder in ["docs", "docs/rules"] {
        let entries = std::fs::read_dir(path(folder)).unwrap();
        for entry in entries {
            let name = entry.unwrap().file_name().into_string().unwrap();
            if Path::new(&name).extension().is_some_and(|it| it == "md") {
                pages.push(format!("{folder}/{name}"));
            }
        }
    }
    pages.sort();
    pages
}

/// The targets of the inline links of a page that do not lead to the web.
fn links(text: &str) -> Vec<String> {
    let mut found = Vec::new();
    for part in text.split("](").skip(1) {
        if let Some((target, _)) = part.split_once(')')
            && !target.contains(':')
        {
            found.push(target.to_owned());
        }
    }
    found
}

/// A heading's anchor, as mdBook and GitHub make it.
fn slug(heading: &str) -> String {
    let mut slug = String::new();
    for character in heading.trim().to_lowercase().chars() {
        match character {
            ' ' => slug.push('-'),
            '-' | '_' => slug.push(character),
            other if other.is_alphanumeric() => slug.push(other),
            _ => {}
        }
    }
    slug
}
