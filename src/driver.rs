//! Git settings that enable the merge driver and show tasks in diffs.

mod xfuncname;

pub use xfuncname::XFUNCNAME;

/// The driver's name in attributes and configuration.
pub const NAME: &str = "progress";

/// Lines for `.gitattributes`, one for each pattern of progress files.
#[must_use]
pub fn attributes(patterns: &[&str]) -> Vec<String> {
    patterns
        .iter()
        .map(|pattern| format!("{} merge={NAME} diff={NAME}", escaped(pattern)))
        .collect()
}

/// The entries of Git's configuration, key and value. `program` is how the shell finds this program:
/// `progress`, or its path.
///
/// If the driver is missing or fails, Git would keep our side and silently drop theirs, so the
/// command falls back to Git's own merge. If that fails too, for example on a binary file, the file
/// is in conflict: a status above 128 would abort the whole merge.
#[must_use]
pub fn configuration(program: &str) -> Vec<(&'static str, String)> {
    vec![
        // First: Git fails every merge for a driver that has a name but no command.
        ("merge.progress.driver", command(program)),
        (
            "merge.progress.name",
            "progress files, by meaning".to_owned(),
        ),
        ("diff.progress.xfuncname", XFUNCNAME.to_owned()),
    ]
}

/// The command that Git's shell runs for a file that both sides changed.
fn command(program: &str) -> String {
    // Status 1 means conflicts, which are marked. After any other failure, Git's own merge of the
    // file takes over.
    let word = quoted(program);
    format!(
        "{word} merge-driver %O %A %B %L %P || {{ \
         test $? -eq 1 && exit 1; \
         git merge-file -L ours -L base -L theirs --marker-size=%L %A %O %B || exit 1; }}"
    )
}

/// Quotes a word of a shell command in which Git replaces `%`.
fn quoted(word: &str) -> String {
    let escaped = word.replace('%', "%%");
    let is_plain = escaped
        .chars()
        .all(|c| c.is_ascii_alphanumeric() || "-_./%:".contains(c));
    // Within single quotes, only the quote itself means something to the shell.
    if escaped.is_empty() || !is_plain {
        return format!("'{}'", escaped.replace('\'', "'\\''"));
    }
    escaped
}

/// Quotes a pattern for `.gitattributes`, in which blanks would end it.
fn escaped(pattern: &str) -> String {
    if pattern.contains([' ', '\t', '"', '\\']) {
        // Git reads a quoted pattern like a string in C.
        let inner = pattern.replace('\\', "\\\\").replace('"', "\\\"");
        return format!("\"{inner}\"");
    }
    pattern.to_owned()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn programs_are_quoted_for_the_shell_and_for_git() {
        for (program, quoted) in [
            ("progress", "progress "),
            ("/opt/my tools/progress", "'/opt/my tools/progress' "),
            ("/a'b/100%/progress", "'/a'\\''b/100%%/progress' "),
        ] {
            assert!(command(program).starts_with(quoted), "{}", command(program));
        }
    }

    #[test]
    fn the_docs_say_what_to_set() {
        let page = include_str!("../docs/merging.md");
        assert!(page.contains(&format!("driver '{}'\n", command("progress"))));
    }

    #[test]
    fn patterns_become_attributes() {
        assert_eq!(
            attributes(&["**/progress/**/*.md", "my plans/*.md"]),
            [
                "**/progress/**/*.md merge=progress diff=progress",
                "\"my plans/*.md\" merge=progress diff=progress"
            ]
        );
    }
}
