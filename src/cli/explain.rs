//! `progress explain`: a rule's page.

use std::io::{self, Write};

use super::args::ExplainArguments;
use super::colors::Style;
use super::failure::Failure;
use super::rules::{fixable, style, unknown};
use super::{Console, ExitStatus};
use crate::rules::{Entry, Example, find};

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
        Some(safety) => format!("can be fixed ({safety})"),
        None => "fixed by hand".to_owned(),
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
        "To allow one place: a comment `{ignore}` on its line or above it."
    )?;
    let setting = format!("rules: {{ {}: off }}", rule.name);
    writeln!(
        out,
        "To change it everywhere: `{setting}` in `.progress.yaml`."
    )
}

fn examples(title: &str, examples: &[Example], paint: bool, out: &mut dyn Write) -> io::Result<()> {
    if examples.is_empty() {
        return Ok(());
    }
    writeln!(out, "\n{}", Style::Strong.paint(title, paint))?;
    for example in examples {
        writeln!(out)?;
        let path = example.path.as_ref().map(|path| format!("in {path}"));
        let branch = example
            .branch
            .as_ref()
            .map(|name| format!("on branch {name}"));
        for note in [path, branch].into_iter().flatten() {
            writeln!(out, "  {}", Style::Faint.paint(&format!("{note}:"), paint))?;
        }
        for line in example.text.lines() {
            writeln!(out, "{}", format!("    {line}").trim_end())?;
        }
    }
    Ok(())
}
