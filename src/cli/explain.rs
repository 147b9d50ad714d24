//! `progress explain`: the page of a rule.

use std::io::{self, Write};

use progress_core::config::Severity;
use progress_core::rules::{ALL, Entry, Example, find};
use serde::Serialize;

use super::args::{ExplainArguments, TableFormat};
use super::colors::Style;
use super::failure::Failure;
use super::rules::{fixable, style, unknown};
use super::table::Screen;
use super::{Console, ExitStatus};
use crate::report::{FormatVersion, write_json};

/// Width of the line between two pages.
const RULE_WIDTH: usize = 72;

pub(super) fn run(
    arguments: &ExplainArguments,
    console: &mut Console<'_>,
) -> Result<ExitStatus, Failure> {
    let entries: Vec<&Entry> = match &arguments.rule {
        Some(name) => vec![find(name).ok_or_else(|| unknown(name))?],
        None => ALL.iter().collect(),
    };
    let (paint, screen) = (console.colors_stdout(), console.screen());
    console.page(ExitStatus::Clean, |out| match arguments.format {
        TableFormat::Human => pages(&entries, paint, screen, out),
        TableFormat::Json => json(&entries, out),
    })
}

/// Writes pages, with a line between them.
fn pages(entries: &[&Entry], paint: bool, screen: Screen, out: &mut dyn Write) -> io::Result<()> {
    for (at, entry) in entries.iter().enumerate() {
        if at > 0 {
            let rule = screen.signs("─").repeat(RULE_WIDTH);
            writeln!(out, "\n{}\n", Style::Faint.paint(&rule, paint))?;
        }
        page(entry, paint, out)?;
    }
    Ok(())
}

fn page(entry: &Entry, paint: bool, out: &mut dyn Write) -> io::Result<()> {
    let Entry { rule, .. } = entry;
    let docs = entry.docs();
    let severity = style(rule.severity).paint(rule.severity.as_str(), paint);
    let fix = match fixable(rule) {
        Some(safety) => format!("fixable ({safety})"),
        None => "no automatic fix".to_owned(),
    };
    writeln!(
        out,
        "{}: {}",
        Style::Strong.paint(rule.name, paint),
        rule.summary
    )?;
    writeln!(out, "{severity} by default, {fix}\n")?;
    writeln!(out, "{}", docs.text)?;
    examples("Bad", &docs.bad, paint, out)?;
    examples("Good", &docs.good, paint, out)?;
    writeln!(out)?;
    if entry.can_be_ignored() {
        let ignore = format!("# progress: ignore[{}]", rule.name);
        writeln!(
            out,
            "To ignore a single finding, add the comment `{ignore}` to its line or\n\
             above its entry. Above the first key, it covers the whole file, the body included."
        )?;
    }
    let (change, severity) = match rule.severity {
        Severity::Off => ("on", "warning"),
        _ => ("off everywhere", "off"),
    };
    let setting = format!("rules: {{ {}: {severity} }}", rule.name);
    writeln!(
        out,
        "To turn the rule {change}, set `{setting}` in `.progress.yaml`."
    )
}

fn examples(title: &str, examples: &[Example], paint: bool, out: &mut dyn Write) -> io::Result<()> {
    if examples.is_empty() {
        return Ok(());
    }
    writeln!(out, "\n{}", Style::Strong.paint(title, paint))?;
    for example in examples {
        writeln!(out)?;
        let notes = example_notes(example).join(", ");
        if !notes.is_empty() {
            writeln!(out, "  {}", Style::Faint.paint(&format!("{notes}:"), paint))?;
        }
        for line in example.text.lines() {
            // An empty line of an example gets no blanks.
            writeln!(out, "{}", format!("    {line}").trim_end())?;
        }
    }
    Ok(())
}

/// What a reader has to know about an example besides its text.
fn example_notes(example: &Example) -> Vec<String> {
    let mut notes = Vec::new();
    if example.is_commit {
        notes.push("commit message".to_owned());
    }
    let present = example
        .rooted
        .as_ref()
        .map(|path| path.trim_start_matches('/').to_owned());
    for (before, fact, after) in [
        ("in ", &example.path, ""),
        ("on branch ", &example.branch, ""),
        ("no commit ever contained ", &example.lost, ""),
        ("the repository contains ", &present, ""),
        ("the repository has no commit ", &example.unknown, ""),
        ("marked as done by a commit of ", &example.completed, ""),
        ("a commit of the phase changes ", &example.missing, ""),
        ("a commit marks ", &example.done, " as done"),
        ("a commit works on ", &example.worked, ""),
    ] {
        if let Some(fact) = fact {
            notes.push(format!("{before}{fact}{after}"));
        }
    }
    notes
}

/// Output of `progress explain --format json`.
#[derive(Serialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
struct ExplainJson {
    /// Version of this format.
    version: FormatVersion,
    /// The rule, or all rules.
    rules: Vec<PageJson>,
}

/// The page of a rule.
#[derive(Serialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
struct PageJson {
    /// The name.
    name: &'static str,
    /// The default severity.
    #[cfg_attr(test, schemars(with = "String", extend("enum" = ["error", "warning", "advice", "off"])))]
    severity: Severity,
    /// Whether the rule has a fix, and how safe it is.
    #[cfg_attr(test, schemars(extend("enum" = ["safe", "unsafe", null])))]
    fix: Option<&'static str>,
    /// What the rule finds, in one line.
    summary: &'static str,
    /// The documentation, in Markdown.
    description: String,
    /// Examples with findings; together they are one example.
    bad: Vec<ExampleJson>,
    /// Examples without findings.
    good: Vec<ExampleJson>,
}

/// An example: part of a progress file, or a commit message.
#[derive(Serialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
struct ExampleJson {
    /// The text.
    text: String,
    /// What else matters, such as the file's path or the branch.
    notes: Vec<String>,
}

fn json(entries: &[&Entry], out: &mut dyn Write) -> io::Result<()> {
    let output = ExplainJson {
        version: FormatVersion,
        rules: entries.iter().map(|entry| page_json(entry)).collect(),
    };
    write_json(&output, out)
}

fn page_json(entry: &Entry) -> PageJson {
    let docs = entry.docs();
    PageJson {
        name: entry.rule.name,
        severity: entry.rule.severity,
        fix: fixable(entry.rule),
        summary: entry.rule.summary,
        description: docs.text,
        bad: docs.bad.into_iter().map(example_json).collect(),
        good: docs.good.into_iter().map(example_json).collect(),
    }
}

fn example_json(example: Example) -> ExampleJson {
    ExampleJson {
        notes: example_notes(&example),
        text: example.text,
    }
}

#[cfg(test)]
#[test]
fn the_schema_is_up_to_date() {
    super::schema::tests::check::<ExplainJson>("explain");
}
