//! Names of temporary files that will replace others.
//!
//! Such a file exists only during a write; one found later was left by a killed process.

const MARK: &str = ".progress-";
const RANDOM: usize = 8;
/// Maximum bytes kept of the name of the replaced file, since file systems allow 255 bytes.
const MAX_KEPT: usize = 200;

/// The name of a temporary file that will replace `name`: its prefix, the number of random letters
/// and digits, and its suffix.
#[must_use]
pub fn temporary_name(name: &str) -> (String, usize, &'static str) {
    let kept: String = name
        .char_indices()
        .take_while(|(at, c): &(usize, char)| at + c.len_utf8() <= MAX_KEPT)
        .map(|(_, c)| c)
        .collect();
    (format!(".{kept}{MARK}"), RANDOM, ".tmp")
}

/// Whether a file's name has the form of [`temporary_name`].
#[must_use]
pub fn is_temporary(name: &str) -> bool {
    let rest = name
        .strip_prefix('.')
        .and_then(|rest| rest.strip_suffix(".tmp"));
    let random = rest.and_then(|rest| rest.rsplit_once(MARK));
    random.is_some_and(|(_, random)| {
        // As strict as possible, because what matches may be removed.
        random.len() == RANDOM && random.bytes().all(|byte| byte.is_ascii_alphanumeric())
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn temporary_files_are_recognized() {
        let long = "é".repeat(120);
        for name in ["phase-1-progress.md", ".progress-x.md", &long] {
            let (before, random, after) = temporary_name(name);
            let name = format!("{before}{}{after}", "aZ09".repeat(random / 4));
            assert!(is_temporary(&name), "{name}");
            assert!(name.len() < 255);
        }
        for name in [
            "phase-1-progress.md",
            ".phase-1-progress.md",
            ".x.progress-short.tmp",
            ".x.progress-aZ09/Z09.tmp",
            "x.progress-aZ09aZ09.tmp",
            ".progress-aZ09aZ09.md",
        ] {
            assert!(!is_temporary(name), "{name}");
        }
    }
}
