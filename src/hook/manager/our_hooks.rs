//! Finds our hooks in the configuration of a manager.

use std::path::Path;

use super::ManagerKind::{self, CargoHusky, Husky, Lefthook, PreCommit, Prek};
use super::files::text_of;
use super::lefthook;
use crate::hook::shim::{HOOKS, Hook};

/// What a manager reads.
#[derive(Debug, Default)]
pub(super) struct Sources {
    /// The content of its main file.
    pub text: String,
    /// Why the manager rejects it.
    pub fault: Option<String>,
    /// The hooks whose own file, in husky or cargo-husky, has no newline at its end.
    pub unended: Vec<Hook>,
    /// Texts, each with the hooks that it can list.
    texts: Vec<(String, Vec<Hook>)>,
}

impl Sources {
    /// Returns the hooks that are listed.
    pub(super) fn names(&self) -> Vec<Hook> {
        let mut names = HOOKS.to_vec();
        names.retain(|hook| {
            self.texts
                .iter()
                .any(|(text, hooks)| hooks.contains(hook) && calls_us(text, *hook))
        });
        names
    }

    fn add(&mut self, text: String) {
        self.texts.push((text, HOOKS.to_vec()));
    }
}

/// Returns the hooks that a file for pre-commit or prek lists, whatever its name.
pub(in crate::hook) fn names_in(root: &Path, file: &str, kind: ManagerKind) -> Vec<Hook> {
    read(root, file, kind).names()
}

/// Reads a manager's file, and those that belong to it.
pub(super) fn read(root: &Path, file: &str, kind: ManagerKind) -> Sources {
    let mut sources = Sources::default();
    if matches!(kind, Husky | CargoHusky) {
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
    sources.fault = fault(file, &sources.text, kind);
    let text = sources.text.clone();
    if kind == Lefthook {
        // lefthook itself resolves its files best.
        match lefthook::dumped(root) {
            Some(Ok(dump)) => sources.add(dump),
            // What the file itself shows names the line.
            Some(Err(message)) => sources.fault = sources.fault.or(Some(message)),
            None => {}
        }
        for text in lefthook::others(root, file, &text) {
            sources.add(text);
        }
    }
    sources.add(text);
    sources
}

/// Whether a text calls one of our hooks, outside comments: by its command, or by its ID in
/// `.pre-commit-hooks.yaml`.
pub(in crate::hook) fn calls_us(text: &str, hook: Hook) -> bool {
    let id = format!("progress-{}", hook.name);
    let command = format!("hook run {}", hook.name);
    text.lines()
        .map(str::trim_start)
        .filter(|line| !line.starts_with('#') && !line.starts_with("//"))
        .any(|line| {
            // The program may be called by any path.
            let is_called = line.contains("progress") && holds_word(line, &command);
            is_called || holds_word(line, &id)
        })
}

/// Whether a line contains a word that is not part of a longer one.
pub(super) fn holds_word(line: &str, word: &str) -> bool {
    line.match_indices(word).any(|(at, _)| {
        let before = line.get(..at).unwrap_or_default();
        let after = line.get(at + word.len()..).unwrap_or_default();
        !before.ends_with(is_word_part) && !after.starts_with(is_word_part)
    })
}

fn is_word_part(c: char) -> bool {
    c.is_ascii_alphanumeric() || c == '-' || c == '_'
}

/// Returns why a manager rejects its file, as far as the file itself shows.
fn fault(file: &str, text: &str, kind: ManagerKind) -> Option<String> {
    let ending = Path::new(file).extension().and_then(|it| it.to_str());
    match (kind, ending) {
        (Lefthook | PreCommit | Prek, Some("yml" | "yaml")) if !text.trim().is_empty() => {
            let error = serde_yaml::from_str::<serde_yaml::Value>(text).err()?;
            Some(error.to_string())
        }
        (Lefthook, Some("json")) => {
            let error = serde_json::from_str::<serde_json::Value>(text).err()?;
            Some(error.to_string())
        }
        _ => None,
    }
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
}
