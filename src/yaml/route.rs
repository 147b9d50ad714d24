//! The path of a node, printed as a JSON Pointer.

use std::fmt;

/// One step of a [`Route`].
#[derive(Clone, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Step {
    /// Into the value of a mapping's key.
    Key(String),
    /// Into a list's item, from 0.
    Index(usize),
}

/// The path of a node from the top of the frontmatter, such as `/tasks/3/dependencies/1`.
#[derive(Clone, Debug, Default, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct Route(Vec<Step>);

impl Route {
    /// The steps from the top.
    #[must_use]
    pub fn steps(&self) -> &[Step] {
        &self.0
    }
}

impl From<Vec<Step>> for Route {
    fn from(steps: Vec<Step>) -> Self {
        Self(steps)
    }
}

impl fmt::Display for Route {
    /// Writes the route as a JSON Pointer (RFC 6901); the top is the empty string.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        for step in &self.0 {
            match step {
                Step::Key(key) => write!(f, "/{}", key.replace('~', "~0").replace('/', "~1"))?,
                Step::Index(index) => write!(f, "/{index}")?,
            }
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn keys_are_escaped_as_json_pointers_are() {
        let route = Route::from(vec![Step::Key("a/b~c".to_owned()), Step::Index(2)]);
        assert_eq!(route.to_string(), "/a~1b~0c/2");
        assert_eq!(Route::default().to_string(), "");
    }
}
