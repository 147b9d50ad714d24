//! A rule's documentation, taken from the module docs of its file.
//!
//! The first paragraph says what the rule requires, the following ones why. `# Bad` and `# Good`
//! are followed by fenced examples: `yaml` for frontmatter keys that replace those of a clean
//! file, or for a whole file if the text starts with `---`. Attributes after the language are in
//! parentheses, so that rustdoc ignores them: `path=…` (the file's path), `branch=…` (the
//! current branch), and facts that Git would supply: `lost=…` (a path that never existed),
//! `rooted=…` (a path that exists without its `/`), `unknown=…` (a commit that does not exist),
//! `completed=…` (the date on which the phase was marked as done), `missing=…` (a path that
//! `files_modified` lacks), `done=…` (a task that a commit marks as done) and `worked=…` (a task
//! that a commit works on). `text (commit)` is a commit message, and `md (readme)` the README.

use super::Entry;

/// The rules whose findings are in no file, in frontmatter that cannot be read, or about an ignore
/// comment.
const NOT_IGNORABLE: [&str; 9] = [
    "frontmatter-syntax",
    "frontmatter-missing",
    "status-section-stale",
    "branch-name",
    "branch-plan-unknown",
    "commit-task-unknown",
    "commit-task-ambiguous",
    "commit-without-task",
    "unused-ignore",
];

impl Entry {
    /// Whether an ignore comment can silence the rule's findings.
    #[must_use]
    pub fn can_be_ignored(&self) -> bool {
        !NOT_IGNORABLE.contains(&self.rule.name)
    }
}

/// A rule's documentation.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Docs {
    /// Everything before the examples, in Markdown.
    pub text: String,
    /// Files that, taken together, trigger the rule.
    pub bad: Vec<Example>,
    /// Files that do not trigger it.
    pub good: Vec<Example>,
}

/// One fenced example.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Example {
    /// The content of the fence.
    pub text: String,
    /// The file's path, if it matters.
    pub path: Option<String>,
    /// The current branch, if it matters.
    pub branch: Option<String>,
    /// A path that never existed.
    pub lost: Option<String>,
    /// A path that exists without its leading `/`.
    pub rooted: Option<String>,
    /// A commit that does not exist.
    pub unknown: Option<String>,
    /// The date on which the phase was marked as done.
    pub completed: Option<String>,
    /// Whether this is a commit message.
    pub is_commit: bool,
    /// Whether this is the `README.md` of the root.
    pub is_readme: bool,
    /// A path that `files_modified` lacks.
    pub missing: Option<String>,
    /// A task that a commit marks as done.
    pub done: Option<String>,
    /// A task that a commit works on.
    pub worked: Option<String>,
}

impl Docs {
    pub(super) fn of(source: &str) -> Self {
        // Up to the first line that is not part of them: `//!` may occur further down, in a test.
        let lines = source.lines().map_while(|line| line.strip_prefix("//!"));
        let mut docs = Self::default();
        let mut section = Section::Text;
        let mut fence: Option<Example> = None;
        for line in lines.map(|line| line.strip_prefix(' ').unwrap_or(line)) {
            match (&mut fence, section) {
                // Inside a fence, a line that starts with `#` is part of the example.
                (Some(example), _) if line == "```" => {
                    let done = std::mem::take(example);
                    fence = None;
                    match section {
                        Section::Bad => docs.bad.push(done),
                        _ => docs.good.push(done),
                    }
                }
                (Some(example), _) => {
                    example.text.push_str(line);
                    example.text.push('\n');
                }
                (None, _) if line == "# Bad" => section = Section::Bad,
                (None, _) if line == "# Good" => section = Section::Good,
                (None, Section::Text) => {
                    docs.text.push_str(line);
                    docs.text.push('\n');
                }
                (None, _) => fence = line.strip_prefix("```").map(Example::open),
            }
        }
        docs.text.truncate(docs.text.trim_end().len());
        docs
    }
}

#[derive(Clone, Copy)]
enum Section {
    Text,
    Bad,
    Good,
}

impl Example {
    fn open(info: &str) -> Self {
        let attribute = |name: &str| {
            let mut words = info.split([' ', '(', ')']);
            words
                .find_map(|word| word.strip_prefix(name))
                .map(str::to_owned)
        };
        Self {
            text: String::new(),
            path: attribute("path="),
            branch: attribute("branch="),
            lost: attribute("lost="),
            rooted: attribute("rooted="),
            unknown: attribute("unknown="),
            completed: attribute("completed="),
            is_commit: info.split([' ', '(', ')']).any(|word| word == "commit"),
            is_readme: info.split([' ', '(', ')']).any(|word| word == "readme"),
            missing: attribute("missing="),
            done: attribute("done="),
            worked: attribute("worked="),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn docs_are_split_into_text_and_examples() {
        let source = "//! Demands.\n//!\n//! Why.\n//!\n//! # Bad\n//!\n//! ```yaml (path=a/b.md)\n//! x:\n//!   - 1\n//! ```\n//!\n//! # Good\n//!\n//! ```yaml\n//! x: []\n//! ```\n\nuse std;\n//! no\n";
        let docs = Docs::of(source);
        assert_eq!(docs.text, "Demands.\n\nWhy.");
        assert_eq!(docs.bad[0].text, "x:\n  - 1\n");
        assert_eq!(docs.bad[0].path.as_deref(), Some("a/b.md"));
        assert_eq!(docs.good[0].text, "x: []\n");
    }
}
