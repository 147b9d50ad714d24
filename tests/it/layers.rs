//! Inside each crate the layers point one way; between crates the compiler holds that.

use std::collections::BTreeSet;
use std::fs;
use std::path::{Path, PathBuf};

/// The folder of a crate, and its layers from the bottom up: a module may use those of earlier
/// lines, but no other of its own line.
type Layers = (&'static str, &'static [&'static [&'static str]]);

const CRATES: &[Layers] = &[
    (
        "crates/progress-core/src",
        &[
            &["collections", "display", "markdown", "parallel", "source"],
            &["document", "model"],
            &["config", "derive"],
            &["workspace", "scaffold", "update"],
            &["task_links", "lint", "status", "compare"],
            &["verdict"],
            &["rules", "fix"],
        ],
    ),
    (
        "crates/progress-git/src",
        &[&["paths"], &["jujutsu"], &["git"], &["trees"], &["write"]],
    ),
    (
        "src",
        &[
            &["cache", "received"],
            &[
                "active",
                "claims",
                "comparing",
                "config_file",
                "driver",
                "linking",
                "loading",
                "report",
            ],
            &[
                "history",
                "hook",
                "incremental",
                "project",
                "resolving",
                "selection",
                "tracking",
                "updating",
            ],
            &["checking", "exporting", "hook_run", "importing", "lsp"],
            &["agent", "verifying"],
            &["initializing"],
            &["cli"],
        ],
    ),
];

/// Dependencies that only some modules of a crate may name.
const GUARDED: &[(&str, &str, &[&str])] = &[
    ("crates/progress-git/src", "git2", &["git"]),
    ("crates/progress-git/src", "rustix", &["git", "write"]),
    ("src", "clap", &["cli"]),
    ("src", "clap_complete", &["cli"]),
    ("src", "miette", &["report"]),
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

/// The top-level module that a source file of a crate belongs to; `None` for the crate's root.
fn module(path: &Path, folder: &Path) -> Option<String> {
    let relative = path.strip_prefix(folder).unwrap();
    let first = relative.components().next()?.as_os_str().to_str()?;
    let name = first.trim_end_matches(".rs");
    (!matches!(name, "lib" | "main" | "testing")).then(|| name.to_owned())
}

fn level(module: &str, layers: &[&[&str]]) -> usize {
    let found = layers.iter().position(|layer| layer.contains(&module));
    found.unwrap_or_else(|| panic!("`{module}` is in no layer"))
}

/// The modules named after `crate::` in code, except in tests.
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
    for (crate_folder, layers) in CRATES {
        let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join(crate_folder);
        let mut files = Vec::new();
        sources(&folder, &mut files);
        assert!(files.len() > 30);
        files.retain(|path| path.file_name().is_some_and(|name| name != "tests.rs"));
        for path in files {
            let Some(module) = module(&path, &folder) else {
                continue;
            };
            let source = fs::read_to_string(&path).unwrap();
            for name in used(&source) {
                let is_below = level(&name, layers) < level(&module, layers);
                assert!(
                    is_below || name == module,
                    "{}: `{module}` uses `{name}`, which is not below it",
                    path.display()
                );
            }
            check_guarded(crate_folder, &module, &path, &source);
        }
    }
}

fn check_guarded(crate_folder: &str, module: &str, path: &Path, source: &str) {
    for (_, name, allowed) in GUARDED.iter().filter(|guard| guard.0 == crate_folder) {
        let is_used = source.lines().any(|line| {
            !line.trim_start().starts_with("//") && line.contains(&format!("{name}::"))
        });
        assert!(
            !is_used || allowed.contains(&module),
            "{}: only {allowed:?} may use `{name}`",
            path.display()
        );
    }
}

#[test]
fn the_check_sees_what_it_should() {
    let source = "use crate::text::Span;\n// crate::cli\nfn f() { crate::yaml::x() }\n#[cfg(test)]\nuse crate::rules;";
    let names: Vec<String> = used(source).into_iter().collect();
    assert_eq!(names, ["text", "yaml"]);
}
