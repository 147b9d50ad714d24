//! `progress rules`: a table of all rules.

use std::io::{self, Write};

use progress_core::config::Severity;
use progress_core::lint::{Rule, Safety};
use progress_core::rules::{ALL, Entry};
use serde::Serialize;

use super::args::{RulesArguments, TableFormat};
use super::colors::Style;
use super::failure::Failure;
use super::{Console, ExitStatus};
use crate::report::{FormatVersion, write_json};

/// Minimum width of the column that says what a rule finds.
const MIN_SUMMARY: usize = 30;

pub(super) fn run(
    arguments: &RulesArguments,
    console: &mut Console<'_>,
) -> Result<ExitStatus, Failure> {
    let paint = console.colors_stdout();
    // In a pipe, each rule is one line for `grep`.
    let columns = console.screen().room(0);
    console.page(ExitStatus::Clean, |out| match arguments.format {
        TableFormat::Human => table(paint, columns, out),
        TableFormat::Json => json(out),
    })
}

/// Creates the failure for an unknown rule, with a suggestion.
pub(super) fn unknown(name: &str) -> Failure {
    let near = progress_core::display::nearest(name, ALL.iter().map(|entry| entry.rule.name));
    let help = match near {
        Some(near) => format!("did you mean `{near}`? Run `progress rules` for a list"),
        None => "run `progress rules` for a list".to_owned(),
    };
    Failure::new(format!("unknown rule `{name}`")).help(help)
}

/// The safety of a rule's fix, if it has one.
pub(super) fn fixable(rule: &Rule) -> Option<&'static str> {
    rule.fix.map(|safety| match safety {
        Safety::Safe => "safe",
        Safety::Unsafe => "unsafe",
    })
}

/// The style of a severity.
pub(super) fn style(severity: Severity) -> Style {
    match severity {
        Severity::Error => Style::Error,
        Severity::Warning => Style::Warning,
        Severity::Advice => Style::Help,
        Severity::Off => Style::Faint,
    }
}

fn table(paint: bool, columns: usize, out: &mut dyn Write) -> io::Result<()> {
    let name_width = ALL
        .iter()
        .map(|entry| entry.rule.name.len())
        .max()
        .unwrap_or(0)
        // The heading has to fit as well.
        .max("rule".len());
    let header = format!(
        "{:name_width$}  {:8}  {:6}  finds",
        "rule", "severity", "fix"
    );
    writeln!(out, "{}", Style::Strong.paint(&header, paint))?;
    let before = name_width + "  ".len() + 8 + "  ".len() + 6 + "  ".len();
    let room = columns.saturating_sub(before).max(MIN_SUMMARY);
    for Entry { rule, .. } in ALL {
        let lines = textwrap::wrap(rule.summary, room);
        let summary = lines.join(&format!("\n{:before$}", ""));
        // Pad before painting, because escapes have no width.
        let severity = style(rule.severity).paint(&format!("{:8}", rule.severity), paint);
        writeln!(
            out,
            "{:name_width$}  {severity}  {:6}  {}",
            rule.name,
            fixable(rule).unwrap_or("-"),
            summary
        )?;
    }
    Ok(())
}

/// A rule.
#[derive(Serialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
struct Row {
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
}

/// Output of `progress rules --format json`.
#[derive(Serialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
struct RulesJson {
    /// Version of this format.
    version: FormatVersion,
    /// The rules.
    rules: Vec<Row>,
}

fn json(out: &mut dyn Write) -> io::Result<()> {
    let listing = RulesJson {
        version: FormatVersion,
        rules: ALL
            .iter()
            .map(|entry| Row {
                name: entry.rule.name,
                severity: entry.rule.severity,
                fix: fixable(entry.rule),
                summary: entry.rule.summary,
                description: entry.docs().text,
            })
            .collect(),
    };
    write_json(&listing, out)
}

#[cfg(test)]
#[test]
fn the_schema_is_up_to_date() {
    super::schema::tests::check::<RulesJson>("rules");
}
