//! Which hooks of ours a manager's configuration names.

use std::path::Path;
use std::process::{Command, Stdio};

use super::ManagerKind::{self, Husky, Lefthook, PreCommit, Prek};
use super::files::lefthook;
use crate::hook::program::named_on_path;
use crate::hook::shim::{HOOKS, Hook};
use crate::source::read_file;

/// What a manager reads.
#[derive(Debug, Default)]
pub(super) struct Sources {
    /// The content of its main file.
    pub text: String,
    /// Why it cannot read it.
    pub fault: Option<String>,
    /// The hooks whose own file, as husky has them, lacks the newline at its end.
    pub unended: Vec<Hook>,
    /// Texts, each with the hooks that it can name.
    texts: Vec<(String, Vec<Hook>)>,
}

impl Sources {
    /// The hooks of ours that are named.
    pub fn names(&self) -> Vec<Hook> {
        let is_named = |hook: &&Hook| {
            let mut texts = self.texts.iter();
            texts.any(|(text, hooks)| hooks.contains(hook) && calls_us(text, **hook))
        };
        HOOKS.iter().filter(is_named).copied().collect()
    }

    fn add(&mut self, text: String) {
        self.texts.push((text, HOOKS.to_vec()));
    }
}

/// The hooks of ours that a file for pre-commit or prek names, whatever it is called.
pub(in crate::hook) fn names_in(root: &Path, file: &str, kind: ManagerKind) -> Vec<Hook> {
    read(root, file, kind).names()
}

/// Reads what a manager is told in its file, and in those that belong to it.
pub(super) fn read(root: &Path, file: &str, kind: ManagerKind) -> Sources {
    let mut sources = Sources::default();
    if kind == Husky {
        for hook in HOOKS {
            let text = text_of(&root.join(file).join(hook.name));
            if !text.is_empty() && !text.ends_with('\n') {
                sources.unended.push(*hook);
            }
            sources.texts.push((text, vec![*hook]));
        }
        return sources;
    }
    sources.text = text_of(&root.join(file));
    sources.fault = fault(root, file, &sources.text, kind);
    let text = sources.text.clone();
    if kind == Lefthook {
        let mut local = lefthook("-local").into_iter();
        let local = local.find(|name| name != file && root.join(name).is_file());
        for name in local.into_iter().chain(extended(&text)) {
            sources.add(text_of(&root.join(name)));
        }
    }
    sources.add(text);
    sources
}

/// Whether a text calls a hook of ours, in a line that is no comment: by its command, or by the
/// name that `.pre-commit-hooks.yaml` gives it.
pub(in crate::hook) fn calls_us(text: &str, hook: Hook) -> bool {
    let id = format!("progress-{}", hook.name);
    let command = format!("hook run {}", hook.name);
    text.lines().any(|line| {
        let line = line.trim_start();
        let is_comment = line.starts_with('#') || line.starts_with("//");
        let is_called = line.contains("progress") && holds_word(line, &command);
        !is_comment && (is_called || holds_word(line, &id))
    })
}

/// Whether a line holds a word that goes on neither before nor behind.
fn holds_word(line: &str, word: &str) -> bool {
    let is_part = |c: char| c.is_ascii_alphanumeric() || c == '-' || c == '_';
    line.match_indices(word).any(|(at, _)| {
        let before = line.get(..at).and_then(|before| before.chars().next_back());
        let after = line.get(at + word.len()..);
        let after = after.and_then(|after| after.chars().next());
        !before.is_some_and(is_part) && !after.is_some_and(is_part)
    })
}

fn text_of(path: &Path) -> String {
    let bytes = read_file(path).map(|(bytes, _)| bytes);
    String::from_utf8_lossy(&bytes.unwrap_or_default()).into_owned()
}

/// The files that lefthook's file says it extends; patterns are not followed.
fn extended(text: &str) -> Vec<String> {
    // JSON is YAML too; TOML writes a list on one line.
    let list = text
        .lines()
        .find(|line| line.starts_with("extends ="))
        .and_then(|line| line.split_once('='))
        .map_or(text, |(_, list)| list);
    let Ok(value) = serde_yaml::from_str::<serde_yaml::Value>(list) else {
        return Vec::new();
    };
    let files = value.get("extends").unwrap_or(&value).as_sequence();
    let files = files.into_iter().flatten();
    let names = files.filter_map(|name| name.as_str().map(str::to_owned));
    names.collect()
}

/// Why a manager does not take its file. lefthook itself is asked where it is at hand: with such
/// a file it installs no hook, and says so only to whoever runs it.
fn fault(root: &Path, file: &str, text: &str, kind: ManagerKind) -> Option<String> {
    let ending = Path::new(file).extension().and_then(|it| it.to_str());
    match (kind, ending) {
        (Lefthook | PreCommit | Prek, Some("yml" | "yaml")) if !text.trim().is_empty() => {
            let read = serde_yaml::from_str::<serde_yaml::Value>(text);
            if let Err(error) = read {
                return Some(error.to_string());
            }
        }
        (Lefthook, Some("json")) => {
            let read = serde_json::from_str::<serde_json::Value>(text);
            if let Err(error) = read {
                return Some(error.to_string());
            }
        }
        _ => {}
    }
    if kind == Lefthook {
        return rejected(root);
    }
    None
}

/// What lefthook says of its file, if the `PATH` has it.
fn rejected(root: &Path) -> Option<String> {
    let program = named_on_path("lefthook").into_iter().next()?;
    let mut command = Command::new(program);
    command.arg("dump").current_dir(root).stdin(Stdio::null());
    let output = command.stdout(Stdio::null()).output().ok()?;
    if output.status.success() {
        return None;
    }
    let said = String::from_utf8_lossy(&output.stderr);
    let said: Vec<&str> = said.lines().map(str::trim).collect();
    let said = said.join(" ");
    Some(said.strip_prefix("Error: ").unwrap_or(&said).to_owned())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn named(text: &str) -> Vec<&'static str> {
        let named = HOOKS.iter().filter(|hook| calls_us(text, **hook));
        named.map(|hook| hook.name).collect()
    }

    #[test]
    fn only_whole_names_outside_comments_count() {
        assert_eq!(named("  - id: progress-pre-commit\n"), ["pre-commit"]);
        assert_eq!(named("progress hook run pre-commit \"$@\""), ["pre-commit"]);
        assert_eq!(
            named("'/a b/progress' hook run post-commit"),
            ["post-commit"]
        );
        for text in [
            "# progress hook run pre-commit\n",
            "  // progress hook run pre-commit\n",
            "progress hook run pre-commit-x",
            "my-progress-pre-commit",
            "other hook run pre-commit",
            "repos: []",
        ] {
            assert_eq!(named(text), [""; 0], "{text}");
        }
    }

    #[test]
    fn extended_files_are_found() {
        for text in [
            "extends:\n  - a.yml\n  - b/c.yml\n",
            "{\"extends\": [\"a.yml\", \"b/c.yml\"]}",
            "x = 1\nextends = [\"a.yml\", 'b/c.yml']\n",
        ] {
            assert_eq!(extended(text), ["a.yml", "b/c.yml"], "{text}");
        }
        assert_eq!(extended("pre-commit: {}\n"), [""; 0]);
    }
}
