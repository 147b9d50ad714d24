//! Tests of `.progress.yaml`: its effects, and the errors in it.

use serde_json::Value;

use crate::common::{BAD_PATH, GOOD, GOOD_PATH, Sandbox, bad};

const FILE: &str = ".progress.yaml";

fn bench(configuration: &str) -> Sandbox {
    let bench = Sandbox::repository();
    bench.write(BAD_PATH, &bad());
    bench.write(FILE, configuration);
    bench
}

/// Returns the error for an invalid configuration.
#[track_caller]
fn refused(configuration: &str) -> String {
    let outcome = bench(configuration).run(&["lint"]);
    outcome.exits(2).prints("");
    outcome.stderr
}

#[test]
fn an_empty_file_changes_nothing() {
    for configuration in ["", "# nothing\n", "\u{feff}---\n", "null\n"] {
        bench(configuration).run(&["lint"]).exits(1);
    }
}

#[test]
fn the_help_says_what_to_write() {
    for (configuration, help) in [
        ("include: x", "help: write `[…]`"),
        ("rules: off", "help: write `key: value`"),
        ("exclude: [\"\"]", "help: add a value"),
        ("rules: {schema: false}", "help: did you mean `off`?"),
        ("overrides: [{rules: {}}]", "help: add `paths`"),
    ] {
        let said = refused(configuration);
        assert!(said.contains(help), "{configuration}: {said}");
    }
    let nowhere = bench("include: []").run(&["lint"]);
    nowhere.stderr_has("help: add patterns to `include`");
}

#[test]
fn severities_can_be_set_for_all_paths_or_some() {
    let rules = "rules:\n  count-mismatch: off\n  unresolved-dependency: off\n";
    bench(rules).run(&["lint"]).exits(0);
    let some = "overrides:\n  - paths: [\"progress/auth-v2/**\"]\n    rules: {count-mismatch: warning, unresolved-dependency: off}\n";
    let outcome = bench(some).run(&["lint", "--format", "concise"]);
    outcome.exits(0).stdout_has("warning[count-mismatch]");
}

#[test]
fn flags_win_over_the_file() {
    let bench = bench("rules: {count-mismatch: off}\nfail_on: never\nprofile: strict\n");
    bench.run(&["lint"]).exits(0);
    bench.run(&["lint", "--fail-on", "error"]).exits(1);
    let selected = ["lint", "--select", "count-mismatch", "--format", "concise"];
    bench.run(&selected).exits(0).stdout_has("count-mismatch");
    bench.write("other.yaml", "fail_on: warning\n");
    bench.run(&["lint", "--config", "other.yaml"]).exits(1);
    let absent = bench.run(&["lint", "--config", "absent.yaml"]);
    absent
        .exits(2)
        .prints("")
        .stderr_has("cannot read `absent.yaml`")
        .stderr_has("help: pass an existing file");
}

#[test]
fn include_and_exclude_select_the_files() {
    bench("exclude: [\"progress/auth-v2/**\"]\n")
        .run(&["lint"])
        .stderr_has("no progress files");
    let other = bench("include: [\"notes/*.txt\"]\n");
    other.write("notes/a.txt", GOOD);
    other.run(&["lint"]).exits(0).complains("");
    // A file given by name is linted anyway.
    other.run(&["lint", BAD_PATH]).exits(1);
}

#[test]
fn status_words_can_be_added() {
    let words = bench(
        "statuses: {almost: active}\nrules: {count-mismatch: off, unresolved-dependency: off}\n",
    );
    let almost = GOOD.replacen("status: \"pending\"", "status: \"almost\"", 1);
    words.write(GOOD_PATH, &almost);
    words.run(&["lint", GOOD_PATH, "--select", "status-unknown"]);
    assert!(refused("statuses: {almost: activ}\n").contains("active"));
}

#[test]
fn the_configuration_in_the_root_applies_in_every_directory() {
    let bench = bench("fail_on: never\n");
    bench.run_in("progress/auth-v2", &["lint"]).exits(0);
    bench.write("progress/.progress.yaml", "fail_on: [\n");
    bench.run_in("progress", &["lint"]).exits(0);
}

#[test]
fn unknown_names_get_suggestions() {
    let said = refused("inclde: []\nrules:\n  count-mismtach: off\n");
    let first = ".progress.yaml:1:1: unknown key `inclde`\n1 | inclde: []\n    ^^^^^^\n  help: did you mean `include`?\n";
    assert!(said.contains(first), "{said}");
    let second = ".progress.yaml:3:3: unknown rule `count-mismtach`\n3 |   count-mismtach: off\n      ^^^^^^^^^^^^^^\n  help: did you mean `count-mismatch`?\n";
    assert!(said.contains(second), "{said}");
    let said = refused("overrides:\n  - paths: []\n    rules: {nonsense: off}\n");
    assert!(said.contains("unknown rule `nonsense`"), "{said}");
}

#[test]
fn every_error_is_shown_at_its_place() {
    for (configuration, place, message) in [
        ("include: x\n", "1:10", "`include` must be a list"),
        ("include:\n  a: b\n", "1:1", "`include` must be a list"),
        (
            "pedantic: sometimes\n",
            "1:11",
            "`pedantic` must be true or false",
        ),
        ("profile: strcit\n", "1:10", "did you mean `strict`?"),
        (
            "fail_on: loud\n",
            "1:10",
            "`error`, `warning`, `advice`, `never`",
        ),
        ("rules: {schema: eror}\n", "1:17", "did you mean `error`?"),
        (
            "include: [\"a/**\", \"b/[\"]\n",
            "1:19",
            "invalid glob `b/[`",
        ),
        ("branches:\n  patterns: [\"{a\"]\n", "2:14", "invalid glob"),
        (
            "include: []\ninclude: []\n",
            "2:1",
            "duplicate key `include`",
        ),
        ("- a\n", "1:1", "must be a mapping"),
        ("include: [\n", "1:10", "never closed"),
        ("a: &a [*b]\n", "1:8", ""),
    ] {
        let said = refused(configuration);
        assert!(
            said.contains(&format!(".progress.yaml:{place}: ")),
            "{said}"
        );
        assert!(said.contains(message), "{said}");
    }
}

#[test]
fn hostile_files_are_rejected_early() {
    let bomb = "a: &a [x, x, x, x, x, x, x, x, x, x]\n".to_owned();
    let names = "abcdefghij".as_bytes().windows(2);
    let bomb = names.fold(bomb, |bomb, pair| {
        let (one, next) = (char::from(pair[0]), char::from(pair[1]));
        let uses = vec![format!("*{one}"); 10].join(", ");
        format!("{bomb}{next}: &{next} [{uses}]\n")
    });
    refused(&bomb);
    refused(&format!("include: {}\n", "[".repeat(100_000)));
    refused(&"x".repeat(300 << 10));
    refused(&format!("{}: 1\n", "x".repeat(200_000)));
    refused(&format!("include: [\"{}\"]\n", "{a,".repeat(30_000)));
    let rules = (0..15_000).map(|number| format!("  x{number}: off\n"));
    refused(&format!("rules:\n{}", rules.collect::<String>()));
    refused("\u{0}");
    refused("pedantic: \u{1b}[31m\n");
    let said = refused("\"\\e[31m\": 1\n");
    assert!(said.contains("unknown key `\\u{1b}[31m`"), "{said}");
    let bench = bench("");
    std::fs::write(bench.root.join(FILE), b"include: [\xff]\n").unwrap();
    bench
        .run(&["lint"])
        .exits(2)
        .stderr_has("1:11: invalid UTF-8");
}

#[test]
fn excessive_globs_are_rejected() {
    let stars = format!("include: [\"{}\"]\n", "*a".repeat(50_000));
    assert!(refused(&stars).contains("is longer than 1000 bytes"));
    let many = format!("include: [{}]\n", "\"**/a*b*c/**/x\", ".repeat(10_000));
    assert!(refused(&many).contains("at most 500 are allowed"));
    let many = format!("exclude: [{}]\n", "\"**/a*b*c/**/x\", ".repeat(500));
    bench(&many).run(&["lint"]).exits(1);
}

#[test]
fn every_rule_can_be_configured() {
    let bench = Sandbox::folder();
    let schema = bench.run(&["schema", "config"]);
    let schema: Value = serde_json::from_str(&schema.stdout).unwrap();
    let configurable = schema.pointer("/$defs/rules/properties").unwrap();
    let listing = bench.run(&["rules", "--format", "json"]);
    let listing: Value = serde_json::from_str(&listing.stdout).unwrap();
    for rule in listing["rules"].as_array().unwrap() {
        let name = rule["name"].as_str().unwrap();
        assert!(configurable.get(name).is_some(), "{name}");
    }
}

#[test]
fn a_file_with_the_wrong_ending_is_pointed_out() {
    let wrong = Sandbox::repository();
    wrong.write(GOOD_PATH, GOOD);
    wrong.write(".progress.yml", "fail_on: never\n");
    let outcome = wrong.run(&["lint"]);
    outcome
        .exits(0)
        .stderr_has("warning: `.progress.yml` is ignored")
        .stderr_has("rename it");
    wrong.write(FILE, "");
    wrong.run(&["lint"]).complains("");
}

#[cfg(unix)]
#[test]
fn only_files_in_the_repository_are_read() {
    let outer = Sandbox::folder();
    outer.write("secret", "secret: [\n");
    outer
        .bash("git init -q inner && ln -s ../secret inner/.progress.yaml")
        .exits(0);
    let outcome = outer.run_in("inner", &["lint"]);
    outcome
        .exits(2)
        .stderr_has("a symbolic link that points outside the repository");
    outer
        .bash("rm inner/.progress.yaml && mkfifo inner/.progress.yaml")
        .exits(0);
    outer
        .run_in("inner", &["lint"])
        .exits(2)
        .stderr_has("not a file");
}

#[test]
fn the_settings_in_force_can_be_shown_and_used() {
    let bench = Sandbox::repository();
    let show = |flags: &[&str]| {
        let outcome = bench.run(&[&["lint", "--show-settings"], flags].concat());
        outcome.exits(0).complains("").stdout.clone()
    };
    let default = show(&[]);
    assert!(default.contains("\nfail_on: error\n"), "{default}");
    assert!(default.contains("\n  count-mismatch: error\n"), "{default}");
    let flags = [
        "--ignore",
        "count-mismatch",
        "--fail-on",
        "never",
        "--profile",
        "strict",
    ];
    let changed = show(&flags);
    assert!(changed.contains("\n  count-mismatch: off\n"), "{changed}");
    bench.write(
        ".progress.yaml",
        "statuses: { parked: blocked }\noverrides:\n  - paths: [\"old/**\"]\n    rules: { schema: off }\n",
    );
    let configured = show(&flags);
    assert!(configured.contains("parked: blocked"), "{configured}");
    // The output sets what it shows.
    for shown in [default, changed, configured] {
        bench.write(".progress.yaml", &shown);
        assert_eq!(show(&[]), shown);
    }
}
