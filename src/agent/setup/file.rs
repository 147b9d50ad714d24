//! The text of a file of settings with our part and without it.

use super::block::{self, MARKDOWN, TOML};
use super::calls::runs_own;
use super::settings::{self, SettingsError};
use super::targets::{CODEX_TOML, INSTRUCTIONS, Target, is_own, purpose};

/// How our part is in a file.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Form {
    /// Entries in lists of JSON settings.
    Entries,
    /// A marked part of Markdown.
    Instructions,
    /// A marked part of TOML.
    Toml,
}

impl Form {
    /// The form of a target's part in its own file.
    pub(super) fn of(target: Target) -> Self {
        match target {
            Target::Instructions => Self::Instructions,
            _ => Self::Entries,
        }
    }

    /// Adds the block to a text. A `text` of `None` stands for a missing file.
    pub(super) fn with(self, text: Option<&str>, target: Target) -> Result<String, SettingsError> {
        match self {
            Self::Entries => match text {
                Some(text) => with_entries(text, target),
                None => Ok(target.whole()),
            },
            Self::Instructions => block::with(text, MARKDOWN, INSTRUCTIONS),
            Self::Toml => {
                let with = block::with(text, TOML, CODEX_TOML)?;
                // Tables can be added at the end, unless the file defines them as values.
                match parsed(&with) {
                    Ok(_) => Ok(with),
                    Err(_) => Err(SettingsError::Unexpected(
                        "hooks".to_owned(),
                        "a table of lists of tables",
                    )),
                }
            }
        }
    }

    /// The text without the part; `None` if the file had nothing else.
    pub(super) fn without(
        self,
        text: &str,
        target: Target,
    ) -> Result<Option<String>, SettingsError> {
        match self {
            // A file that was created is recognized by its content, also if that is all there is.
            Self::Entries if is_created(text, target) => Ok(None),
            Self::Entries => settings::remove(text, &is_own).map(Some),
            Self::Instructions => block::without(text, MARKDOWN),
            Self::Toml => block::without(text, TOML),
        }
    }

    /// The part itself, to be added by hand.
    pub(super) fn own(self, target: Target) -> String {
        match self {
            Self::Entries => target.whole(),
            Self::Instructions => INSTRUCTIONS.to_owned(),
            Self::Toml => CODEX_TOML.to_owned(),
        }
    }

    /// What is left of a text with nothing but the part, if the file has to stay.
    pub(super) fn emptied(self, text: &str) -> Result<String, SettingsError> {
        match self {
            Self::Entries => settings::remove(text, &is_own),
            Self::Instructions | Self::Toml => Ok(String::new()),
        }
    }

    /// Whether anything of the part is in a text.
    pub(super) fn is_in(self, text: &str, target: Target) -> bool {
        match self {
            Self::Entries => target.entries().iter().any(|(event, _)| {
                settings::commands(text, event).is_ok_and(|all| all.iter().any(|it| is_own(it)))
            }),
            Self::Instructions => block::is_in(text, MARKDOWN),
            Self::Toml => block::is_in(text, TOML),
        }
    }
}

/// Adds the entries that are missing.
fn with_entries(text: &str, target: Target) -> Result<String, SettingsError> {
    let mut text = text.to_owned();
    for (event, entry) in target.entries() {
        let lines = settings::command_lines(&text, event)?;
        // People may have changed flags or the limit of time, or run something else as well.
        if !lines.iter().any(|line| runs_own(line)) {
            text = settings::add(&text, target.shape(), event, &entry)?;
        }
    }
    Ok(text)
}

/// Whether a text is that of a new file, apart from flags that were added.
fn is_created(text: &str, target: Target) -> bool {
    let whole = target.whole();
    let mut plain = text.to_owned();
    for (event, _) in target.entries() {
        let own = settings::commands(&whole, event).unwrap_or_default();
        let now = settings::commands(text, event).unwrap_or_default();
        let [own] = own.as_slice() else { continue };
        for command in now.iter().filter(|command| is_own(command)) {
            if purpose(command) == purpose(own) {
                plain = plain.replace(&format!("\"{command}\""), &format!("\"{own}\""));
            }
        }
    }
    plain == whole
}

/// Whether a text is TOML with hooks.
pub(super) fn has_toml_hooks(text: &str) -> Result<bool, SettingsError> {
    Ok(parsed(text)?.contains_key("hooks"))
}

fn parsed(text: &str) -> Result<toml_edit::Table, SettingsError> {
    let document = toml_edit::Document::parse(text);
    let document = document.map_err(|error| {
        // The message shows the line over several lines; the first says what is wrong.
        let message = error
            .message()
            .lines()
            .next()
            .unwrap_or_default()
            .to_owned();
        SettingsError::InvalidToml(message)
    })?;
    Ok(document.as_table().clone())
}
