//! Colored output.

use std::env;

use anstyle::{AnsiColor, Effects};
pub use clap::ColorChoice;

/// The choice of color made in the environment, for any stream.
///
/// `NO_COLOR` overrides `CLICOLOR_FORCE`, which overrides `CLICOLOR` and `TERM`.
pub(super) fn of_environment() -> ColorChoice {
    // By convention `0` does not force colors; `clicolor_force` accepts any value.
    let is_zero = env::var_os("CLICOLOR_FORCE").is_some_and(|value| value == "0");
    if anstyle_query::no_color() {
        ColorChoice::Never
    } else if anstyle_query::clicolor_force() && !is_zero {
        ColorChoice::Always
    } else if anstyle_query::clicolor() == Some(false) || !anstyle_query::term_supports_color() {
        ColorChoice::Never
    } else {
        ColorChoice::Auto
    }
}

/// Whether this choice colors the output to a stream.
pub(super) fn is_colored(choice: ColorChoice, is_terminal: bool) -> bool {
    match choice {
        ColorChoice::Auto => is_terminal,
        ColorChoice::Always => true,
        ColorChoice::Never => false,
    }
}

/// The role of a piece of text.
#[derive(Clone, Copy, Debug)]
pub(super) enum Style {
    Error,
    Warning,
    Help,
    Good,
    Strong,
    Faint,
}

impl Style {
    /// The text in this style's color, if `paint` is set.
    pub(super) fn paint(self, text: &str, paint: bool) -> String {
        if !paint {
            return text.to_owned();
        }
        let style = match self {
            Self::Error => AnsiColor::Red.on_default().bold(),
            Self::Warning => AnsiColor::Yellow.on_default().bold(),
            Self::Help => AnsiColor::Cyan.on_default().bold(),
            Self::Good => AnsiColor::Green.on_default(),
            Self::Strong => Effects::BOLD.into(),
            Self::Faint => Effects::DIMMED.into(),
        };
        format!("{style}{text}{style:#}")
    }
}
