//! The scripts that Git runs, thin and versioned.

use std::path::Path;

use super::block::Markers;

/// A Git hook that we implement.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Hook {
    /// Its name, which is also the file's name.
    pub name: &'static str,
    /// The script, without the program's path.
    script: &'static str,
}

macro_rules! hooks {
    ($($name:literal),* $(,)?) => {
        &[$(Hook { name: $name, script: include_str!(concat!("../../hooks/", $name)) }),*]
    };
}

/// Every hook that we implement, in the order in which Git runs them.
pub const HOOKS: &[Hook] = hooks![
    "pre-commit",
    "pre-merge-commit",
    "prepare-commit-msg",
    "commit-msg",
    "post-commit",
    "post-merge",
    "post-rewrite",
    "pre-push",
];

/// The version of the scripts, recorded in their first lines.
pub(super) const VERSION: u32 = 5;

/// The line that records the program's path.
const PROGRAM: &str = "    progress_program='";

/// The same line before version 5.
const OLD_PROGRAM: &str = "    program='";

impl Hook {
    /// Whether Git pipes input into it, which can be read only once.
    #[must_use]
    pub fn reads_stdin(&self) -> bool {
        matches!(self.name, "pre-push" | "post-rewrite")
    }

    /// Returns the name to which an existing hook is moved.
    #[must_use]
    pub fn moved_name(&self) -> String {
        format!("{}.before-progress", self.name)
    }

    /// Returns the script that calls `program` or, without one, what the configuration or the
    /// `PATH` names.
    #[must_use]
    pub fn script(&self, program: Option<&Path>) -> String {
        // Git for Windows may have converted the source files from which this program was built.
        let script = self.script.replace("\r\n", "\n");
        // A path that is not UTF-8 cannot be part of the script, which then searches for the
        // program.
        let Some(program) = program.and_then(Path::to_str) else {
            return script;
        };
        let mut quoted = program.replace('\'', r"'\''");
        // Shells accept `/` on every platform.
        if cfg!(windows) {
            quoted = program.replace('\\', "/").replace('\'', r"'\''");
        }
        let line = format!("{PROGRAM}{quoted}'\n");
        script.replacen(&format!("{PROGRAM}'\n"), &line, 1)
    }

    /// Returns the lines that enclose our part of a hook.
    pub(super) fn markers(&self) -> Markers {
        Markers::new(&format!("progress hook {}", self.name), is_script)
    }
}

/// Whether the lines between the markers are one of our scripts, of any version.
fn is_script(inner: &str) -> bool {
    inner.starts_with("# Written by `progress hook install`")
        // Before version 5, the function was a subshell.
        && ["\nprogress_hook() {\n", "\nprogress_hook() (\n"].iter().any(|it| inner.contains(it))
        && inner.ends_with("progress_hook \"$@\" || exit $?\n")
}

/// Returns the program that a script calls, if it records one.
pub(super) fn program_of(script: &str) -> Option<String> {
    let program = script
        .lines()
        .find_map(|line| {
            line.strip_prefix(PROGRAM)
                .or(line.strip_prefix(OLD_PROGRAM))
        })?
        .strip_suffix('\'')?
        .replace(r"'\''", "'");
    if program.is_empty() {
        return None;
    }
    Some(program)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_scripts_differ_only_in_the_name() {
        let first = &HOOKS[0];
        for hook in HOOKS {
            let expected = first.script(None).replace("pre-commit", hook.name);
            // The list of hooks that read standard input contains two names.
            let expected = expected.replace("\n        pre-push | post-rewrite)", "\n");
            let script = hook.script(None);
            let script = script.replace("\n        pre-push | post-rewrite)", "\n");
            assert_eq!(script, expected, "{}", hook.name);
            assert!(!first.script(None).contains('\t'));
        }
    }

    #[test]
    fn the_scripts_contain_their_version() {
        for hook in HOOKS {
            let script = hook.script(None);
            let found = hook.markers().find(&script).unwrap();
            assert_eq!(found.version, VERSION, "{}", hook.name);
            assert_eq!(found.before, "#!/bin/sh\n");
            assert_eq!(found.after, "");
        }
    }

    #[test]
    fn a_recorded_path_is_found_again() {
        for path in ["/usr/bin/progress", "/it's/a b/$HOME/progress"] {
            let script = HOOKS[0].script(Some(Path::new(path)));
            assert_eq!(program_of(&script).as_deref(), Some(path));
        }
        assert_eq!(program_of(&HOOKS[0].script(None)), None);
    }
}
