//! Hooks written by others.

/// How our hook joins an existing one.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Placement {
    /// Our part is appended: the script runs to its end, and reads no input.
    Below,
    /// The existing hook is moved aside, and ours runs it first.
    Before,
}

/// Shells that can run our part.
const SHELLS: &[&str] = &["sh", "bash", "dash", "ash", "ksh", "mksh"];

/// Words after which a script may not reach its end, or may have changed the arguments, the folder
/// or the variables that Git passed.
const TURNS: &[&str] = &[
    "exec", "return", "shift", "set", "cd", "pushd", "popd", "trap", "unset", "source", ".",
];

/// Decides how our hook joins the one that holds `bytes`; `is_plain` means that it is an executable
/// file and not a link.
pub(super) fn placement(bytes: &[u8], is_plain: bool, reads_stdin: bool) -> Placement {
    // The target of a link may be used elsewhere, and a file that Git does not run must not become
    // a hook.
    let text = if is_plain {
        str::from_utf8(bytes).ok()
    } else {
        None
    };
    match text {
        Some(text) if !reads_stdin && is_shell(text) && reaches_its_end(text) => Placement::Below,
        _ => Placement::Before,
    }
}

fn is_shell(text: &str) -> bool {
    let first = text.lines().next().unwrap_or_default();
    let Some(interpreter) = first.strip_prefix("#!") else {
        return false;
    };
    let mut words = interpreter.split_whitespace();
    let mut program = words.next().unwrap_or_default();
    // As in `#!/usr/bin/env bash`.
    if program.ends_with("/env") {
        program = words.next().unwrap_or_default();
    }
    let name = program.rsplit('/').next().unwrap_or_default();
    // Shells take a carriage return for a part of the last word.
    SHELLS.contains(&name) && !text.contains('\r')
}

/// Whether the last line is certainly reached unless the hook fails. When in doubt, even about text
/// in a string, the answer is no: the hook can be moved aside instead.
fn reaches_its_end(text: &str) -> bool {
    // A line that continues would continue in our part, and a here-document may end there.
    let last = text.trim_end_matches('\n').lines().last();
    if last.is_some_and(|last| last.ends_with('\\')) || text.contains("<<") {
        return false;
    }
    text.lines()
        .filter(|line| !line.trim_start().starts_with('#'))
        .all(goes_on)
}

/// Whether the line after this one is reached, with everything that Git passed.
fn goes_on(line: &str) -> bool {
    let mut words = line
        .split(|c: char| c.is_whitespace() || ";&|(){}`\"'".contains(c))
        .filter(|word| !word.is_empty());
    while let Some(word) = words.next() {
        // `exit 1` stops Git, as intended.
        if word == "exit" && !words.next().is_some_and(is_failure) {
            return false;
        }
        // `set -e` and the like change no argument.
        if word == "set" && words.clone().next().is_some_and(is_option) {
            continue;
        }
        if TURNS.contains(&word) {
            return false;
        }
    }
    true
}

fn is_failure(status: &str) -> bool {
    status.parse::<u8>().is_ok_and(|status| status > 0)
}

fn is_option(word: &str) -> bool {
    matches!(
        word,
        "-e" | "-u" | "-eu" | "-ue" | "-x" | "-ex" | "-eux" | "-euo" | "-o"
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn our_part_is_appended_to_scripts_that_run_to_their_end() {
        for text in [
            "#!/bin/sh\nnpm test\n",
            "#!/usr/bin/env bash\nset -e\nmake lint",
            "#!/bin/bash -e\nif ! make; then\n  echo no; exit 1\nfi\n",
            "#!/bin/sh\n# exit early: exec\ntrue\n",
            "#!/bin/sh\n",
        ] {
            assert_eq!(
                placement(text.as_bytes(), true, false),
                Placement::Below,
                "{text}"
            );
            assert_eq!(
                placement(text.as_bytes(), true, true),
                Placement::Before,
                "{text}"
            );
            assert_eq!(
                placement(text.as_bytes(), false, false),
                Placement::Before,
                "{text}"
            );
        }
    }

    #[test]
    fn other_scripts_are_moved_aside() {
        for text in [
            "#!/usr/bin/env python3\nprint()\n",
            "#!/usr/bin/env -S bash -e\ntrue\n",
            "#!/bin/zsh\ntrue\n",
            "echo no first line\n",
            "",
            "#!/bin/sh\nexec make lint\n",
            "#!/bin/sh\nmake lint; exit $?\n",
            "#!/bin/sh\ntest -f x || exit 0\nmake\n",
            "#!/bin/sh\ntest -f x || exit\nmake\n",
            "#!/bin/sh\nshift\nmake\n",
            "#!/bin/sh\ncd sub && make\n",
            "#!/bin/sh\nset -- a b\n",
            "#!/bin/sh\n. \"$(dirname \"$0\")/common\"\n",
            "#!/bin/sh\ncat <<END\nend\n",
            "#!/bin/sh\nmake \\",
            "#!/bin/sh\r\nmake\r\n",
        ] {
            assert_eq!(
                placement(text.as_bytes(), true, false),
                Placement::Before,
                "{text}"
            );
        }
        assert_eq!(placement(b"\x7fELF\xff", true, false), Placement::Before);
        assert_eq!(
            placement(b"#!/bin/sh\n\xff\n", true, false),
            Placement::Before
        );
    }
}
