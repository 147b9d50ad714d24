//! Paths of values in the frontmatter of all versions.

use std::fmt;

use progress_core::display::shortened;
use progress_core::model::item::ItemKey;

/// Maximum length of a text in messages.
pub(super) const MAX_NAME: usize = 60;

/// One step of a [`ValuePath`].
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub(super) enum PathStep {
    /// Into the value of a key.
    Key(String),
    /// Into an item of a list.
    Item(ItemKey),
}

/// The path of a value. Items are identified by their keys instead of their positions, so a path
/// means the same value in every version.
#[derive(Clone, Debug, Default, PartialEq, Eq, Hash)]
pub(super) struct ValuePath(pub(super) Vec<PathStep>);

impl ValuePath {
    /// The value of a top-level key.
    pub(super) fn top(key: &str) -> Self {
        Self(vec![PathStep::Key(key.to_owned())])
    }

    /// The path that goes one step further.
    pub(super) fn join(&self, step: PathStep) -> Self {
        let mut steps = self.0.clone();
        steps.push(step);
        Self(steps)
    }

    /// The path of a key's value in this mapping.
    pub(super) fn join_key(&self, key: &str) -> Self {
        self.join(PathStep::Key(key.to_owned()))
    }

    /// The top-level key that it starts at.
    pub(super) fn top_key(&self) -> Option<&str> {
        match self.0.first()? {
            PathStep::Key(key) => Some(key),
            PathStep::Item(_) => None,
        }
    }
}

impl fmt::Display for ValuePath {
    /// In words: `` `status` of task `T-1` ``.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let mut steps = self.0.iter().rev().peekable();
        let mut is_first = true;
        while let Some(step) = steps.next() {
            let of = if is_first { "" } else { " of " };
            is_first = false;
            match step {
                PathStep::Key(key) => write!(f, "{of}`{key}`")?,
                PathStep::Item(item) => {
                    let list = match steps.next_if(|step| matches!(step, PathStep::Key(_))) {
                        Some(PathStep::Key(list)) => singular(list),
                        _ => "item".to_owned(),
                    };
                    write!(f, "{of}{list} `{}`", shortened(&item.name, MAX_NAME))?;
                }
            }
        }
        Ok(())
    }
}

fn singular(list: &str) -> String {
    match list {
        "tasks" => "task".to_owned(),
        "blockers" => "blocker".to_owned(),
        "success_criteria" => "criterion".to_owned(),
        _ => format!("`{list}` item"),
    }
}
