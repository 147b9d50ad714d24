//! `progress agent setup`: hooks in the settings of each host.

use std::fs;

use crate::common::{GOOD, GOOD_PATH, Sandbox};

fn read(bench: &Sandbox, path: &str) -> Option<String> {
    fs::read_to_string(bench.root.join(path)).ok()
}

#[test]
fn what_the_repository_uses_is_set_up_once_and_removed_without_a_trace() {
    let bench = Sandbox::repository();
    let files = [
        (".codex/config.toml", "model = \"m\"\n"),
        (".gemini/settings.json", "{\"ui\":{\"theme\":\"x\"}}"),
        (".windsurf/hooks.json", "{\n\t\"hooks\": {}\n}\n"),
        ("AGENTS.md", "# Rules\n\nBe kind."),
    ];
    for (path, text) in files {
        bench.write(path, text);
    }
    bench
        .run(&["agent", "setup", "--check"])
        .exits(1)
        .stdout_has("missing from");
    let before: Vec<_> = files.iter().map(|(path, _)| read(&bench, path)).collect();
    assert!(
        before
            .iter()
            .zip(files)
            .all(|(now, (_, text))| now.as_deref() == Some(text))
    );
    let diff = bench.run(&["agent", "setup", "--dry-run"]);
    diff.exits(0).stdout_has("+++ b/.gemini/settings.json");
    assert_eq!(read(&bench, ".codex/hooks.json"), None);
    bench
        .run(&["agent", "setup"])
        .exits(0)
        .stdout_has("created `.codex/hooks.json`");
    bench.run(&["agent", "setup", "--check"]).exits(0);
    let with: Vec<_> = files.iter().map(|(path, _)| read(&bench, path)).collect();
    bench
        .run(&["agent", "setup"])
        .exits(0)
        .stdout_has("`AGENTS.md` is already set up");
    let again: Vec<_> = files.iter().map(|(path, _)| read(&bench, path)).collect();
    assert_eq!(with, again);
    assert!(
        with.iter()
            .flatten()
            .all(|text| !text.contains(bench.root.to_str().unwrap()))
    );
    bench.run(&["agent", "setup", "--remove"]).exits(0);
    for (path, text) in files {
        assert_eq!(read(&bench, path).as_deref(), Some(text), "{path}");
    }
    assert_eq!(read(&bench, ".codex/hooks.json"), None);
    bench
        .run(&["agent", "setup", "--remove"])
        .exits(0)
        .prints("");
}

#[test]
fn nothing_is_set_up_twice() {
    let bench = Sandbox::repository();
    bench.run(&["agent", "setup", "cursor", "copilot"]).exits(0);
    assert!(read(&bench, ".cursor/hooks.json").is_some());
    assert!(read(&bench, ".github/hooks/progress.json").is_some());
    // Both run the hooks of Claude Code.
    bench
        .run(&["agent", "setup", "claude"])
        .exits(0)
        .stdout_has("not needed");
    assert_eq!(read(&bench, ".cursor/hooks.json"), None);
    assert_eq!(read(&bench, ".github/hooks/progress.json"), None);
    let outcome = bench.run(&["agent", "setup", "vscode"]);
    outcome
        .exits(0)
        .stdout_has("it runs the hooks in `.claude/settings.json`");
    assert_eq!(read(&bench, ".github/hooks/progress.json"), None);
    // A plugin has the same hooks.
    let plugin = Sandbox::repository();
    let enabled = "{\"enabledPlugins\": {\"progress@progress-lint\": true}}\n";
    plugin.write(".claude/settings.json", enabled);
    plugin
        .run(&["agent", "setup", "claude"])
        .exits(0)
        .stdout_has("plugin");
    assert_eq!(
        read(&plugin, ".claude/settings.json").as_deref(),
        Some(enabled)
    );
    // Codex warns about two files with hooks.
    let codex = Sandbox::repository();
    let table = "[[hooks.Stop]]\n[[hooks.Stop.hooks]]\ntype = \"command\"\ncommand = \"x\"\n";
    codex.write(".codex/config.toml", table);
    codex.run(&["agent", "setup", "codex"]).exits(0);
    assert_eq!(read(&codex, ".codex/hooks.json"), None);
    let text = read(&codex, ".codex/config.toml").unwrap();
    assert!(
        text.starts_with(table) && text.contains("progress-lint agent check"),
        "{text}"
    );
}

#[test]
fn the_hooks_that_are_set_up_run() {
    let bench = Sandbox::repository();
    bench.write(GOOD_PATH, GOOD);
    bench.commit();
    bench.run(&["agent", "setup", "claude"]).exits(0);
    let settings = read(&bench, ".claude/settings.json").unwrap();
    let settings: serde_json::Value = serde_json::from_str(&settings).unwrap();
    let payload = serde_json::json!({
        "session_id": "s", "transcript_path": "/t", "cwd": bench.root, "hook_event_name": "PostToolUse",
        "tool_name": "Write", "tool_input": {"file_path": bench.root.join(GOOD_PATH)}
    });
    for (event, said) in [
        ("PostToolUse", "count-mismatch"),
        ("SessionStart", "auth-v1"),
        ("Stop", "count-mismatch"),
    ] {
        // Anew each time, since only what a session changed counts when it stops.
        bench.write(GOOD_PATH, &GOOD.replace("total_tasks: 2", "total_tasks: 3"));
        let command = settings["hooks"][event][0]["hooks"][0]["command"]
            .as_str()
            .unwrap();
        let arguments = command.strip_prefix("progress-lint ").unwrap();
        let mut sent = payload.clone();
        sent["hook_event_name"] = event.into();
        let script = format!("printf '%s' '{sent}' | \"$PROGRESS\" {arguments}");
        bench.bash(&script).exits(0).stdout_has(said);
    }
}

#[test]
fn claude_md_gets_a_part_only_if_it_does_not_include_agents_md() {
    let bench = Sandbox::repository();
    bench.write("AGENTS.md", "# A\n");
    bench.write("CLAUDE.md", "@AGENTS.md\n");
    bench.run(&["agent", "setup", "instructions"]).exits(0);
    assert_eq!(read(&bench, "CLAUDE.md").as_deref(), Some("@AGENTS.md\n"));
    bench.write("CLAUDE.md", "# C\n");
    bench.run(&["agent", "setup", "instructions"]).exits(0);
    assert!(
        read(&bench, "CLAUDE.md")
            .unwrap()
            .contains("progress:begin")
    );
    bench
        .run(&["agent", "setup", "--remove", "instructions"])
        .exits(0);
    assert_eq!(read(&bench, "CLAUDE.md").as_deref(), Some("# C\n"));
    assert_eq!(read(&bench, "AGENTS.md").as_deref(), Some("# A\n"));
}

#[test]
fn a_file_in_the_place_of_a_directory_is_no_sign() {
    let bench = Sandbox::repository();
    bench.write(".codex", "notes\n");
    bench.write("AGENTS.md", "# Agents\n");
    let done = bench.run(&["agent", "setup"]);
    done.exits(0).stdout_has("AGENTS.md").stdout_lacks("codex");
    bench.run(&["agent", "setup", "--remove"]).exits(0);
}

#[cfg(unix)]
#[test]
fn instructions_that_are_a_link_are_changed_once() {
    let bench = Sandbox::repository();
    bench.write("CLAUDE.md", "# Agents\n");
    std::os::unix::fs::symlink("CLAUDE.md", bench.root.join("AGENTS.md")).unwrap();
    bench
        .run(&["agent", "setup", "instructions"])
        .exits(0)
        .prints("instructions added to `CLAUDE.md`\n");
    bench
        .run(&["agent", "setup", "instructions", "--check"])
        .exits(0);
    bench
        .run(&["agent", "setup", "instructions", "--remove"])
        .exits(0)
        .prints("instructions removed from `CLAUDE.md`\n");
}

#[test]
fn what_is_not_understood_is_left_alone() {
    let bench = Sandbox::repository();
    for text in ["{", "[]", "{\"hooks\": 1}", ""] {
        bench.write(".claude/settings.json", text);
        let outcome = bench.run(&["agent", "setup", "claude"]);
        outcome
            .exits(2)
            .stderr_has("cannot change `.claude/settings.json`")
            .stderr_has(if text.is_empty() {
                "help: delete the file, or write `{}` into it"
            } else {
                "\"command\": \"progress-lint agent check\""
            });
        assert_eq!(read(&bench, ".claude/settings.json").as_deref(), Some(text));
    }
}

#[test]
fn an_example_in_a_code_fence_is_not_the_part() {
    let bench = Sandbox::repository();
    let fence = "# A\n\n```md\n<!-- progress:begin -->\nmine\n<!-- progress:end -->\n```\n";
    for text in [
        fence.to_owned(),
        format!("{fence}\n~~~\nunclosed\n"),
        "```\n".to_owned(),
    ] {
        bench.write("AGENTS.md", &text);
        for _ in 0..2 {
            bench.run(&["agent", "setup", "instructions"]).exits(0);
        }
        let with = read(&bench, "AGENTS.md").unwrap();
        assert!(with.starts_with(&text), "{with}");
        assert_eq!(with.matches("## Progress files").count(), 1, "{with}");
        bench.run(&["agent", "setup", "--remove"]).exits(0);
        assert_eq!(read(&bench, "AGENTS.md"), Some(text));
    }
}

#[test]
fn what_keeps_hooks_from_running_is_told() {
    let bench = Sandbox::repository();
    let told = |arguments: &[&str]| {
        let outcome = bench.run(&[&["agent", "setup"], arguments].concat());
        outcome.exits(0);
        outcome.stderr
    };
    bench.write(".claude/settings.json", "{\"disableAllHooks\": true}\n");
    bench.write(
        ".gemini/settings.json",
        "{\"hooksConfig\": {\"enabled\": false}}\n",
    );
    let expected = "note: `disableAllHooks` is `true` in `.claude/settings.json`, so the hooks do not run\n\
                    note: `hooksConfig.enabled` is `false` in `.gemini/settings.json`, so the hooks do not run\n";
    assert_eq!(told(&[]), expected);
    assert_eq!(told(&["--check"]), expected);
    for path in [".claude/settings.json", ".gemini/settings.json"] {
        bench.write(path, "{}\n");
    }
    assert_eq!(told(&[]), "");
    bench.write(".progress.yaml", "agent:\n  enabled: false\n");
    let expected =
        "note: `agent.enabled` is `false` in `.progress.yaml`, so the hooks say nothing\n";
    assert_eq!(told(&["--check"]), expected);
    assert_eq!(told(&["--remove"]), "");
}

#[test]
fn hooks_of_the_user_in_a_file_of_ours_stay() {
    let own = "{\n  \"version\": 1,\n  \"hooks\": { \"agentStop\": [{ \"command\": \"./mine.sh\" }] }\n}\n";
    let bench = Sandbox::repository();
    bench.write(".github/hooks/progress.json", own);
    let kiro = "{\"version\": \"v1\", \"hooks\": [{\"name\": \"mine\"}]}";
    bench.write(".kiro/hooks/progress.json", kiro);
    bench.run(&["agent", "setup", "copilot", "kiro"]).exits(0);
    let with = read(&bench, ".github/hooks/progress.json").unwrap();
    assert!(
        with.contains("mine.sh") && with.contains("agent check"),
        "{with}"
    );
    bench.run(&["agent", "setup", "--remove"]).exits(0);
    assert_eq!(
        read(&bench, ".github/hooks/progress.json").as_deref(),
        Some(own)
    );
    assert_eq!(
        read(&bench, ".kiro/hooks/progress.json").as_deref(),
        Some(kiro)
    );
    // What another file makes unnecessary is taken out in the same way.
    bench.run(&["agent", "setup", "copilot"]).exits(0);
    bench.run(&["agent", "setup", "claude"]).exits(0);
    assert_eq!(
        read(&bench, ".github/hooks/progress.json").as_deref(),
        Some(own)
    );
}

#[test]
fn one_broken_file_does_not_hold_up_the_others() {
    let bench = Sandbox::repository();
    bench.write(".claude/settings.json", "{");
    bench.write(".gemini/settings.json", "{}");
    bench.run(&["agent", "setup", "cursor"]).exits(0);
    let outcome = bench.run(&["agent", "setup"]);
    outcome
        .exits(2)
        .stderr_has("cannot change `.claude/settings.json`")
        .stdout_has("added to `.gemini/settings.json`");
    assert_eq!(read(&bench, ".claude/settings.json").as_deref(), Some("{"));
    // Nothing relies on hooks that are not there.
    assert!(read(&bench, ".cursor/hooks.json").is_some());
}

#[test]
fn directories_that_were_created_disappear() {
    let bench = Sandbox::repository();
    let hosts = ["codex", "copilot", "kiro", "gemini"];
    bench
        .run(&[&["agent", "setup"][..], &hosts].concat())
        .exits(0);
    bench.write(".gemini/other", "");
    bench.run(&["agent", "setup", "--remove"]).exits(0);
    for directory in [".codex", ".github", ".kiro"] {
        assert!(!bench.root.join(directory).exists(), "{directory}");
    }
    assert!(bench.root.join(".gemini/other").exists());
}

#[test]
fn a_part_in_claude_md_is_found_although_it_includes_agents_md() {
    let bench = Sandbox::repository();
    bench.write("CLAUDE.md", "# C\n");
    bench.run(&["agent", "setup", "instructions"]).exits(0);
    let with = read(&bench, "CLAUDE.md").unwrap();
    bench.write("CLAUDE.md", &format!("@AGENTS.md\n{with}"));
    bench.run(&["agent", "setup", "--remove"]).exits(0);
    assert_eq!(
        read(&bench, "CLAUDE.md").as_deref(),
        Some("@AGENTS.md\n# C\n")
    );
    // The part moves to the file that is included.
    bench.write("CLAUDE.md", &format!("@AGENTS.md\n{with}"));
    bench.run(&["agent", "setup", "instructions"]).exits(0);
    assert_eq!(
        read(&bench, "CLAUDE.md").as_deref(),
        Some("@AGENTS.md\n# C\n")
    );
    assert!(
        read(&bench, "AGENTS.md")
            .unwrap()
            .contains("progress:begin")
    );
}

#[test]
#[cfg(unix)]
fn files_that_are_links_to_each_other_get_one_part() {
    for (link, file) in [("AGENTS.md", "CLAUDE.md"), ("CLAUDE.md", "AGENTS.md")] {
        let bench = Sandbox::repository();
        bench.write(file, "# A\n");
        std::os::unix::fs::symlink(file, bench.root.join(link)).unwrap();
        bench.run(&["agent", "setup", "instructions"]).exits(0);
        let with = read(&bench, file).unwrap();
        assert_eq!(with.matches("progress:begin").count(), 1, "{with}");
        bench
            .run(&["agent", "setup", "--check", "instructions"])
            .exits(0);
        bench.run(&["agent", "setup", "--remove"]).exits(0);
        assert_eq!(read(&bench, file).as_deref(), Some("# A\n"));
        assert!(bench.root.join(link).is_symlink());
    }
}

#[test]
#[cfg(unix)]
fn a_link_and_its_file_stay() {
    let bench = Sandbox::repository();
    bench.run(&["agent", "setup", "gemini"]).exits(0);
    let file = bench.root.join("shared.json");
    fs::rename(bench.root.join(".gemini/settings.json"), &file).unwrap();
    let link = bench.root.join(".gemini/settings.json");
    std::os::unix::fs::symlink("../shared.json", &link).unwrap();
    bench.run(&["agent", "setup", "--remove"]).exits(0);
    assert!(link.is_symlink());
    let left = read(&bench, "shared.json").unwrap();
    assert!(!left.contains("progress"), "{left}");
}

#[test]
#[cfg(unix)]
fn links_out_of_the_repository_are_refused() {
    let elsewhere = Sandbox::folder();
    elsewhere.write("settings.json", "{}");
    let bench = Sandbox::repository();
    for (link, target) in [(".claude", ""), (".gemini/settings.json", "settings.json")] {
        let link = bench.root.join(link);
        fs::create_dir_all(link.parent().unwrap()).unwrap();
        std::os::unix::fs::symlink(elsewhere.root.join(target), link).unwrap();
    }
    for host in ["claude", "gemini"] {
        let outcome = bench.run(&["agent", "setup", host]);
        outcome
            .exits(2)
            .stderr_has("leads out of the repository")
            .stderr_has("help: replace the link with a file of this repository");
    }
    assert_eq!(read(&elsewhere, "settings.json").as_deref(), Some("{}"));
}

#[test]
fn the_plugin_has_the_same_hooks_and_the_same_skill() {
    let root = std::path::Path::new(env!("CARGO_MANIFEST_DIR"));
    let read_own = |path: &str| fs::read_to_string(root.join(path)).unwrap();
    let bench = Sandbox::repository();
    bench.run(&["agent", "setup", "claude"]).exits(0);
    let settings = read(&bench, ".claude/settings.json").unwrap();
    let [settings, plugin]: [serde_json::Value; 2] =
        [settings, read_own("plugins/progress/hooks/hooks.json")]
            .map(|text| serde_json::from_str(&text).unwrap());
    assert_eq!(settings["hooks"], plugin["hooks"]);
    let skill = "skills/progress-files/SKILL.md";
    assert_eq!(
        read_own(skill),
        read_own(&format!("plugins/progress/{skill}"))
    );
    let version = format!("\"version\": \"{}\"", env!("CARGO_PKG_VERSION"));
    for plugin in ["progress", "progress-lsp"] {
        let manifest = read_own(&format!("plugins/{plugin}/.claude-plugin/plugin.json"));
        assert!(manifest.contains(&version), "{manifest}");
    }
}

#[test]
fn the_commands_in_the_skill_exist() {
    let skill = include_str!("../../skills/progress-files/SKILL.md");
    let bench = Sandbox::folder();
    let mut commands: Vec<&str> = skill
        .split("`progress ")
        .skip(1)
        .filter_map(|rest| rest.split([' ', '`']).next())
        .filter(|word| word.starts_with(|it: char| it.is_ascii_lowercase()))
        .collect();
    commands.sort_unstable();
    commands.dedup();
    assert!(commands.len() > 10, "{commands:?}");
    for command in commands {
        bench.run(&[command, "--help"]).exits(0);
    }
}
