//! Locations for state that belongs to no working tree, mainly claims.

use std::env;
use std::path::PathBuf;

use progress_core::collections::Fnv;

use super::WriteError;
use crate::git::Repository;

/// The tool's own folder: in the Git folder shared by all worktrees of a repository, or outside
/// Git in the user's cache folder. It may not exist yet.
///
/// # Errors
///
/// Fails outside Git where the user has no cache folder.
pub fn state_folder(repository: Option<&Repository>) -> Result<PathBuf, WriteError> {
    let above = match repository {
        Some(repository) => repository.common_dir().to_path_buf(),
        None => cache_folder().ok_or(WriteError::NoCache)?,
    };
    Ok(above.join("progress"))
}

/// A file name that depends on `parts` alone, is different for different parts, and is valid on
/// every system; the last characters of `readable` show people what it is about.
#[must_use]
pub fn state_name(parts: &[&str], readable: &str, extension: &str) -> String {
    const SHOWN: usize = 60;
    let mut hash = Fnv::new();
    for part in parts {
        hash.add(part);
    }
    let all: String = readable
        .chars()
        .map(|c| match c {
            'A'..='Z' | 'a'..='z' | '0'..='9' | '.' | '_' => c,
            _ => '-',
        })
        .collect();
    // Only ASCII characters are left, so every position is a character boundary.
    let shown = all.get(all.len().saturating_sub(SHOWN)..);
    format!("{hash}-{}.{extension}", shown.unwrap_or_default())
}

/// The user's cache folder.
fn cache_folder() -> Option<PathBuf> {
    let variable = if cfg!(windows) {
        "LOCALAPPDATA"
    } else {
        "XDG_CACHE_HOME"
    };
    // The XDG specification says to ignore relative paths.
    if let Some(folder) = env::var_os(variable).map(PathBuf::from)
        && folder.is_absolute()
    {
        return Some(folder);
    }
    let below = if cfg!(target_os = "macos") {
        "Library/Caches"
    } else if cfg!(windows) {
        "AppData/Local"
    } else {
        ".cache"
    };
    let home = env::home_dir().filter(|home| home.is_absolute())?;
    Some(home.join(below))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_show_what_they_are_about() {
        let name = state_name(&["", "a/b.md"], "a/b.md", "lock");
        assert!(name.ends_with("-a-b.md.lock") && name.len() == 28, "{name}");
        let strange = state_name(&["x"], "../é\n:*?\u{202e}", "lock");
        assert!(strange.ends_with("-..-------.lock"), "{strange}");
        let long = state_name(&["x"], &"é".repeat(1_000), "lock");
        assert_eq!(long.len(), 16 + 1 + 60 + 5);
    }

    #[test]
    fn different_parts_give_different_names() {
        let name = |part: &str| state_name(&[part], "x", "json");
        assert_ne!(name("phase.md"), name("phase/md"));
        assert_ne!(name("TASK-1"), name("task-1"));
    }
}
