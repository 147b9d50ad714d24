//! Tasks as people name them on the command line.

use super::plan_path::same_plan;
use crate::source::{folder_of, name_of};

/// A phase that has tasks, as far as a name is concerned.
pub trait TaskHolder {
    /// The name of its plan, if it has one.
    fn plan_name(&self) -> Option<&str>;

    /// The path of its file.
    fn file_path(&self) -> &str;
}

/// Returns the holders of the task that `name` means, and the task's ID.
///
/// A name is `ID` or `PLAN:ID`. The plan is named in full, without its version (`-v2`), or by the
/// folder of its files; its full name takes precedence. `holders` returns the phases that have a
/// task with an ID.
///
/// Without holders, the ID is what follows the last colon.
pub fn select<H: TaskHolder>(name: &str, holders: impl Fn(&str) -> Vec<H>) -> (Vec<H>, &str) {
    // An ID that contains a colon takes precedence over `PLAN:ID`.
    let whole = holders(name);
    if !whole.is_empty() {
        return (whole, name);
    }
    // An ID may contain colons too, so every one may be the end of the plan.
    for (at, _) in name.match_indices(':') {
        let (plan, id) = (&name[..at], &name[at + 1..]);
        let found = of_plan(holders(id), plan);
        if !found.is_empty() {
            return (found, id);
        }
    }
    (Vec::new(), bare_id(name))
}

/// The part of a name after its last colon.
#[must_use]
pub fn bare_id(name: &str) -> &str {
    name.rsplit_once(':').map_or(name, |(_, id)| id)
}

/// Keeps the holders in the plan of this name.
#[must_use]
pub(crate) fn of_plan<H: TaskHolder>(mut holders: Vec<H>, plan: &str) -> Vec<H> {
    if holders
        .iter()
        .any(|holder| holder.plan_name() == Some(plan))
    {
        holders.retain(|holder| holder.plan_name() == Some(plan));
        return holders;
    }
    holders.retain(|holder| {
        let is_same = holder.plan_name().is_some_and(|own| same_plan(own, plan));
        is_same || name_of(folder_of(holder.file_path())) == plan
    });
    holders
}

#[cfg(test)]
mod tests {
    use super::*;

    impl TaskHolder for (&str, &str, &str) {
        fn plan_name(&self) -> Option<&str> {
            Some(self.0).filter(|plan| !plan.is_empty())
        }

        fn file_path(&self) -> &str {
            self.1
        }
    }

    /// The paths of the named task, and its ID.
    fn selected(name: &str) -> (Vec<&'static str>, &str) {
        let phases = [
            ("auth-v1", "p/auth-v1/1.md", "A-1"),
            ("auth-v2", "p/second/1.md", "A-1"),
            ("auth", "p/auth/1.md", "A-1"),
            ("docs-v3", "p/manual/1.md", "D:1"),
            ("", "p/loose/1.md", "A-2"),
        ];
        let (found, id) = select(name, |id| {
            let of_id = phases.iter().filter(|(_, _, own)| *own == id);
            of_id.copied().collect()
        });
        (found.iter().map(|(_, path, _)| *path).collect(), id)
    }

    #[test]
    fn plans_are_named_in_full_by_folder_or_without_version() {
        assert_eq!(selected("auth-v1:A-1"), (vec!["p/auth-v1/1.md"], "A-1"));
        assert_eq!(selected("second:A-1"), (vec!["p/second/1.md"], "A-1"));
        assert_eq!(selected("auth:A-1"), (vec!["p/auth/1.md"], "A-1"));
        assert_eq!(selected("loose:A-2"), (vec!["p/loose/1.md"], "A-2"));
        assert_eq!(selected("A-1").0.len(), 3);
        assert_eq!(selected("auth-v9:A-1").0.len(), 3);
    }

    #[test]
    fn ids_may_have_colons() {
        assert_eq!(selected("D:1"), (vec!["p/manual/1.md"], "D:1"));
        assert_eq!(selected("docs:D:1"), (vec!["p/manual/1.md"], "D:1"));
        assert_eq!(selected("docs:X:9"), (vec![], "9"));
    }
}
