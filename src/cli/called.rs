//! The name by which the program was called, which is the one that its hints use.

use std::borrow::Cow;
use std::ffi::OsStr;
use std::path::Path;

use crate::hook::program::FULL_NAME;

/// The name that hints are written with.
const NAME: &str = "progress";

/// Returns the name by which the program was called, from its first argument: where a package
/// installs only the long one, `progress` may be another program.
pub(super) fn name(argument: &OsStr) -> &'static str {
    if Path::new(argument).file_stem() == Some(FULL_NAME.as_ref()) {
        FULL_NAME
    } else {
        NAME
    }
}

/// Returns a hint whose commands have the name by which the program was called.
pub(super) fn hint<'t>(text: &'t str, called: &str) -> Cow<'t, str> {
    if called == NAME {
        return text.into();
    }
    text.replace("`progress ", &format!("`{called} ")).into()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_name_is_that_of_the_file() {
        for (argument, expected) in [
            ("progress", NAME),
            ("/usr/bin/progress-lint", FULL_NAME),
            ("progress-lint.exe", FULL_NAME),
            ("p", NAME),
            ("", NAME),
        ] {
            assert_eq!(name(argument.as_ref()), expected, "{argument}");
        }
    }

    #[test]
    fn only_commands_are_renamed() {
        let text = "run `progress lint a.md`, not `progress`: progress is slow";
        assert_eq!(hint(text, NAME), text);
        assert_eq!(
            hint(text, FULL_NAME),
            "run `progress-lint lint a.md`, not `progress`: progress is slow"
        );
    }
}
