//! Files that Git ignores, so that no command would find them.

use progress_core::source::folder_of;

/// What to do about a new file that would be ignored.
#[must_use]
pub fn remedy(path: &str) -> String {
    let folder = folder_of(path);
    let top = folder.split('/').next().unwrap_or(folder);
    let plans = folder_of(folder);
    let rules = if plans.contains('/') {
        format!("`{top}/*` and `!{plans}/`")
    } else {
        format!("`!{folder}/`")
    };
    format!("progress files are found only where Git sees them; replace the rule by {rules}")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_rules_let_the_plans_through() {
        let help = remedy(".claude/progress/shop/phase-1-progress.md");
        assert!(
            help.ends_with("replace the rule by `.claude/*` and `!.claude/progress/`"),
            "{help}"
        );
    }
}
