//! Draws a finding with miette.

use std::fmt;

use miette::{Diagnostic, GraphicalReportHandler, LabeledSpan, SourceCode};
use progress_core::config::Severity;
use progress_core::lint::{Finding, Related, Report};

use super::Screen;
use super::excerpt::Excerpt;
use super::mark::Mark;
use crate::report::documentation;

/// A finding's message and the excerpt of its file.
#[derive(Debug)]
pub(super) struct Snippet<'r> {
    finding: &'r Finding,
    excerpt: Option<Excerpt>,
}

impl<'r> Snippet<'r> {
    /// Returns the excerpt for a finding, and the related places that do not fit in it.
    pub(super) fn new(
        report: &Report<'_>,
        finding: &'r Finding,
        screen: &Screen<'_>,
    ) -> (Self, Vec<&'r Related>) {
        let related: Vec<&Related> = finding.related.iter().collect();
        let Some(place) = finding.place() else {
            let snippet = Self {
                finding,
                excerpt: None,
            };
            return (snippet, related);
        };
        let text = report.text(place.file);
        let name = screen.path(place).into_owned();
        let (excerpt, elsewhere) =
            Excerpt::new(text, place, &related, name, screen.width, screen.cut());
        let snippet = Self {
            finding,
            excerpt: Some(excerpt),
        };
        (snippet, elsewhere)
    }

    /// Returns the message and the excerpt, as lines.
    pub(super) fn render(&self, screen: &Screen<'_>) -> String {
        let mut drawn = String::new();
        let handler = GraphicalReportHandler::new_themed(self.theme(screen))
            .with_width(screen.width)
            .with_wrap_lines(!self.fits(screen.width))
            // Break only at spaces, so that names and code can be copied.
            .with_word_separator(textwrap::WordSeparator::AsciiSpace)
            .with_word_splitter(textwrap::WordSplitter::NoHyphenation)
            .with_break_words(false)
            .without_syntax_highlighting()
            .without_cause_chain();
        // Writing to a string fails only if the excerpt does, which it never does.
        let _ = handler.render_report(&mut drawn, self);
        // miette indents by two columns, but findings start at the margin.
        match drawn.strip_prefix("  ") {
            Some(flush) => flush.to_owned(),
            None => drawn,
        }
    }

    /// The theme, with the rule in place of miette's icon, and a color for each mark.
    fn theme(&self, screen: &Screen<'_>) -> miette::GraphicalTheme {
        let mut theme = screen.theme.clone();
        let icon = self.icon(screen.options.links);
        let (styles, characters) = (&mut theme.styles, &mut theme.characters);
        let (style, slot) = match self.finding.severity {
            Severity::Error => (styles.error, &mut characters.error),
            Severity::Warning => (styles.warning, &mut characters.warning),
            Severity::Advice | Severity::Off => (styles.advice, &mut characters.advice),
        };
        *slot = icon;
        // miette takes one style per mark, in their order.
        styles.highlights.clear();
        for mark in self.marks() {
            let highlight = if mark.is_primary() {
                style
            } else {
                styles.link
            };
            styles.highlights.push(highlight);
        }
        // miette needs at least one.
        if styles.highlights.is_empty() {
            styles.highlights.push(style);
        }
        theme
    }

    /// Whether the message certainly fits on its line; finding line breaks is expensive.
    fn fits(&self, width: usize) -> bool {
        let message = &self.finding.message;
        // miette leaves two columns free on each side, and a character is at most one column
        // wide per byte.
        // A link takes no columns, so the name is measured without one.
        let taken = "  ".len() + self.icon(false).len() + " ".len() + message.len();
        taken <= width.saturating_sub(2)
    }

    fn icon(&self, links: bool) -> String {
        let Finding { severity, rule, .. } = self.finding;
        if links {
            let url = documentation(rule);
            // OSC 8, the terminal's escape sequence for a link.
            format!("{severity}[\u{1b}]8;;{url}\u{1b}\\{rule}\u{1b}]8;;\u{1b}\\]:")
        } else {
            format!("{severity}[{rule}]:")
        }
    }

    fn marks(&self) -> &[Mark] {
        self.excerpt.as_ref().map_or(&[], Excerpt::marks)
    }
}

impl fmt::Display for Snippet<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.finding.message)
    }
}

impl std::error::Error for Snippet<'_> {}

impl Diagnostic for Snippet<'_> {
    fn severity(&self) -> Option<miette::Severity> {
        Some(match self.finding.severity {
            Severity::Error => miette::Severity::Error,
            Severity::Warning => miette::Severity::Warning,
            Severity::Advice | Severity::Off => miette::Severity::Advice,
        })
    }

    fn source_code(&self) -> Option<&dyn SourceCode> {
        let excerpt = self.excerpt.as_ref()?;
        Some(excerpt)
    }

    fn labels(&self) -> Option<Box<dyn Iterator<Item = LabeledSpan> + '_>> {
        let labels = self.marks().iter().map(Mark::label);
        Some(Box::new(labels))
    }
}
