//! Conflicts of which only the markers are left, in each of Git's styles.

use proptest::prelude::*;

use super::model::{Model, model, style};
use super::options;
use super::properties::{after, by_id};
use super::steps::step;
use crate::lines::by_lines;
use crate::{Fallback, Options, Resolved, Three, resolve_marked};
use progress_git::git::ConflictStyle;

/// Merges what the markers of Git's line merge show; `None` if there is no conflict.
fn shown(versions: [&str; 3], style: &str) -> Option<Resolved> {
    let [base, ours, theirs] = versions;
    let options = Options {
        style: ConflictStyle::named(style),
        ..options()
    };
    let lines = by_lines(Three { base, ours, theirs }.map(str::as_bytes), &options);
    let marked = lines.unwrap().bytes();
    // A side that is empty without a base is refused.
    resolve_marked(&marked, None, &options).ok()?
}

fn text(resolved: &Resolved) -> String {
    String::from_utf8(resolved.text.clone()).unwrap()
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(super::properties::cases()))]

    /// `zdiff3` shows less of the base than `diff3`, but enough.
    #[test]
    fn zdiff3_is_as_good_as_diff3(
        base in model(),
        left in prop::collection::vec(step(), 1..7),
        right in prop::collection::vec(step(), 1..7),
        style in style(),
    ) {
        let models: [Model; 3] = [base.clone(), after(&base, &left), after(&base, &right)];
        let texts = models.map(|model| model.text(style));
        let versions = [texts[0].as_str(), &texts[1], &texts[2]];
        let Some(full) = shown(versions, "diff3") else { return Ok(()) };
        let short = shown(versions, "zdiff3").unwrap();
        if full.fallback.is_none() {
            let why = short.fallback.as_ref().map(Fallback::to_string);
            prop_assert!(short.fallback.is_none(), "{:?}\n{}", why, text(&short));
        }
        if full.conflicts.is_empty() && short.conflicts.is_empty() && !short.is_base_unknown {
            prop_assert_eq!(by_id(&text(&full)), by_id(&text(&short)), "{}", text(&short));
        }
    }
}
