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
    use std::collections::BTreeMap;

    use super::*;

    /// The functions of a script by name, with a placeholder for the hook's name.
    fn functions(hook: &Hook) -> BTreeMap<String, String> {
        let text = hook.script(None).replace(hook.name, "HOOK");
        let bodies = text.split("\n}\n").filter_map(|part| {
            let (before, body) = part.split_once("() {\n")?;
            Some((before.lines().last()?.to_owned(), body.to_owned()))
        });
        bodies.collect()
    }

    #[test]
    fn the_scripts_share_their_functions() {
        let mut known: BTreeMap<String, String> = BTreeMap::new();
        for hook in HOOKS {
            for (name, body) in functions(hook) {
                // What the hook can leave out, and whether it may block.
                let is_own = name == "progress_is_idle"
                    || name == "progress_failed" && hook.name == "prepare-commit-msg";
                if !is_own {
                    let shared = without_own_lines(&body);
                    assert_eq!(
                        known.entry(name).or_insert_with(|| shared.clone()),
                        &shared,
                        "{}",
                        hook.name
                    );
                }
            }
        }
    }

    /// A function without the lines that tell of a commit, or give input to two programs.
    fn without_own_lines(body: &str) -> String {
        let body = body.replace("progress_give \"$", "\"$");
        let own = ["PROGRESS_COMMIT", "# Git's process", "progress_input="];
        let shared = body
            .lines()
            .filter(|line| !own.iter().any(|own| line.contains(own)));
        shared.collect::<Vec<_>>().join("\n")
    }

    #[test]
    fn the_scripts_have_what_their_hooks_need() {
        for hook in HOOKS {
            let script = hook.script(None);
            let is_skipped = ["prepare-commit-msg", "commit-msg", "post-commit"];
            let calls_it = script.contains("\nprogress_is_idle \"$@\" || progress_hook");
            assert_eq!(calls_it, is_skipped.contains(&hook.name), "{}", hook.name);
            let notes = ["pre-commit", "commit-msg"].contains(&hook.name);
            assert_eq!(script.contains("PROGRESS_COMMIT"), notes, "{}", hook.name);
            let repeats = script.contains("progress_input=$(cat");
            assert_eq!(repeats, hook.reads_stdin(), "{}", hook.name);
            assert!(!script.contains('\t'), "{}", hook.name);
            for (name, _) in functions(hook) {
                assert!(script.matches(&name).count() > 1, "{}: {name}", hook.name);
            }
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
