//! What lefthook reads: its main file, the local one, and those they extend.

use std::path::Path;
use std::process::{Command, Stdio};

use serde_yaml::Value;

use super::files;
use super::files::text_of;
use crate::hook::program::named_on_path;

/// Limit on extended files, against cycles.
const LIMIT: usize = 64;

/// Returns the whole configuration as lefthook itself reads it, or its error, if lefthook is on the
/// `PATH`: with a file that it rejects it installs no hooks, and reports that only when it is run.
pub(super) fn dumped(root: &Path) -> Option<Result<String, String>> {
    let program = named_on_path("lefthook").into_iter().next()?;
    let output = Command::new(program)
        .arg("dump")
        .current_dir(root)
        .stdin(Stdio::null())
        .output()
        .ok()?;
    if output.status.success() {
        return Some(Ok(String::from_utf8_lossy(&output.stdout).into_owned()));
    }
    let stderr = String::from_utf8_lossy(&output.stderr);
    let lines: Vec<&str> = stderr.lines().map(str::trim).collect();
    let message = lines.join(" ");
    // Old versions lack this command.
    if message.contains("unknown command") {
        return None;
    }
    let reason = message.strip_prefix("Error: ").unwrap_or(&message);
    Some(Err(reason.to_owned()))
}

/// Returns the contents of the files that extend the main one. Globs are not supported.
pub(super) fn others(root: &Path, file: &str, text: &str) -> Vec<String> {
    let mut local_files = files::lefthook("-local").into_iter();
    // Without a main file, the local one takes its place, and has been read already.
    let local = local_files.find(|name| name != file && root.join(name).is_file());
    let mut names = Vec::new();
    names.extend(local);
    names.extend(extended(text));
    let mut texts = Vec::new();
    let mut at = 0;
    // The list grows meanwhile, because the extended files may extend others.
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
    let plain = without_comments(text);
    // JSON is YAML too, and so is a TOML array.
    let list: Option<Value> = match plain.split_once("extends =") {
        Some((_, rest)) => {
            let array = rest.split_inclusive(']').next().unwrap_or_default();
            serde_yaml::from_str(array).ok()
        }
        None => match serde_yaml::from_str::<Value>(&plain) {
            Ok(value) => value.get("extends").cloned(),
            Err(_) => None,
        },
    };
    let Some(Value::Sequence(names)) = list else {
        return Vec::new();
    };
    let texts = names.iter().filter_map(Value::as_str);
    texts.map(str::to_owned).collect()
}

/// Removes the comments of JSON, which YAML does not have.
pub(super) fn without_comments(text: &str) -> String {
    let lines: Vec<&str> = text
        .lines()
        .filter(|line| !line.trim_start().starts_with("//"))
        .collect();
    lines.join("\n")
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
