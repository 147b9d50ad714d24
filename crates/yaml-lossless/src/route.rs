//! Paths of nodes, printed as JSON Pointers.

use std::borrow::Cow;
use std::fmt;

use super::Node;

/// One step of a [`Route`].
#[derive(Clone, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Step {
    /// Into the value of a mapping's key.
    Key(String),
    /// Into a list's item, from 0.
    Index(usize),
}

/// The path of a node from the root, such as `/items/3/name`.
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
                Step::Key(key) => write!(f, "/{}", escaped(key))?,
                Step::Index(index) => write!(f, "/{index}")?,
            }
        }
        Ok(())
    }
}

impl Node<'_> {
    /// The path from the root; for a key, the path of its entry.
    #[must_use]
    pub fn route(self) -> Route {
        let mut steps = Vec::new();
        for node in self.way_down() {
            steps.push(match node.key() {
                Some(key) => Step::Key(key.text().unwrap_or_default().to_owned()),
                None => Step::Index(node.position()),
            });
        }
        Route(steps)
    }

    /// The route as a JSON Pointer; if that exceeds `limit` bytes, the pointer of the nearest
    /// ancestor that fits.
    #[must_use]
    pub fn pointer(self, limit: usize) -> String {
        let mut pointer = String::new();
        for node in self.way_down() {
            let step = match node.key() {
                Some(key) => escaped(key.text().unwrap_or_default()),
                None => Cow::Owned(node.position().to_string()),
            };
            if pointer.len() + "/".len() + step.len() > limit {
                break;
            }
            pointer.push('/');
            pointer.push_str(&step);
        }
        pointer
    }

    /// The nodes on the path from the root, including this one and excluding the root.
    fn way_down(self) -> Vec<Self> {
        let mut nodes: Vec<Self> = std::iter::successors(Some(self), |node| node.parent())
            .take_while(|node| node.parent().is_some())
            .collect();
        nodes.reverse();
        nodes
    }
}

/// A key as a step of a JSON Pointer.
fn escaped(key: &str) -> Cow<'_, str> {
    if memchr::memchr2(b'~', b'/', key.as_bytes()).is_none() {
        return Cow::Borrowed(key);
    }
    // In this order: otherwise the `~` of a `~1` would be escaped again.
    Cow::Owned(key.replace('~', "~0").replace('/', "~1"))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::parse;
    use crate::text::Span;

    #[test]
    fn keys_are_escaped_as_json_pointers_are() {
        let route = Route::from(vec![Step::Key("a/b~c".to_owned()), Step::Index(2)]);
        assert_eq!(route.to_string(), "/a~1b~0c/2");
        assert_eq!(Route::default().to_string(), "");
    }

    #[test]
    fn a_pointer_stays_within_its_limit() {
        let yaml = "a: {b/c: [1, {dddd: 2}]}\n";
        let tree = parse(yaml, Span::new(0, yaml.len())).unwrap();
        let last = tree.last_before(yaml.len()).unwrap();
        assert_eq!(last.route().to_string(), "/a/b~1c/1/dddd");
        for (limit, pointer) in [
            (99, "/a/b~1c/1/dddd"),
            (14, "/a/b~1c/1/dddd"),
            (13, "/a/b~1c/1"),
            (6, "/a"),
            (1, ""),
        ] {
            assert_eq!(last.pointer(limit), pointer, "{limit}");
        }
    }
}
