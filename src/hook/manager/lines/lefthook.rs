//! What to write for lefthook.

use std::fmt::Write;
use std::path::Path;

use crate::hook::shim::Hook;

/// The file for our hooks where lefthook's own has keys that ours would repeat.
const OWN_FILE: &str = "lefthook-progress.yml";

/// The lines for lefthook's file; where they cannot stand below what it holds, a file of their
/// own, which that file names.
pub(super) fn of(file: &str, text: &str, hooks: &[Hook]) -> String {
    let ending = Path::new(file).extension().and_then(|it| it.to_str());
    let (is_toml, is_json) = match ending {
        Some("toml") => (true, false),
        Some("json" | "jsonc") => (false, true),
        _ => (false, false),
    };
    let can_append = if is_json {
        text.chars().all(|c| c.is_whitespace() || "{}".contains(c))
    } else {
        hooks
            .iter()
            .all(|hook| !holds_key(text, hook.name, is_toml))
    };
    let lines = if !can_append {
        return by_own_file(file, text, hooks);
    } else if is_toml {
        toml(file, hooks)
    } else if is_json {
        json(file, hooks)
    } else {
        yaml(file, hooks)
    };
    format!("In `{file}`:\n\n{lines}\nThen: lefthook install\n")
}

/// Whether a file already has a key at its top. In TOML one more table below it can follow.
fn holds_key(text: &str, key: &str, is_toml: bool) -> bool {
    text.lines().any(|line| {
        let rest = line.trim_start_matches(['"', '\'']).strip_prefix(key);
        let rest = rest.map(|rest| rest.trim_start_matches(['"', '\'']).trim_start());
        rest.is_some_and(|rest| rest.starts_with(if is_toml { ['=', '.'] } else { [':', ':'] }))
    })
}

fn by_own_file(file: &str, text: &str, hooks: &[Hook]) -> String {
    let lines = yaml(OWN_FILE, hooks);
    let ending = Path::new(file).extension().and_then(|it| it.to_str());
    let name = match ending {
        Some("toml") => format!("extends = [\"{OWN_FILE}\"]\n"),
        Some("json" | "jsonc") => format!("  \"extends\": [\"{OWN_FILE}\"],\n"),
        _ => format!("extends:\n  - {OWN_FILE}\n"),
    };
    let place = if text.contains("extends") {
        format!("In `{file}`, in the list `extends` that is there")
    } else if ending == Some("toml") {
        format!("At the top of `{file}`")
    } else if matches!(ending, Some("json" | "jsonc")) {
        format!("In `{file}`, behind the first `{{`")
    } else {
        format!("In `{file}`")
    };
    format!(
        "In a new file `{OWN_FILE}`, because `{file}` has some of its keys:\n\n{lines}\n\
         {place}:\n\n{name}\nThen: lefthook install\n"
    )
}

/// What lefthook runs, with what the hook needs of all that Git gives it.
///
/// `{0}` would be split at the blanks of a path. Without a file for pre-push, whichever
/// there is, lefthook passes it over where the branch at hand has nothing to push, whatever is
/// pushed.
fn command(name: &str) -> String {
    let arguments = match name {
        "prepare-commit-msg" => " \"{1}\" {2} {3}",
        "commit-msg" => " \"{1}\"",
        "post-merge" | "post-rewrite" => " {1}",
        "pre-push" => " {files}",
        _ => "",
    };
    format!("progress hook run {name}{arguments}")
}

fn yaml(file: &str, hooks: &[Hook]) -> String {
    let parts = hooks.iter().map(|hook| {
        let (name, run) = (hook.name, command(hook.name));
        let mut part = format!("{name}:\n  commands:\n    progress:\n      run: {run}\n");
        if name == "pre-push" {
            let _ = writeln!(part, "      files: echo {file}");
        }
        if hook.reads_stdin() {
            part += "      use_stdin: true\n";
        }
        part
    });
    parts.collect()
}

fn toml(file: &str, hooks: &[Hook]) -> String {
    let parts = hooks.iter().map(|hook| {
        let (name, run) = (hook.name, command(hook.name));
        let mut part = format!("[{name}.commands.progress]\nrun = '{run}'\n");
        if name == "pre-push" {
            let _ = writeln!(part, "files = \"echo {file}\"");
        }
        if hook.reads_stdin() {
            part += "use_stdin = true\n";
        }
        part
    });
    let parts: Vec<String> = parts.collect();
    parts.join("\n")
}

fn json(file: &str, hooks: &[Hook]) -> String {
    let parts = hooks.iter().map(|hook| {
        let (name, run) = (hook.name, command(hook.name).replace('"', "\\\""));
        let mut part = format!("\"run\": \"{run}\"");
        if name == "pre-push" {
            let _ = write!(part, ", \"files\": \"echo {file}\"");
        }
        if hook.reads_stdin() {
            part += ", \"use_stdin\": true";
        }
        format!("  \"{name}\": {{ \"commands\": {{ \"progress\": {{ {part} }} }} }}")
    });
    let parts: Vec<String> = parts.collect();
    format!("{{\n{}\n}}\n", parts.join(",\n"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn keys_that_stand_there_are_seen() {
        for text in [
            "pre-push:\n  jobs: []\n",
            "\"pre-push\" :\n",
            "x: 1\n'pre-push': {}\n",
        ] {
            assert!(holds_key(text, "pre-push", false), "{text}");
        }
        for text in ["pre-push-x:\n", "# pre-push:\n", "x:\n  pre-push: 1\n", ""] {
            assert!(!holds_key(text, "pre-push", false), "{text}");
        }
        assert!(holds_key(
            "pre-push = { parallel = true }\n",
            "pre-push",
            true
        ));
        assert!(holds_key("pre-push.parallel = true\n", "pre-push", true));
        // One more table can stand below.
        assert!(!holds_key(
            "[pre-push]\nparallel = true\n",
            "pre-push",
            true
        ));
        assert!(!holds_key(
            "[pre-push.commands.a]\nrun = 'a'\n",
            "pre-push",
            true
        ));
    }
}
