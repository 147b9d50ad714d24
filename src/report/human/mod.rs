//! The format for people: the token underlined in its line, related places, then help.

mod excerpt;
mod lines;
mod mark;
mod snippet;

use std::collections::HashMap;
use std::io::{self, Write};

use miette::{GraphicalTheme, ThemeStyles};
use progress_core::config::Severity;
use progress_core::display::plural;
use progress_core::lint::{Finding, Related, Report, ResolvedLocation, Summary};
use progress_core::model::FileId;
use progress_core::parallel::map_each;
use snippet::Snippet;

use super::Options;
use super::marks::{Marked, Marks};

/// Maximum findings shown per file.
const SHOWN_PER_FILE: usize = 20;
/// Fewer findings than this are drawn on the current thread.
const MANY: usize = 32;
/// The indentation of continuation lines.
const INDENT: &str = "        ";
/// The minimum width in columns.
const MIN_WIDTH: usize = 40;

/// Writes the findings, then their totals.
pub(super) fn write(
    report: &Report<'_>,
    options: &Options,
    out: &mut dyn Write,
) -> io::Result<Marks> {
    let screen = Screen::new(options);
    let parts = shown(report);
    let mut marked = Marked::new(out);
    // Drawing is far more expensive than writing.
    let drawn = map_each(&parts, MANY, |part| {
        let mut drawn = Vec::new();
        screen.write_part(report, part, &mut drawn).map(|()| drawn)
    });
    for (part, drawn) in parts.iter().zip(drawn) {
        marked.start(part.file());
        marked.write_all(&drawn?)?;
    }
    let marks = marked.end();
    screen.write_totals(&report.summary, out)?;
    Ok(marks)
}

/// Writes the totals.
pub(super) fn write_totals(
    summary: &Summary,
    options: &Options,
    out: &mut dyn Write,
) -> io::Result<()> {
    Screen::new(options).write_totals(summary, out)
}

/// A finding to show, and how many of its file are omitted after it.
struct Part<'a> {
    finding: &'a Finding,
    rest: usize,
}

impl Part<'_> {
    fn file(&self) -> Option<FileId> {
        self.finding.place().map(|place| place.file)
    }
}

/// The first findings of each file.
fn shown<'a>(report: &'a Report<'_>) -> Vec<Part<'a>> {
    // Counted beforehand, because the last finding shown says how many are left.
    let mut counts = count(&report.findings);
    let mut shown = Vec::new();
    for finding in &report.findings {
        let file = finding.place().map(|place| place.file);
        let mut rest = 0;
        // Findings about the branch or a commit are always shown.
        if let Some(count) = file.and_then(|file| counts.get_mut(&file)) {
            count.seen += 1;
            if count.seen > SHOWN_PER_FILE {
                continue;
            }
            if count.seen == SHOWN_PER_FILE {
                rest = count.all - SHOWN_PER_FILE;
            }
        }
        shown.push(Part { finding, rest });
    }
    shown
}

/// The number of findings in a file, and how many have been shown.
#[derive(Default)]
struct Count {
    all: usize,
    seen: usize,
}

fn count(findings: &[Finding]) -> HashMap<FileId, Count> {
    let mut counts: HashMap<FileId, Count> = HashMap::new();
    for place in findings.iter().filter_map(Finding::place) {
        counts.entry(place.file).or_default().all += 1;
    }
    counts
}

/// The context for drawing.
struct Screen<'a> {
    options: &'a Options,
    width: usize,
    theme: GraphicalTheme,
}

impl<'a> Screen<'a> {
    fn new(options: &'a Options) -> Self {
        let mut theme = if options.ascii {
            GraphicalTheme::none()
        } else {
            GraphicalTheme::unicode_nocolor()
        };
        if options.color {
            theme.styles = styles();
        }
        Self {
            options,
            width: options.width.max(MIN_WIDTH),
            theme,
        }
    }

    fn write_part(
        &self,
        report: &Report<'_>,
        part: &Part<'_>,
        out: &mut dyn Write,
    ) -> io::Result<()> {
        self.write_finding(report, part.finding, out)?;
        match part.rest {
            0 => Ok(()),
            rest => self.write_rest(part.finding, rest, out),
        }
    }

    fn write_finding(
        &self,
        report: &Report<'_>,
        finding: &Finding,
        out: &mut dyn Write,
    ) -> io::Result<()> {
        let (snippet, elsewhere) = Snippet::new(report, finding, self);
        out.write_all(snippet.render(self).as_bytes())?;
        for related in elsewhere {
            self.write_line("note", &self.note(related), out)?;
        }
        if let Some(commit) = &finding.commit {
            self.write_line("commit", &commit.shown(), out)?;
        }
        if let Some(help) = &finding.help {
            self.write_line("help", help, out)?;
        }
        writeln!(out)
    }

    fn note(&self, Related { place, message }: &Related) -> String {
        let path = self.path(place);
        format!("{path}:{}: {message}", place.start.line)
    }

    fn path<'p>(&self, place: &'p ResolvedLocation) -> std::borrow::Cow<'p, str> {
        self.options.base.shown(&place.path)
    }

    /// Writes a line below the excerpt, with continuation lines aligned to its text.
    fn write_line(&self, word: &str, text: &str, out: &mut dyn Write) -> io::Result<()> {
        let start = self.theme.styles.help.style(format!("{word}:"));
        // Most lines fit, and finding line breaks is the most expensive part.
        if "  : ".len() + word.len() + text.len() <= self.width {
            return writeln!(out, "  {start} {text}");
        }
        // Break only at spaces, never inside a name or path, so that they can be copied.
        let mut wrapped = text.to_owned();
        textwrap::fill_inplace(&mut wrapped, self.width - INDENT.len());
        writeln!(
            out,
            "  {start} {}",
            wrapped.replace('\n', &format!("\n{INDENT}"))
        )
    }

    /// Stands for what is left out.
    fn cut(&self) -> char {
        if self.options.ascii { '~' } else { '…' }
    }

    fn write_rest(&self, finding: &Finding, rest: usize, out: &mut dyn Write) -> io::Result<()> {
        let path = finding
            .place()
            .map(|place| self.path(place))
            .unwrap_or_default();
        let cut = self.cut();
        let line =
            format!("{cut} and {rest} more in {path}; use `--format concise` to see them all");
        writeln!(out, "{}\n", self.theme.styles.linum.style(line))
    }

    fn write_totals(&self, summary: &Summary, out: &mut dyn Write) -> io::Result<()> {
        let files = plural(summary.files, "file", "files");
        let counts = [
            (summary.errors, "error", "errors", Severity::Error),
            (summary.warnings, "warning", "warnings", Severity::Warning),
            (
                summary.advice,
                "piece of advice",
                "pieces of advice",
                Severity::Advice,
            ),
        ];
        let mut found = Vec::new();
        for (count, one, many, severity) in counts {
            if count > 0 {
                found.push(self.paint(severity, &plural(count, one, many)));
            }
        }
        if found.is_empty() {
            // Say nothing to a pipe, or if no files were checked.
            if self.options.terminal && summary.files > 0 {
                writeln!(out, "no findings in {files}")?;
            }
            return Ok(());
        }
        write!(out, "{} in {files}", found.join(", "))?;
        match (summary.fixable, summary.unsafely_fixable) {
            (0, 0) => {}
            (safe, 0) => write!(out, "; {safe} can be fixed with --fix")?,
            (0, more) => write!(out, "; {more} can be fixed with --fix --unsafe")?,
            (safe, more) => write!(
                out,
                "; {safe} can be fixed with --fix, {more} more with --fix --unsafe"
            )?,
        }
        writeln!(out)
    }

    fn paint(&self, severity: Severity, text: &str) -> String {
        let styles = &self.theme.styles;
        let style = match severity {
            Severity::Error => &styles.error,
            Severity::Warning => &styles.warning,
            Severity::Advice | Severity::Off => &styles.advice,
        };
        style.style(text).to_string()
    }
}

/// Colors from the terminal's palette.
fn styles() -> ThemeStyles {
    let mut styles = ThemeStyles::ansi();
    // Marks of related places take this color.
    styles.link = styles.help;
    styles.error = styles.error.bold();
    styles.warning = styles.warning.bold();
    styles.advice = styles.advice.bold();
    styles.help = styles.help.bold();
    styles
}
