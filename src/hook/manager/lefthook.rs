//! What lefthook reads: its main file, the local one, and those they extend.

use std::path::Path;
use std::process::{Command, Stdio};

use serde_yaml::Value;

use super::files;
use super::naming::text_of;
use crate::hook::program::named_on_path;

/// Limit on extended files, against cycles.
const LIMIT: usize = 64;

/// Returns the whole configuration as lefthook itself reads it, or its error, if lefthook is on the
/// `PATH`: with a file that it rejects it installs no hooks, and reports that only when it is run.
pub(super) fn dumped(root: &Path) -> Option<Result<String, String>> {
    let program = named_on_path("lefthook").into_iter().next()?;
    let mut command = Command::new(program);
    command.arg("dump").current_dir(root).stdin(Stdio::null());
    let output = command.output().ok()?;
    if output.status.success() {
        return Some(Ok(String::from_utf8_lossy(&output.stdout).into_owned()));
    }
    let said = String::from_utf8_lossy(&output.stderr);
    let said: Vec<&str> = said.lines().map(str::trim).collect();
    let said = said.join(" ");
    // Old versions lack this command.
    if said.contains("unknown command") {
        return None;
    }
    let said = said.strip_prefix("Error: ").unwrap_or(&said);
    Some(Err(said.to_owned()))
}

/// Returns the contents of the files that extend the main one. Globs are not supported.
pub(super) fn others(root: &Path, file: &str, text: &str) -> Vec<String> {
    let mut local = files::lefthook("-local").into_iter();
    let local = local.find(|name| name != file && root.join(name).is_file());
    let mut names: Vec<String> = local.into_iter().chain(extended(text)).collect();
    let mut texts = Vec::new();
    let mut at = 0;
    while let Some(name) = names.get(at) {
        let text = text_of(&root.join(name));
        for name in extended(&text) {
            if !names.contains(&name) && names.len() < LIMIT {
                names.push(name);
            }
        }
        texts.push(text);
        at += 1;
    }
    texts
}

/// Returns the files that a file extends.
fn extended(text: &str) -> Vec<String> {
    // JSON is YAML too, and so is a TOML array.
    let lines = text
        .lines()
        .filter(|line| !line.trim_start().starts_with("//"));
    let text = lines.collect::<Vec<&str>>().join("\n");
    let list = match text.split_once("extends =") {
        Some((_, rest)) => parsed(rest.split_inclusive(']').next().unwrap_or_default()),
        None => parsed(&text).and_then(|value| value.get("extends").cloned()),
    };
    let files = list.as_ref().and_then(Value::as_sequence);
    let files = files.into_iter().flatten();
    let names = files.filter_map(|name| name.as_str().map(str::to_owned));
    names.collect()
}

fn parsed(text: &str) -> Option<Value> {
    serde_yaml::from_str(text).ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn extended_files_are_found() {
        for text in [
            "extends:\n  - a.yml\n  - b/c.yml\n",
            "{\"extends\": [\"a.yml\", \"b/c.yml\"]}",
            "// x\n{\"extends\": [\"a.yml\", \"b/c.yml\"]}",
            "x = 1\nextends = [\"a.yml\", 'b/c.yml']\n",
            "extends = [\n  \"a.yml\",\n  'b/c.yml',\n]\n[pre-commit]\n",
        ] {
            assert_eq!(extended(text), ["a.yml", "b/c.yml"], "{text}");
        }
        assert_eq!(extended("pre-commit: {}\n"), [""; 0]);
        assert_eq!(extended("- a\n"), [""; 0]);
    }
}
