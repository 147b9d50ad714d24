//! Diagnostics: findings as rules leave them, located by nodes.

use yaml_lossless::NodeId;
use yaml_lossless::text::Span;

use super::finding::CommitName;
use super::fix::Fix;
use crate::config::Severity;
use crate::display::shortened;
use crate::model::{FileId, TaskRef};
use crate::workspace::CommitFacts;

/// The location of a finding: the node it is about, and what to underline.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Location {
    pub(super) file: FileId,
    /// The node that the finding is about; its path is the finding's pointer.
    pub(super) node: Option<NodeId>,
    pub(super) shown: Shown,
}

/// What is underlined.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Shown {
    Value(NodeId),
    Key(NodeId),
    Span(Span),
}

impl Location {
    /// Underlines a value, or the first line of a collection.
    #[must_use]
    pub fn value(file: FileId, node: NodeId) -> Self {
        Self {
            file,
            node: Some(node),
            shown: Shown::Value(node),
        }
    }

    /// Underlines the key of a value in a mapping.
    #[must_use]
    pub fn key(file: FileId, value: NodeId) -> Self {
        Self {
            file,
            node: Some(value),
            shown: Shown::Key(value),
        }
    }

    /// Is about one node and underlines another: a task, shown by its ID.
    #[must_use]
    pub fn of(file: FileId, node: NodeId, shown: NodeId) -> Self {
        Self {
            file,
            node: Some(node),
            shown: Shown::Value(shown),
        }
    }

    /// Underlines a range of bytes, such as a place in the body.
    #[must_use]
    pub fn span(file: FileId, span: Span) -> Self {
        Self {
            file,
            node: None,
            shown: Shown::Span(span),
        }
    }

    /// Sets the node it is about, and keeps the underlined bytes.
    #[must_use]
    pub fn about(self, node: NodeId) -> Self {
        Self {
            node: Some(node),
            ..self
        }
    }
}

/// What a finding is about, to determine precedence among the findings of a file.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub enum Subject {
    /// A task.
    Task(TaskRef),
    /// A key, present or not, of a mapping.
    Key(NodeId, String),
}

/// A finding as a rule creates it.
#[derive(Clone, Debug)]
pub struct Diagnostic {
    pub(super) location: Option<Location>,
    pub(super) commit: Option<CommitName>,
    pub(super) severity: Option<Severity>,
    pub(super) message: String,
    pub(super) help: Option<String>,
    pub(super) related: Vec<(Location, String)>,
    pub(super) subjects: Vec<Subject>,
    pub(super) fix: Option<Fix>,
}

impl Diagnostic {
    /// Creates a finding in a file. `message` says what is wrong, what was expected and why.
    #[must_use]
    pub fn new(location: Location, message: impl Into<String>) -> Self {
        Self {
            location: Some(location),
            ..Self::about_branch(message)
        }
    }

    /// Creates a finding about the current branch.
    #[must_use]
    pub fn about_branch(message: impl Into<String>) -> Self {
        Self {
            location: None,
            commit: None,
            severity: None,
            message: bounded(message.into()),
            help: None,
            related: Vec::new(),
            subjects: Vec::new(),
            fix: None,
        }
    }

    /// Creates a finding about a commit.
    #[must_use]
    pub fn about_commit(commit: &CommitFacts, message: impl Into<String>) -> Self {
        Self {
            commit: Some(CommitName::new(&commit.id, &commit.subject)),
            ..Self::about_branch(message)
        }
    }

    /// Sets the commit that introduced it.
    #[must_use]
    pub fn commit(mut self, id: &str, subject: &str) -> Self {
        self.commit = Some(CommitName::new(id, subject));
        self
    }

    /// Sets what to do about it.
    #[must_use]
    pub fn help(mut self, help: impl Into<String>) -> Self {
        self.help = Some(bounded(help.into()));
        self
    }

    /// Adds a related place.
    #[must_use]
    pub fn related(mut self, location: Location, message: impl Into<String>) -> Self {
        self.related.push((location, bounded(message.into())));
        self
    }

    /// Adds a task that it is about, to determine precedence.
    #[must_use]
    pub fn task(mut self, task: TaskRef) -> Self {
        self.subjects.push(Subject::Task(task));
        self
    }

    /// Adds a key that it is about, to determine precedence.
    #[must_use]
    pub fn key(mut self, mapping: NodeId, key: impl Into<String>) -> Self {
        self.subjects.push(Subject::Key(mapping, key.into()));
        self
    }

    /// Sets a severity other than the rule's, such as a lower one for less certain findings.
    #[must_use]
    pub fn severity(mut self, severity: Severity) -> Self {
        self.severity = Some(severity);
        self
    }

    /// Whether it has the severity of its rule.
    #[must_use]
    pub(crate) fn is_of_default_severity(&self) -> bool {
        self.severity.is_none()
    }

    /// Sets a fix.
    #[must_use]
    pub fn fix(mut self, fix: Fix) -> Self {
        self.fix = Some(fix);
        self
    }

    /// Replaces this finding and all that follow it.
    fn and_more(self, max: usize) -> Self {
        Self {
            message: format!("more than {max} findings of this rule in the file"),
            help: Some("fix the ones above to see the rest".to_owned()),
            // The note is about all findings that are left out, so neither the fix nor the related
            // places of this one belong to it. Its place stays, and with it the scope of ignore
            // comments.
            related: Vec::new(),
            fix: None,
            ..self
        }
    }
}

/// Maximum characters kept of a message: ten thousand findings that quote an alias of a megabyte
/// would exhaust memory.
const MAX_MESSAGE: usize = 2_000;

fn bounded(message: String) -> String {
    // A text has no more characters than bytes, so only long messages need counting.
    if message.len() <= MAX_MESSAGE {
        return message;
    }
    shortened(&message, MAX_MESSAGE).into_owned()
}

/// Maximum findings of one rule reported per file, followed by a note that there are more.
///
/// Nobody reads this many, and the millions in a hostile file would exhaust memory.
pub(super) const MAX_OF_RULE: usize = 20_000;

/// Maximum findings of one rule fixed per file in one go: more, because most need no memory once
/// it is clear whether they can be fixed.
pub(super) const MAX_FIXED_OF_RULE: usize = 100_000;

/// The diagnostics of one file, or of the workspace.
#[derive(Debug)]
pub struct Diagnostics {
    /// Maximum diagnostics of a rule in a file.
    max: usize,
    rule: usize,
    /// How many more diagnostics the running rule may add, including the note that there are more.
    room: usize,
    pub(super) found: Vec<(usize, Diagnostic)>,
}

impl Diagnostics {
    /// Keeps this many diagnostics of each rule in a file, and a note if there are more.
    pub(super) fn with_max(max: usize) -> Self {
        Self {
            max,
            rule: 0,
            room: 0,
            found: Vec::new(),
        }
    }

    /// Attributes the following diagnostics to this rule, running on the workspace.
    pub(super) fn of_workspace(&mut self, rule: usize) {
        self.rule = rule;
        // These findings are about the branch and its commits. A hostile file cannot multiply them.
        self.room = usize::MAX;
    }

    /// Attributes the following diagnostics to this rule, running on a file.
    pub(super) fn of_file(&mut self, rule: usize) {
        self.rule = rule;
        // One more, for the note that there are more.
        self.room = self.max + 1;
    }

    /// Adds a finding of the running rule.
    pub fn push(&mut self, diagnostic: Diagnostic) {
        let diagnostic = match self.room {
            0 => return,
            // The last place is for the note, so that findings are never left out silently.
            1 => diagnostic.and_more(self.max),
            _ => diagnostic,
        };
        self.room -= 1;
        self.found.push((self.rule, diagnostic));
    }

    /// Whether further findings of the running rule are dropped, so that it may stop.
    #[must_use]
    pub(crate) fn is_full(&self) -> bool {
        self.room == 0
    }
}

#[cfg(test)]
mod tests {
    use super::MAX_OF_RULE;
    use crate::testing::lint_with;

    #[test]
    fn quoted_values_are_bounded() {
        let found = lint_with(&format!("status: {}", "ä".repeat(5_000)));
        let unknown = found.iter().find(|found| found.rule == "status-unknown");
        let length = unknown.map(|found| found.message.chars().count());
        assert_eq!(length, Some(2_001));
    }

    #[test]
    fn thousands_of_findings_end_with_a_note() {
        let lint = |count| {
            let found = lint_with(&"a: 1\n".repeat(count + 1));
            let found = found.into_iter();
            let repeated = found.filter(|found| found.rule == "duplicate-key");
            repeated.map(|found| found.message).collect::<Vec<_>>()
        };
        let all = lint(MAX_OF_RULE);
        assert_eq!(all.len(), MAX_OF_RULE);
        assert!(!all[MAX_OF_RULE - 1].contains("more than"));
        let capped = lint(MAX_OF_RULE + 5);
        assert_eq!(capped.len(), MAX_OF_RULE + 1);
        assert!(capped[MAX_OF_RULE].contains("more than 20000"));
    }
}
