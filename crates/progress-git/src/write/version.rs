//! The version number in state files.
//!
//! Several versions of the program may be used in one clone: the agent of a worktree may run an
//! older or newer one. Early builds of 0.1.0, which wrote no version and ignore it, can still read the
//! current format; that is why lists have the version in each entry.

use serde::Serialize;
use serde::de::DeserializeOwned;
use serde_json::Value;

/// The version that is written, and the newest that can be read.
const VERSION: u64 = 1;
const KEY: &str = "version";

/// The reason why a state file cannot be used.
#[derive(Debug, PartialEq, Eq)]
pub enum Unfit {
    /// A newer version of the program wrote it, in an incompatible format.
    Newer,
    /// It is malformed, for this reason.
    Damaged(String),
}

impl From<serde_json::Error> for Unfit {
    fn from(error: serde_json::Error) -> Self {
        Self::Damaged(error.to_string())
    }
}

/// Serializes a value with the version.
///
/// # Errors
///
/// Fails if the value has no form in JSON.
pub fn to_json<T: Serialize>(kept: &T) -> serde_json::Result<Vec<u8>> {
    let mut value = serde_json::to_value(kept)?;
    match &mut value {
        Value::Array(entries) => entries.iter_mut().for_each(stamp),
        value => stamp(value),
    }
    let mut text = serde_json::to_vec_pretty(&value)?;
    text.push(b'\n');
    Ok(text)
}

/// Parses the output of [`to_json`].
///
/// # Errors
///
/// Fails if the text is malformed, or written by a newer version in an incompatible format.
pub fn from_json<T: DeserializeOwned>(text: &[u8]) -> Result<T, Unfit> {
    let value: Value = serde_json::from_slice(text)?;
    let is_newer = match &value {
        Value::Array(entries) => entries.iter().any(is_newer),
        value => is_newer(value),
    };
    if is_newer {
        return Err(Unfit::Newer);
    }
    Ok(serde_json::from_value(value)?)
}

fn stamp(value: &mut Value) {
    if let Value::Object(fields) = value {
        fields.insert(KEY.to_owned(), VERSION.into());
    }
}

fn is_newer(value: &Value) -> bool {
    match value.get(KEY) {
        // Early builds wrote none.
        None => false,
        // A version that is not a number can only come from a newer format.
        Some(version) => version.as_u64().is_none_or(|version| version > VERSION),
    }
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeMap;

    use super::*;

    type Fields = BTreeMap<String, Value>;

    #[test]
    fn versions_are_written_and_newer_ones_refused() {
        let fields = Fields::from([("a".to_owned(), 1.into())]);
        let text = to_json(&vec![fields.clone()]).unwrap();
        let read: Vec<Fields> = from_json(&text).unwrap();
        assert_eq!(read[0]["version"], 1);
        let text = to_json(&fields).unwrap();
        assert_eq!(from_json::<Fields>(&text).unwrap()["version"], 1);
        // The format of early builds.
        assert_eq!(from_json::<Vec<Fields>>(b"[{\"a\":1}]").unwrap(), [fields]);
        for newer in [
            "{\"version\":2}",
            "[{\"version\":1},{\"version\":2}]",
            "{\"version\":\"x\"}",
        ] {
            assert_eq!(
                from_json::<Value>(newer.as_bytes()),
                Err(Unfit::Newer),
                "{newer}"
            );
        }
        for damaged in ["", "{", "[1]", "{}"] {
            let read = from_json::<Vec<Fields>>(damaged.as_bytes());
            assert!(matches!(read, Err(Unfit::Damaged(_))), "{damaged}");
        }
    }
}
