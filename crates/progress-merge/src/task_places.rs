//! Where the tasks of both sides are.

use progress_core::collections::HashMap;
use progress_core::model::item::ItemKey;

/// The keys of the items that have a task ID, and whether both sides have them.
pub(super) type PlacesById<'a> = HashMap<&'a str, Vec<(&'a ItemKey, bool)>>;

/// Where the tasks of both sides are.
#[derive(Debug, Default)]
pub(super) struct TaskPlaces(Vec<TaskPlace>);

#[derive(Debug)]
struct TaskPlace {
    /// The ID, if it is not the key's name.
    id: Option<String>,
    key: ItemKey,
    is_shared: bool,
}

impl TaskPlaces {
    /// Adds a task, which may have another ID on each side.
    pub(super) fn add(&mut self, key: &ItemKey, ids: [Option<&str>; 2], is_shared: bool) {
        let [ours, theirs] = ids;
        for (id, is_repeated) in [(ours, false), (theirs, theirs == ours)] {
            let Some(id) = id else { continue };
            if is_repeated {
                continue;
            }
            self.0.push(TaskPlace {
                // Usually the key is named after the ID, which then needs no copy.
                id: (id != key.name).then(|| id.to_owned()),
                key: key.clone(),
                is_shared,
            });
        }
    }

    /// The places of each ID.
    pub(super) fn by_id(&self) -> PlacesById<'_> {
        let mut places = PlacesById::default();
        for place in &self.0 {
            let id = place.id.as_deref().unwrap_or(&place.key.name);
            let known = places.entry(id).or_default();
            let found = (&place.key, place.is_shared);
            if !known.contains(&found) {
                known.push(found);
            }
        }
        places
    }
}
