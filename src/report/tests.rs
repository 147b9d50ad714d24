//! The awkward report in every format.

use progress_core::config::Severity;
use progress_core::lint::Report;
use progress_testing::Sandbox;
use serde_json::Value;

use super::awkward::{with_awkward, with_clean};
use super::{Base, Format, Options, junit, write};

fn written(report: &Report<'_>, format: Format, options: &Options) -> String {
    let mut out = Vec::new();
    write(report, format, options, &mut out).unwrap();
    String::from_utf8(out).unwrap()
}

fn awkward(format: Format) -> String {
    with_awkward(|report| written(report, format, &Options::default()))
}

fn pretty(json: &str) -> String {
    let mut value: Value = serde_json::from_str(json).unwrap();
    // The documentation is not part of the format.
    if let Some(rules) = value.pointer_mut("/runs/0/tool/driver/rules") {
        for rule in rules.as_array_mut().unwrap() {
            if let Some(help) = rule.get_mut("help") {
                assert_eq!(help["text"], help["markdown"]);
                *help = "…".into();
                rule["fullDescription"] = "…".into();
            }
        }
    }
    let escaped = serde_json::to_string_pretty(&value).unwrap();
    escaped.replace('\u{202e}', "\\u202e")
}

#[test]
fn human() {
    insta::assert_snapshot!(awkward(Format::Human));
}

#[test]
fn human_on_a_narrow_terminal() {
    let options = Options {
        width: 60,
        ..Options::default()
    };
    insta::assert_snapshot!(with_awkward(|report| written(
        report,
        Format::Human,
        &options
    )));
}

#[test]
fn human_in_colour() {
    let options = Options {
        color: true,
        links: true,
        width: 80,
        ..Options::default()
    };
    let shown = with_awkward(|report| written(report, Format::Human, &options));
    insta::assert_snapshot!(shown.replace('\u{1b}', "␛"));
}

#[test]
fn colour_only_adds_escapes() {
    let options = Options {
        color: true,
        ..Options::default()
    };
    let shown = with_awkward(|report| written(report, Format::Human, &options));
    let mut plain = String::new();
    for (index, piece) in shown.split('\u{1b}').enumerate() {
        plain.push_str(match index {
            0 => piece,
            _ => piece.split_once('m').unwrap().1,
        });
    }
    assert_eq!(plain, awkward(Format::Human));
}

#[test]
fn concise() {
    let lines = awkward(Format::Concise);
    // `%f:%l:%c: %t%*[^[][%*[^]]] %m`, as read by Vim; findings about the branch or a commit
    // have no location.
    for line in lines.lines().skip(2) {
        let (place, rest) = line.rsplit_once("[count-mismatch] ").unwrap();
        let mut parts = place.rsplitn(4, ':');
        let severity = parts.next().unwrap().trim_start();
        assert!(severity.parse::<Severity>().is_ok(), "{line}");
        assert!(parts.next().unwrap().parse::<usize>().is_ok(), "{line}");
        assert!(parts.next().unwrap().parse::<usize>().is_ok(), "{line}");
        assert!(!parts.next().unwrap().starts_with(':'), "{line}");
        assert!(!rest.is_empty());
    }
    insta::assert_snapshot!(lines);
}

#[test]
fn json() {
    insta::assert_snapshot!(pretty(&awkward(Format::Json)));
}

#[test]
fn sarif() {
    insta::assert_snapshot!(pretty(&awkward(Format::Sarif)));
}

#[test]
fn github() {
    insta::assert_snapshot!(awkward(Format::Github));
}

#[test]
fn gitlab() {
    insta::assert_snapshot!(pretty(&awkward(Format::Gitlab)));
}

#[test]
fn junit() {
    let mut out = Vec::new();
    with_awkward(|report| junit::write_at("2026-02-05T12:00:00", report, &mut out)).unwrap();
    insta::assert_snapshot!(String::from_utf8(out).unwrap());
}

#[test]
fn paths_are_shown_from_the_current_directory() {
    let options = Options {
        base: Base::new("/r".as_ref(), "/r/größe, 50%: a".as_ref()),
        ..Options::default()
    };
    let concise = with_awkward(|report| written(report, Format::Concise, &options));
    assert!(concise.contains("\nphase-1-progress.md:3:18: error"));
    assert!(concise.contains("\n../::error::\\u{1b}[31m\\u{202e}/x-progress.md:2:1: error"));
    for format in [Format::Json, Format::Sarif, Format::Github, Format::Gitlab] {
        let here = with_awkward(|report| written(report, format, &options));
        assert_eq!(here, awkward(format), "{format}");
    }
}

#[test]
fn nothing_dangerous_reaches_the_terminal() {
    for &format in Format::ALL {
        let shown = awkward(format);
        let dangerous = |c: char| c != '\n' && progress_core::display::is_unsafe_to_show(c);
        assert!(!shown.contains(dangerous), "{format}");
    }
}

#[test]
fn nothing_is_reported_clean_if_no_file_was_checked() {
    let options = Options {
        terminal: true,
        ..Options::default()
    };
    let look = |report: &Report<'_>| written(report, Format::Human, &options);
    let shown = Sandbox::new(&[]).with_report(&[], |report, _| look(report));
    assert_eq!(shown, "");
}

#[test]
fn clean_reports_are_quiet() {
    let shown = |format, terminal| {
        let options = Options {
            terminal,
            ..Options::default()
        };
        with_clean(|report| written(report, format, &options))
    };
    assert_eq!(shown(Format::Human, false), "");
    assert_eq!(shown(Format::Human, true), "no findings in 1 file\n");
    assert_eq!(shown(Format::Concise, true), "");
    assert_eq!(shown(Format::Github, true), "");
    assert_eq!(shown(Format::Gitlab, true), "[]\n");
    assert!(shown(Format::Json, true).ends_with("\"findings\":[]}\n"));
    assert!(shown(Format::Sarif, true).contains("\"results\":[]"));
    assert!(shown(Format::Junit, true).contains("tests=\"1\" failures=\"0\""));
}

/// Parses a workflow command as documented for the GitHub Actions runner.
fn parsed(line: &str) -> (&str, Vec<(String, String)>, String) {
    let unescaped = |text: &str, pairs: &[(&str, &str)]| {
        let mut text = text.to_owned();
        for (code, character) in pairs {
            text = text.replace(code, character);
        }
        text.replace("%25", "%")
    };
    let (head, message) = line.strip_prefix("::").unwrap().split_once("::").unwrap();
    let (command, properties) = head.split_once(' ').unwrap();
    let breaks = [("%0D", "\r"), ("%0A", "\n")];
    let property = |pair: &str| {
        let (name, value) = pair.split_once('=').unwrap();
        let all = [breaks[0], breaks[1], ("%3A", ":"), ("%2C", ",")];
        (name.to_owned(), unescaped(value, &all))
    };
    let properties = properties.split(',').map(property).collect();
    (command, properties, unescaped(message, &breaks))
}

#[test]
fn annotations_are_read_back_by_the_runner() {
    let lines = awkward(Format::Github);
    with_awkward(|report| {
        assert_eq!(lines.lines().count(), report.findings.len());
        for (line, finding) in lines.lines().zip(&report.findings) {
            let (command, properties, message) = parsed(line);
            assert!(["error", "warning", "notice"].contains(&command));
            let get = |name: &str| {
                let found = properties.iter().find(|(known, _)| known == name);
                found.map(|(_, value)| value.as_str())
            };
            assert_eq!(get("file"), finding.place().map(|place| &*place.path));
            assert_eq!(get("title"), Some(finding.rule));
            assert!(message.starts_with(&finding.message));
        }
    });
}

#[test]
fn gitlab_fingerprints_are_unique() {
    let issues: Vec<Value> = serde_json::from_str(&awkward(Format::Gitlab)).unwrap();
    let mut fingerprints: Vec<_> = issues.iter().map(|i| i["fingerprint"].as_str()).collect();
    fingerprints.sort_unstable();
    fingerprints.dedup();
    assert_eq!(fingerprints.len(), issues.len());
    for issue in &issues {
        assert!(issue["description"].is_string() && issue["check_name"].is_string());
        assert!(["info", "minor", "major"].contains(&issue["severity"].as_str().unwrap()));
        assert!(issue["location"]["path"].is_string());
        assert!(issue["location"]["lines"]["begin"].as_u64().unwrap() > 0);
    }
}

#[test]
fn formats_are_parsed_by_name() {
    for &format in Format::ALL {
        assert_eq!(format.name().parse(), Ok(format));
    }
    let error = "sarfi".parse::<Format>().unwrap_err();
    assert_eq!(
        error.to_string(),
        "unknown format `sarfi`; did you mean `sarif`?"
    );
}
