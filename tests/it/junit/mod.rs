//! The output for `JUnit` readers, held against the format's schema.

mod schema;
mod xml;

use schema::faults;
use xml::Element;

use crate::common::{BAD_PATH, GOOD, GOOD_PATH, Sandbox, bad};

/// Lints, and demands that the report obeys the schema.
fn report(bench: &Sandbox, arguments: &[&str]) -> Element {
    let arguments = [&["lint", "--pedantic", "--format", "junit"], arguments].concat();
    let outcome = bench.run(&arguments);
    outcome.complains("");
    let report = Element::read(&outcome.stdout).unwrap();
    assert_eq!(faults(&report), [""; 0], "{outcome}");
    report
}

fn failures(report: &Element) -> usize {
    let suites = report.children.iter();
    let cases = suites.flat_map(|suite| suite.children_called("testcase"));
    cases.filter(|case| !case.children.is_empty()).count()
}

#[test]
fn nothing_found_is_a_test_that_passed() {
    let bench = Sandbox::repository();
    bench.write(GOOD_PATH, GOOD);
    let report = report(&bench, &[]);
    assert_eq!((report.children.len(), failures(&report)), (1, 0));
}

#[test]
fn every_finding_is_a_failure() {
    let bench = Sandbox::repository();
    bench.write(GOOD_PATH, GOOD);
    bench.write(BAD_PATH, &bad());
    assert_eq!(failures(&report(&bench, &[])), 2);
}

#[cfg(unix)]
#[test]
fn hostile_texts_stay_text() {
    let bench = Sandbox::repository();
    let evil = "\\e[31m\\0\\x7F\\uFFFE\\uFFFF\\u202E ]]> <a b='c'> &lt; &#0; %0A \\n ::error::";
    let hostile = bad().replace("TASK-9.9", evil);
    bench.write("progress/a & <b> ']]>/phase-1-progress.md", &hostile);
    bench.write(
        BAD_PATH,
        "---\ntype: progress\nx: \u{1b}\u{0}\u{ffff}]]>\n---\n",
    );
    let report = report(&bench, &[]);
    assert!(failures(&report) > 2);
}

#[test]
fn commits_and_branches_have_suites_of_their_own() {
    let bench = Sandbox::repository();
    bench.write(GOOD_PATH, GOOD);
    bench.commit();
    bench.git(&["switch", "--quiet", "--create", "feat/auth"]);
    bench.write("a.rs", "");
    bench.git(&["add", "--all"]);
    bench.git(&[
        "commit",
        "--quiet",
        "--message=<\u{1b}&]]>\n\nTask: TASK-1.11",
    ]);
    let report = report(&bench, &["--commits", "main..HEAD"]);
    let names: Vec<&str> = report
        .children
        .iter()
        .filter_map(|it| it.get("name"))
        .collect();
    assert_eq!(names, ["branch", "commits"]);
}

/// The time that stands in the report that mistakes are planted in.
const NOW: &str = "2026-02-05T11:00:00";

/// Mistakes: what is replaced, by what, and what is then found; `TIME` is [`NOW`].
const PLANTED: &[(&str, &str, &str)] = &[
    (" timestamp=\"TIME\"", "", "`testsuite` lacks `timestamp`"),
    (
        "TIME",
        "2026-02-05T12:00:00Z",
        "`timestamp` of `testsuite` is `2026-02-05T12:00:00Z`",
    ),
    (
        "TIME",
        "2026-02-05 12:00:00",
        "`timestamp` of `testsuite` is `2026-02-05 12:00:00`",
    ),
    (
        "TIME",
        "2026-13-05T12:00:00",
        "`timestamp` of `testsuite` is `2026-13-05T12:00:00`",
    ),
    (" id=\"0\"", " id=\"1\"", "suite 0 has `id` 1"),
    (" id=\"0\"", " id=\"x\"", "`id` of `testsuite` is `x`"),
    (
        " tests=\"2\"",
        " tests=\"2.0\"",
        "`tests` of `testsuite` is `2.0`",
    ),
    (
        " tests=\"2\"",
        " tests=\"3\"",
        "`testsuite` has 2 tests and says 3",
    ),
    (
        " failures=\"2\"",
        " failures=\"1\"",
        "`testsuite` has 2 failures and says 1",
    ),
    (
        " time=\"0\"",
        " time=\"1e3\"",
        "`time` of `testsuite` is `1e3`",
    ),
    (
        " errors=\"0\"",
        " errors=\"0\" line=\"1\"",
        "`testsuite` has `line`",
    ),
    (
        "hostname=\"localhost\"",
        "hostname=\" \"",
        "`hostname` of `testsuite` is ` `",
    ),
    (
        "<properties/>",
        "",
        "`testcase` stands in `testsuite` for `properties`",
    ),
    ("<system-err/>", "", "`testsuite` lacks `system-err`"),
    (
        "<system-out/>",
        "<system-err/>",
        "`system-err` stands in `testsuite` for `system-out`",
    ),
    (
        "<system-err/>",
        "<system-err/><properties/>",
        "`testsuite` may not hold `properties`",
    ),
    (
        "<failure message",
        "<skipped/><failure message",
        "`testcase` may not hold `failure`",
    ),
    (
        "<failure message",
        "<fault/><failure message",
        "`testcase` may not hold `fault`",
    ),
    (" type=\"error\"", "", "`failure` lacks `type`"),
    (
        "<properties/>",
        "<properties/>text",
        "`testsuite` holds text",
    ),
    ("testsuites>", "suites>", "the report is `suites`"),
];

/// What the checks above rest on: that each kind of mistake would be seen.
#[test]
fn planted_mistakes_are_seen() {
    let bench = Sandbox::repository();
    bench.write(BAD_PATH, &bad());
    let right = bench.run(&["lint", "--format", "junit"]).stdout;
    let time = right.split(" timestamp=\"").nth(1).unwrap();
    let right = right.replace(time.split('"').next().unwrap(), NOW);
    for (old, new, fault) in PLANTED {
        let (old, new) = (&old.replace("TIME", NOW), *new);
        assert!(right.contains(old), "{old} in {right}");
        let wrong = match old.as_str() {
            "testsuites>" => right.replace(old, new),
            _ => right.replacen(old, new, 1),
        };
        let faults = faults(&Element::read(&wrong).unwrap());
        assert!(
            faults.iter().any(|it| it == fault),
            "{fault} in {faults:#?}"
        );
    }
    for broken in ["</failure>", "</testsuites>"] {
        assert!(Element::read(&right.replacen(broken, "", 1)).is_err());
    }
    let raw = right.replacen("localhost", "local\u{1}host", 1);
    assert!(
        Element::read(&raw).is_err(),
        "a character that XML cannot hold"
    );
}
