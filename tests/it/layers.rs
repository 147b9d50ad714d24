//! The layers of the architecture point one way.

use std::collections::BTreeSet;
use std::fs;
use std::path::{Path, PathBuf};

/// From the bottom up: a module may use those of earlier lines, and itself.
const LAYERS: &[&[&str]] = &[
    &["text", "collections", "display", "source", "paths"],
    &["yaml"],
    &["document", "markdown", "model", "derive"],
    &["config"],
    &["workspace"],
    &["task_links", "lint", "status", "scaffold"],
    &["rules"],
    &["fix", "update", "compare"],
    &["git"],
    &["trees"],
    &["write"],
    &["merge", "driver", "config_file", "loading"],
    &["linking", "claims", "active", "report", "incremental"],
    &["tracking"],
    &["hook"],
    &["cli"],
];

/// Crates that only some modules may name.
const GUARDED: &[(&str, &[&str])] = &[
    ("git2", &["git"]),
    ("clap", &["cli"]),
    ("clap_complete", &["cli"]),
    ("libyaml_safer", &["yaml"]),
    ("miette", &["report"]),
    ("rustix", &["git", "write"]),
];

fn sources(folder: &Path, found: &mut Vec<PathBuf>) {
    for entry in fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        if path.is_dir() {
            sources(&path, found);
        } else if path.extension().is_some_and(|extension| extension == "rs") {
            found.push(path);
        }
    }
}

/// The layer's module that a source file belongs to; `None` for the crate's root.
fn module(path: &Path) -> Option<String> {
    let relative = path
        .strip_prefix(Path::new(env!("CARGO_MANIFEST_DIR")).join("src"))
        .unwrap();
    let first = relative
        .components()
        .next()?
        .as_os_str()
        .to_str()?
        .to_owned();
    let name = first.trim_end_matches(".rs").to_owned();
    (!matches!(name.as_str(), "lib" | "main" | "testing")).then_some(name)
}

fn level(module: &str) -> usize {
    let found = LAYERS.iter().position(|layer| layer.contains(&module));
    found.unwrap_or_else(|| panic!("`{module}` stands in no layer"))
}

/// Modules named behind `crate::` in code, tests left out.
fn used(source: &str) -> BTreeSet<String> {
    let code = source.split("#[cfg(test)]").next().unwrap();
    let code: String = code
        .lines()
        .filter(|line| !line.trim_start().starts_with("//"))
        .collect::<Vec<_>>()
        .join("\n");
    code.split("crate::")
        .skip(1)
        .map(|rest| {
            rest.chars()
                .take_while(|c| c.is_alphanumeric() || *c == '_')
                .collect()
        })
        // Only tests can use `testing`, also those in files of their own.
        .filter(|name: &String| !name.is_empty() && name != "testing")
        .collect()
}

#[test]
fn modules_use_only_the_layers_below() {
    let mut files = Vec::new();
    sources(
        &Path::new(env!("CARGO_MANIFEST_DIR")).join("src"),
        &mut files,
    );
    assert!(files.len() > 30);
    let is_test = |path: &PathBuf| path.file_name().is_some_and(|name| name == "tests.rs");
    for path in files.into_iter().filter(|path| !is_test(path)) {
        let Some(module) = module(&path) else {
            continue;
        };
        let source = fs::read_to_string(&path).unwrap();
        for name in used(&source) {
            let below = level(&name) <= level(&module);
            assert!(
                below,
                "{}: `{module}` uses `{name}`, which stands above it",
                path.display()
            );
        }
        for (name, allowed) in GUARDED {
            let uses = source.lines().any(|line| {
                !line.trim_start().starts_with("//") && line.contains(&format!("{name}::"))
            });
            let may = allowed.contains(&module.as_str());
            assert!(
                !uses || may,
                "{}: only {allowed:?} may use `{name}`",
                path.display()
            );
        }
    }
}

#[test]
fn the_check_sees_what_it_should() {
    let source = "use crate::text::Span;\n// crate::cli\nfn f() { crate::yaml::x() }\n#[cfg(test)]\nuse crate::rules;";
    let names: Vec<String> = used(source).into_iter().collect();
    assert_eq!(names, ["text", "yaml"]);
}
