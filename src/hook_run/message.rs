//! The message of a commit while it is being written.

use std::path::Path;

use progress_core::task_links::{
    Cleanup, CleanupSettings, EditorHelp, Message, Outcome, Trailer, TrailerRules, editor_help,
    near_misses,
};
use progress_git::git::Repository;
use progress_git::write::swap_file;

use super::HookError;
use crate::linking::StagedCommit;

/// Older versions of Git only support `core.commentChar`.
const KNOWS_COMMENT_STRING: (u32, u32) = (2, 45);
/// Older versions of Git choose the comment character without regard to the ignored end of a
/// message.
const IGNORES_END: (u32, u32) = (2, 51);

/// Reads the message from a file.
pub(super) fn read(file: &Path) -> Result<Vec<u8>, HookError> {
    std::fs::read(file).map_err(HookError::ReadMessage)
}

/// Writes the message atomically: the file holds the old or the new one.
pub(super) fn write(file: &Path, message: &[u8]) -> Result<(), HookError> {
    swap_file(file, &[message]).map_err(HookError::WriteMessage)
}

/// Whether Git opens an editor. Git sets `GIT_EDITOR` to `:` for hooks if it does not.
pub(super) fn is_edited() -> bool {
    std::env::var_os("GIT_EDITOR").is_none_or(|editor| editor != ":")
}

/// Whether a message itself says which task it belongs to.
pub(super) fn names_task(message: &Message<'_>, outcome: &Outcome, at_hand: &StagedCommit) -> bool {
    message.trailers.iter().any(Trailer::is_claim)
        // `Task: none` is an answer too.
        || message.trailers.iter().any(Trailer::says_none)
        || outcome.links.iter().any(|link| link.span.is_some())
        || !outcome.ambiguous.is_empty()
        // Probably a misspelled task, which commit-msg reports.
        || !near_misses(message, &at_hand.known).is_empty()
}

/// Returns what Git will keep of a message; invalid UTF-8 is replaced.
pub(super) fn kept(repository: &Repository, text: &[u8]) -> String {
    // Fast path: most messages given on the command line have no line that could be a comment.
    let mut lines = text.split(|byte| *byte == b'\n');
    if !lines.any(may_be_comment) {
        return String::from_utf8_lossy(text).into_owned();
    }
    let kept = MessageSettings::of(repository, text).draft.cleaned(text);
    String::from_utf8_lossy(&kept).into_owned()
}

fn may_be_comment(line: &[u8]) -> bool {
    line.first()
        .is_some_and(|byte| !byte.is_ascii_alphanumeric() && !byte.is_ascii_whitespace())
}

/// How Git reads messages in this repository.
pub(super) struct MessageSettings {
    pub draft: CleanupSettings,
    pub rules: TrailerRules,
}

impl MessageSettings {
    /// Combines the settings with what the message shows, which takes precedence because it
    /// reflects Git's command line.
    pub(super) fn of(repository: &Repository, text: &[u8]) -> Self {
        // Without an editor Git adds nothing: what looks like it is the author's.
        let told = if is_edited() { editor_help(text) } else { None };
        Self::told(repository, text, told)
    }

    /// How Git reads a message for which it has told what it has told here.
    pub(super) fn told(repository: &Repository, text: &[u8], told: Option<EditorHelp>) -> Self {
        let sections = ["core.comment", "commit.", "trailer."];
        let settings = sections.map(|it| repository.settings_below(it)).concat();
        let comment = comment_prefix(repository, &settings);
        let rules = TrailerRules {
            comment: comment.unwrap_or("#").as_bytes().to_vec(),
            separators: last(&settings, "trailer.separators").unwrap_or(":").into(),
            keys: keys(&settings),
        };
        let draft = match told {
            Some(told) => told.draft,
            None => CleanupSettings {
                cleanup: cleanup(last(&settings, "commit.cleanup").unwrap_or_default()),
                is_sure: last(&settings, "commit.cleanup").is_some_and(|mode| mode != "default"),
                comment: match comment {
                    Some(comment) => comment.as_bytes().to_vec(),
                    None => automatic(repository, text),
                },
                is_cut: last(&settings, "commit.verbose").is_some_and(is_on),
            },
        };
        Self { draft, rules }
    }
}

/// The value of a setting: the last one wins, as in Git.
fn last<'s>(settings: &'s [(String, String)], key: &str) -> Option<&'s str> {
    settings
        .iter()
        .rfind(|(name, _)| name == key)
        .map(|(_, value)| value.as_str())
}

/// Returns the comment prefix; `None` if Git chooses it for each message.
fn comment_prefix<'s>(
    repository: &Repository,
    settings: &'s [(String, String)],
) -> Option<&'s str> {
    // The last of the two keys wins.
    let found = settings.iter().rfind(|(key, value)| {
        matches!(key.as_str(), "core.commentstring" | "core.commentchar") && !value.is_empty()
    });
    // An empty value counts as unset.
    let has_string = settings
        .iter()
        .any(|(key, value)| key == "core.commentstring" && !value.is_empty());
    let ignores_string = has_string
        && (repository.git_version()).is_some_and(|version| version < KNOWS_COMMENT_STRING);
    let value = if ignores_string {
        last(settings, "core.commentchar")
    } else {
        found.map(|(_, value)| value.as_str())
    };
    match value {
        Some(value) if value.eq_ignore_ascii_case("auto") => None,
        Some(value) => Some(value),
        None => Some("#"),
    }
}

/// Returns the comment character that Git has chosen: the text for the editor has lines with
/// nothing else.
fn automatic(repository: &Repository, text: &[u8]) -> Vec<u8> {
    // The last such line counts, since Git's help is at the end.
    let mark = text
        .split(|byte| *byte == b'\n')
        .rfind(|line| matches!(line, [byte] if byte.is_ascii_punctuation()));
    // Without an editor, such a line is the author's.
    if let Some(mark) = mark
        && is_edited()
    {
        return mark.to_vec();
    }
    let version = repository.git_version();
    let ignores_end = version.is_none_or(|version| version >= IGNORES_END);
    TrailerRules::automatic_comment(text, ignores_end)
}

fn cleanup(setting: &str) -> Cleanup {
    // As in Git: by default, comments are stripped only from a message that is edited, and without
    // an editor there are no scissors.
    match (setting, is_edited()) {
        ("strip", _) => Cleanup::Strip,
        ("verbatim", _) => Cleanup::Verbatim,
        ("whitespace", _) | (_, false) => Cleanup::Whitespace,
        ("scissors", true) => Cleanup::Scissors,
        _ => Cleanup::Strip,
    }
}

/// Returns the `KEY` of every `trailer.KEY.…`.
fn keys(settings: &[(String, String)]) -> Vec<Vec<u8>> {
    let mut keys: Vec<Vec<u8>> = Vec::new();
    for (name, value) in settings {
        let Some(rest) = name.strip_prefix("trailer.") else {
            continue;
        };
        let Some((key, which)) = rest.rsplit_once('.') else {
            continue;
        };
        keys.push(key.into());
        // `trailer.KEY.key` sets the text by which the trailer is written in a message.
        if which == "key" {
            keys.push(value.clone().into());
        }
    }
    keys
}

/// Whether a setting is on; a number above zero is a level.
fn is_on(value: &str) -> bool {
    ["true", "yes", "on"]
        .iter()
        .any(|word| value.eq_ignore_ascii_case(word))
        || value.parse::<i64>().is_ok_and(|level| level > 0)
}
