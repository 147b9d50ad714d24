//! Commits in JSON, as one text of their IDs.

use progress_git::git::ObjectId;
use serde::de::Error;
use serde::{Deserialize, Deserializer, Serializer};

/// Writes the IDs, separated by spaces.
pub(super) fn serialize<'i, S: Serializer>(
    ids: impl IntoIterator<Item = &'i ObjectId>,
    serializer: S,
) -> Result<S::Ok, S::Error> {
    let ids: Vec<String> = ids.into_iter().map(ToString::to_string).collect();
    serializer.serialize_str(&ids.join(" "))
}

/// Reads the IDs.
pub(super) fn deserialize<'d, D: Deserializer<'d>, T: FromIterator<ObjectId>>(
    deserializer: D,
) -> Result<T, D::Error> {
    let text = String::deserialize(deserializer)?;
    let ids = text.split_whitespace().map(ObjectId::from_hex);
    ids.collect::<Option<T>>()
        .ok_or_else(|| D::Error::custom("not an object ID"))
}
