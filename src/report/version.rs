//! The version of JSON formats.

use serde::{Serialize, Serializer};

/// The version of a JSON format. A new one is needed when a field is removed or changes its
/// meaning.
#[derive(Clone, Copy, Debug)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
#[cfg_attr(test, schemars(inline, extend("type" = "integer", "const" = 1)))]
pub(crate) struct FormatVersion;

impl Serialize for FormatVersion {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_u32(1)
    }
}
