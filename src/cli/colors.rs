//! Coloured output.

use std::ffi::OsString;

use clap::ValueEnum;

/// When to use colour.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, ValueEnum)]
pub enum ColorChoice {
    /// On a terminal.
    #[default]
    Auto,
    /// Everywhere.
    Always,
    /// Nowhere.
    Never,
}

impl ColorChoice {
    /// The choice made in the environment; `NO_COLOR` overrides `CLICOLOR_FORCE`.
    #[must_use]
    pub fn of_environment(variable: impl Fn(&str) -> Option<OsString>) -> Self {
        let is_set = |name: &str| variable(name).is_some_and(|value| !value.is_empty());
        let is_zero = |name: &str| variable(name).is_some_and(|value| value == "0");
        if is_set("NO_COLOR") {
            return Self::Never;
        }
        if is_set("CLICOLOR_FORCE") && !is_zero("CLICOLOR_FORCE") {
            return Self::Always;
        }
        let is_dumb = variable("TERM").is_some_and(|value| value == "dumb");
        if is_dumb || is_zero("CLICOLOR") {
            return Self::Never;
        }
        Self::Auto
    }

    /// This choice, or `other` if this one is `auto`.
    #[must_use]
    pub fn or(self, other: Self) -> Self {
        match self {
            Self::Auto => other,
            choice => choice,
        }
    }

    /// Whether to colour output to a stream.
    #[must_use]
    pub fn colors(self, is_terminal: bool) -> bool {
        match self {
            Self::Auto => is_terminal,
            Self::Always => true,
            Self::Never => false,
        }
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
    /// The text in this style's colour, if `paint` is set.
    pub(super) fn paint(self, text: &str, paint: bool) -> String {
        if !paint {
            return text.to_owned();
        }
        let code = match self {
            Self::Error => "1;31",
            Self::Warning => "1;33",
            Self::Help => "1;36",
            Self::Good => "32",
            Self::Strong => "1",
            Self::Faint => "2",
        };
        format!("\x1b[{code}m{text}\x1b[0m")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn choice(variables: &[(&str, &str)]) -> ColorChoice {
        ColorChoice::of_environment(|name| {
            let found = variables.iter().find(|(known, _)| *known == name)?;
            Some(found.1.into())
        })
    }

    #[test]
    fn the_environment_is_respected() {
        assert_eq!(choice(&[]), ColorChoice::Auto);
        assert_eq!(choice(&[("NO_COLOR", "1")]), ColorChoice::Never);
        assert_eq!(choice(&[("NO_COLOR", "")]), ColorChoice::Auto);
        assert_eq!(choice(&[("CLICOLOR_FORCE", "1")]), ColorChoice::Always);
        assert_eq!(choice(&[("CLICOLOR_FORCE", "0")]), ColorChoice::Auto);
        assert_eq!(choice(&[("CLICOLOR", "0")]), ColorChoice::Never);
        assert_eq!(choice(&[("TERM", "dumb")]), ColorChoice::Never);
        let both = [("CLICOLOR_FORCE", "1"), ("NO_COLOR", "1")];
        assert_eq!(choice(&both), ColorChoice::Never);
    }
}
