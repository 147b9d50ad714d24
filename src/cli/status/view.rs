//! How plans are shown to people.

use crate::claims::HeldClaim;
use crate::cli::colors::Style;
use crate::cli::table::Screen;
use crate::report::Base;

/// The minimum width in columns.
const MIN_WIDTH: usize = 40;

/// How to show plans.
pub(super) struct View<'c> {
    /// The name by which the program was called.
    pub called: &'static str,
    /// Whether to use color.
    pub paint: bool,
    /// What the output can show.
    pub screen: Screen,
    /// Whether to show each phase, or only each plan.
    pub shows_phases: bool,
    /// Whether to include finished plans.
    pub shows_over: bool,
    /// What paths are shown relative to.
    pub base: Base,
    /// The claims on tasks of these plans.
    pub claims: &'c [HeldClaim],
}

impl View<'_> {
    /// What the output can show, if that is not too narrow.
    pub(super) fn screen(&self) -> Screen {
        self.screen.at_least(MIN_WIDTH)
    }

    /// A text that matters less.
    pub(super) fn faint(&self, text: &str) -> String {
        // Escapes around nothing would keep blanks at the end from being trimmed.
        Style::Faint.paint(text, self.paint && !text.is_empty())
    }
}
