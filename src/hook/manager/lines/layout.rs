//! The layout of a lefthook file, and what can be added to it.

use std::path::Path;

use serde_yaml::Value;

use crate::hook::manager::lefthook::without_comments;
use crate::hook::manager::our_hooks::holds_word;
use crate::hook::shim::Hook;

/// The language of a file.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Format {
    Yaml,
    Json,
    Toml,
}

/// The properties that matter for adding hooks to a file.
#[derive(Debug)]
pub(super) struct Layout {
    pub format: Format,
    /// Whether the lines can be appended or, in JSON, can be the whole file.
    pub can_append: bool,
    /// The indentation of the keys at the top level.
    pub indent: usize,
    /// Whether the file is one mapping in braces.
    pub is_flow: bool,
    /// Whether it has an `extends` list.
    pub extends: bool,
    /// The name of our command, unused by any hook in the file.
    pub command: &'static str,
    /// The line that ends the YAML document.
    end: Option<&'static str>,
}

impl Layout {
    pub(super) fn of(file: &str, text: &str, hooks: &[Hook]) -> Self {
        let ending = Path::new(file).extension().and_then(|it| it.to_str());
        match ending {
            Some("toml") => Self::toml(text, hooks),
            Some("json" | "jsonc") => Self::json(text, hooks),
            _ => Self::yaml(text, hooks),
        }
    }

    /// Whether a line ends the document, so that nothing can be appended after it.
    pub(super) fn has_end(&self) -> bool {
        self.end.is_some()
    }

    /// Returns where the lines go.
    pub(super) fn place(&self, file: &str) -> String {
        match self.end {
            Some(end) => format!("In `{file}`, before the line `{end}`"),
            None => format!("In `{file}`"),
        }
    }

    fn yaml(text: &str, hooks: &[Hook]) -> Self {
        let mut layout = Self::empty(Format::Yaml);
        // Appended lines would follow the end of the document.
        if text.lines().any(|line| line.trim_end() == "...") {
            layout.end = Some("...");
        }
        let Some(first) = text.lines().find(|line| is_content(line.trim_start())) else {
            return layout;
        };
        let content = first.trim_start();
        layout.indent = first.len() - content.len();
        layout.is_flow = content.starts_with('{');
        layout.read(serde_yaml::from_str(text).ok().as_ref(), hooks);
        // Nothing can follow the closing brace.
        layout.can_append &= !layout.is_flow;
        layout
    }

    fn json(text: &str, hooks: &[Hook]) -> Self {
        let mut layout = Self::empty(Format::Json);
        layout.is_flow = true;
        let plain = without_comments(text);
        if plain.trim().is_empty() {
            return layout;
        }
        // JSON is YAML too.
        let value: Option<Value> = serde_yaml::from_str(&plain).ok();
        layout.read(value.as_ref(), hooks);
        let mapping = value.as_ref().and_then(Value::as_mapping);
        // The lines form a complete object, so they can only take the place of an empty one.
        layout.can_append = mapping.is_some_and(serde_yaml::Mapping::is_empty);
        layout
    }

    /// Tables can be written in so many ways that any mention of a hook counts as its key.
    fn toml(text: &str, hooks: &[Hook]) -> Self {
        let mut layout = Self::empty(Format::Toml);
        for line in text.lines().map(str::trim_start) {
            if line.starts_with('#') {
                continue;
            }
            let names_one = hooks.iter().any(|hook| holds_word(line, hook.name));
            layout.can_append &= !names_one;
            layout.extends |= line.starts_with("extends");
            if holds_word(line, "progress") && !line.contains("hook run") {
                layout.command = OTHER_COMMAND;
            }
        }
        layout
    }

    fn empty(format: Format) -> Self {
        Self {
            format,
            can_append: true,
            indent: 0,
            is_flow: false,
            extends: false,
            command: "progress",
            end: None,
        }
    }

    fn read(&mut self, value: Option<&Value>, hooks: &[Hook]) {
        // A file that cannot be parsed may already have the keys.
        let Some(value) = value else {
            self.can_append = false;
            return;
        };
        self.extends = value.get("extends").is_some();
        for hook in hooks {
            let Some(theirs) = value.get(hook.name) else {
                continue;
            };
            self.can_append = false;
            let commands = theirs.get("commands");
            if commands.is_some_and(|commands| commands.get("progress").is_some()) {
                self.command = OTHER_COMMAND;
            }
        }
    }
}

/// Whether a line of YAML, without its indentation, is more than a comment, a directive or the start
/// of the document.
fn is_content(line: &str) -> bool {
    !line.is_empty() && !line.starts_with(['#', '%']) && !line.starts_with("---")
}

/// The name of our command if another one is already called `progress`.
const OTHER_COMMAND: &str = "progress-hooks";

#[cfg(test)]
mod tests {
    use super::*;
    use crate::hook::HOOKS;

    fn layout(file: &str, text: &str) -> Layout {
        Layout::of(file, text, HOOKS)
    }

    #[test]
    fn existing_keys_are_detected() {
        for (file, text) in [
            ("lefthook.yml", "pre-push:\n  jobs: []\n"),
            ("lefthook.yml", "\"pre-push\" :\n"),
            ("lefthook.yml", "x: 1\n'pre-push': {}\n"),
            ("lefthook.yml", "? pre-push\n: jobs: []\n"),
            ("lefthook.yml", "{colors: false}\n"),
            ("lefthook.yml", "pre-push: [\n"),
            ("lefthook.json", "{\"colors\": false}\n"),
            ("lefthook.toml", "pre-push = { parallel = true }\n"),
            ("lefthook.toml", "pre-push.parallel = true\n"),
            ("lefthook.toml", "[ \"pre-push\" ]\ncommands = {}\n"),
        ] {
            assert!(!layout(file, text).can_append, "{file}: {text}");
        }
        for (file, text) in [
            ("lefthook.yml", "pre-push-x:\n"),
            ("lefthook.yml", "# pre-push:\n"),
            ("lefthook.yml", "x:\n  pre-push: 1\n"),
            ("lefthook.yml", ""),
            ("lefthook.jsonc", "// none\n{}\n"),
            ("lefthook.json", ""),
            ("lefthook.toml", "# pre-push\n[pre-push-x]\n"),
        ] {
            assert!(layout(file, text).can_append, "{file}: {text}");
        }
    }

    #[test]
    fn the_existing_layout_is_kept() {
        let indented = layout("lefthook.yml", "---\n# x\n  colors: false\n...\n");
        assert_eq!((indented.indent, indented.end), (2, Some("...")));
        assert!(!layout("lefthook.yml", "# extends\npre-push: {}\n").extends);
        assert!(layout("lefthook.yml", "{extends: [a.yml]}\n").extends);
        for (file, text) in [
            (
                "lefthook.yml",
                "pre-push: {commands: {progress: {run: a}}}\n",
            ),
            ("lefthook.toml", "[pre-push.commands.progress]\nrun = 'a'\n"),
        ] {
            assert_eq!(layout(file, text).command, "progress-hooks", "{text}");
        }
        assert_eq!(layout("lefthook.yml", "pre-push: {}\n").command, "progress");
    }
}
