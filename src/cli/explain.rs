//! `progress explain`: the page of a rule.

use std::io::{self, Write};

use progress_core::rules::{Entry, Example, find};

use super::args::ExplainArguments;
use super::colors::Style;
use super::failure::Failure;
use super::rules::{fixable, style, unknown};
use super::{Console, ExitStatus};

pub(super) fn run(
    arguments: &ExplainArguments,
    console: &mut Console<'_>,
) -> Result<ExitStatus, Failure> {
    let entry = find(&arguments.rule).ok_or_else(|| unknown(&arguments.rule))?;
    let paint = console.colors_stdout();
    console.finish(ExitStatus::Clean, |out| page(entry, paint, out))
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
    let ignore = format!("# progress: ignore[{}]", rule.name);
    writeln!(
        out,
        "To ignore a single finding, add the comment `{ignore}` on its line or above it."
    )?;
    let setting = format!("rules: {{ {}: off }}", rule.name);
    writeln!(
        out,
        "To turn the rule off everywhere, set `{setting}` in `.progress.yaml`."
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
