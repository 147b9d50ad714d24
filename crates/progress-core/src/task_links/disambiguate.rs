//! Decides which of several tasks with the same ID is meant.
//!
//! Evidence is applied in order; each piece narrows the candidates if it supports some but not all
//! of them, and is ignored otherwise.

use std::cell::OnceCell;
use std::sync::Arc;

use super::task_index::{is_same_plan, is_same_unversioned};
use super::tokens::tokens;
use super::{Decider, Evidence, KnownFile, Message, TaskIndex};
use crate::collections::{HashMap, HashSet};
use crate::model::BranchName;
use crate::model::plan::without_version;
use crate::source::folder_of;

/// The remaining files that contain a task with one ID.
#[derive(Clone, Debug)]
pub(super) struct Candidates<'k> {
    pub files: Vec<&'k Arc<KnownFile>>,
    /// The evidence that decided, if any was needed.
    pub decider: Option<Decider>,
}

impl<'k> Candidates<'k> {
    /// Collects the holders of an ID; files that list all phases yield to the phase's own file.
    pub(super) fn of(holders: Vec<&'k Arc<KnownFile>>) -> Self {
        let mut files = holders;
        if files.iter().any(|file| file.lists_all_phases()) {
            let holders = files.clone();
            files.retain(|file| !file.lists_all_phases() || !has_phase_file(file, &holders));
        }
        Self {
            files,
            decider: None,
        }
    }

    /// Returns the file, if only one is left.
    pub(super) fn decided(&self) -> Option<&'k Arc<KnownFile>> {
        match self.files.as_slice() {
            [file] => Some(file),
            _ => None,
        }
    }

    /// Keeps the candidates that a piece of evidence supports; without evidence, it looks at none.
    fn narrow_by<E>(
        &mut self,
        decider: Decider,
        evidence: &[E],
        speaks_of: impl Fn(&E, &KnownFile) -> bool,
    ) {
        if !evidence.is_empty() {
            self.narrow(decider, |file| {
                evidence.iter().any(|it| speaks_of(it, file))
            });
        }
    }

    /// Keeps the candidates that the evidence supports.
    pub(super) fn narrow(&mut self, decider: Decider, speaks_of: impl Fn(&KnownFile) -> bool) {
        // What needs no decision must not be reported as decided.
        if self.files.len() < 2 {
            return;
        }
        let kept: Vec<_> = self
            .files
            .iter()
            .copied()
            .filter(|file| speaks_of(file))
            .collect();
        if !kept.is_empty() && kept.len() < self.files.len() {
            self.files = kept;
            self.decider = Some(decider);
        }
    }
}

/// Whether one of the files tracks a phase of the plan that another file lists completely.
fn has_phase_file(all_phases: &KnownFile, files: &[&Arc<KnownFile>]) -> bool {
    files.iter().any(|file| {
        !file.lists_all_phases()
            && folder_of(&file.path) == folder_of(&all_phases.path)
            && is_same_plan(file.plan(), all_phases.plan())
    })
}

/// The evidence about candidates.
pub(super) struct Disambiguator<'a> {
    message: &'a Message<'a>,
    evidence: &'a Evidence,
    scope: Option<Scope<'a>>,
    named: OnceCell<PlansNamed>,
    refers_elsewhere: OnceCell<bool>,
    /// The progress files that the commit touches, and those that it only adds with their plans.
    touched: OnceCell<HashSet<&'a str>>,
    planned: OnceCell<HashSet<&'a str>>,
    /// The files in which the commit changes the status of a task, by its ID.
    flipped: OnceCell<HashMap<&'a str, HashSet<&'a str>>>,
}

impl<'a> Disambiguator<'a> {
    pub(super) fn new(message: &'a Message<'a>, evidence: &'a Evidence) -> Self {
        let scope = message.header.and_then(|header| header.scope);
        Self {
            message,
            evidence,
            scope: scope.map(Scope::new),
            named: OnceCell::new(),
            refers_elsewhere: OnceCell::new(),
            touched: OnceCell::new(),
            planned: OnceCell::new(),
            flipped: OnceCell::new(),
        }
    }

    /// Applies the evidence that concerns one ID alone.
    pub(super) fn by_own_evidence(&self, id: &str, candidates: &mut Candidates) {
        // Strongest first: what the files say, what the commit does, what its message says.
        let cited = &self.evidence.cited;
        candidates.narrow_by(Decider::Evidence, cited, |it, file| {
            it.file().is_version_of(file)
        });
        if let Some(flipped) = self.flipped().get(id) {
            candidates.narrow(Decider::StatusChange, |file| {
                flipped.contains(file.path.as_str())
            });
        }
        candidates.narrow(Decider::PlanNamed, |file| self.names(file));
    }

    /// Applies the rest of the evidence: the other tasks in the message, and what the commit is
    /// about as a whole.
    pub(super) fn by_context(&self, candidates: &mut Candidates, decided_files: &[&KnownFile]) {
        candidates.narrow_by(Decider::Sibling, decided_files, |other, file| {
            is_same_unversioned(other.unversioned_plan(), file.unversioned_plan())
        });
        // A commit may touch several files while it works on the tasks of one.
        if !self.evidence.touched.is_empty() {
            candidates.narrow(Decider::Touched, |file| self.touches(&file.path));
        }
        if self.scope.is_some() || self.evidence.branch.is_some() {
            candidates.narrow(Decider::Scope, |file| self.matches(file));
        }
        // Weakest: a message often names tasks of several phases of one plan.
        candidates.narrow_by(Decider::Sibling, decided_files, |other, file| {
            other.path == file.path
        });
    }

    /// Whether anything other than an ID supports a file: the plan's name, or the files touched.
    pub(super) fn supports(&self, file: &KnownFile) -> bool {
        self.names(file)
            || self.matches(file)
            || self.touches(&file.path)
            || self
                .evidence
                .cited
                .iter()
                .any(|it| it.file().is_version_of(file))
    }

    /// Whether the commit touches a file.
    pub(super) fn touches(&self, path: &str) -> bool {
        let paths = self.evidence.touched.iter().map(String::as_str);
        self.touched.get_or_init(|| paths.collect()).contains(path)
    }

    /// Whether the commit adds a file in which nothing is started.
    pub(super) fn plans(&self, path: &str) -> bool {
        let paths = self.evidence.planned.iter().map(String::as_str);
        self.planned.get_or_init(|| paths.collect()).contains(path)
    }

    fn flipped(&self) -> &HashMap<&'a str, HashSet<&'a str>> {
        self.flipped.get_or_init(|| {
            let mut flipped: HashMap<&str, HashSet<&str>> = HashMap::default();
            for flip in &self.evidence.flips {
                flipped.entry(&flip.id).or_default().insert(&flip.path);
            }
            flipped
        })
    }

    /// Whether the message names the plan of a file, ignoring versions. Its scope does not count.
    pub(super) fn names(&self, file: &KnownFile) -> bool {
        let named = self.named.get_or_init(|| PlansNamed::of(self.message));
        named.may_have(file.unversioned_length()) && named.has(file.unversioned_plan())
    }

    /// Whether a trailer refers to a plan without a progress file here. A name counts as a plan's
    /// if it has a version or a date.
    pub(super) fn refers_elsewhere(&self, known: &TaskIndex) -> bool {
        *self.refers_elsewhere.get_or_init(|| {
            let trailers = &self.message.trailers;
            trailers
                .iter()
                .flat_map(|it| tokens(it.value))
                .any(|token| {
                    let name = plan_in(token.text).to_ascii_lowercase();
                    let plan = without_version(undated(&name));
                    // It is shorter if a version or a date was removed, which only names of plans
                    // have.
                    plan.len() < name.len() && !known.files().any(|file| file.is_of_plan(plan))
                })
        })
    }

    /// Whether the scope or the branch is named after the plan of a file.
    pub(super) fn matches(&self, file: &KnownFile) -> bool {
        let scope = self.scope.as_ref();
        let branch = self.evidence.branch.as_deref();
        scope.is_some_and(|scope| {
            // Most plans have another name, and the length is at hand.
            scope.may_be_of(file.unversioned_length()) && scope.is_of(file.unversioned_plan())
        }) || branch.is_some_and(|branch| names_plan(branch, file.plan()))
    }
}

/// The scope of a message, without a version.
struct Scope<'a> {
    name: &'a str,
    /// One word, such as `api`, is rarely meant as the end of a plan's name.
    has_several_words: bool,
}

impl<'a> Scope<'a> {
    fn new(scope: &'a str) -> Self {
        let name = without_version(scope);
        Self {
            name,
            has_several_words: name.trim_start_matches('-').contains('-'),
        }
    }

    /// Whether a plan's name of this length can match.
    fn may_be_of(&self, length: usize) -> bool {
        length == self.name.len() || (self.has_several_words && length > self.name.len())
    }

    /// Whether it is a plan's name, possibly without its first words, like `data-import` for
    /// `shop-data-import`.
    fn is_of(&self, plan: &str) -> bool {
        let front = plan.len().checked_sub(self.name.len());
        let Some((front, end)) = front.and_then(|at| plan.split_at_checked(at)) else {
            return false;
        };
        let may_match = front.is_empty() || (self.has_several_words && front.ends_with('-'));
        may_match && !end.is_empty() && end.eq_ignore_ascii_case(self.name)
    }
}

/// Whether a branch is named after a plan.
#[must_use]
pub fn names_plan(branch: &str, plan: &str) -> bool {
    if BranchName::is_long_lived(branch) {
        return false;
    }
    // The plan may be in any part but the first, which says the kind of branch, unless it is the
    // only one.
    let slug = BranchName::parse(branch).map(|name| name.slug());
    let mut parts = branch
        .split('/')
        .skip(1)
        .chain(slug)
        .chain(branch.rsplit('/').next());
    parts.any(|part| is_same_plan(part, plan))
}

/// Everything in a message that may be a plan's name: words joined by `-` or `_`, and any word in a
/// trailer.
struct PlansNamed {
    /// Without versions, in lower case.
    names: HashSet<String>,
    /// A bit for each of their lengths: most plans have a name of another length than these.
    lengths: u64,
}

impl PlansNamed {
    fn of(message: &Message<'_>) -> Self {
        let subject = match message.header {
            // The scope is weaker evidence; `matches` examines it.
            Some(_) => message.subject.split_once(':').map_or("", |(_, rest)| rest),
            None => message.subject,
        };
        let body = message.body.iter().map(|(_, line)| *line);
        let prose = std::iter::once(subject)
            .chain(body)
            .flat_map(tokens)
            // A single word in prose, such as `search`, equals a plan's name only by chance.
            .filter(|token| token.text.bytes().any(|byte| matches!(byte, b'-' | b'_')));
        let trailers = message.trailers.iter().flat_map(|it| tokens(it.value));
        let mut names = HashSet::default();
        for token in prose.chain(trailers) {
            let name = plan_in(token.text).to_ascii_lowercase();
            names.insert(without_version(undated(&name)).to_owned());
        }
        let lengths = names
            .iter()
            .fold(0, |bits, name| bits | length_bit(name.len()));
        Self { names, lengths }
    }

    /// Whether a name of this length can be among them.
    fn may_have(&self, length: usize) -> bool {
        self.lengths & length_bit(length) != 0
    }

    /// Whether a plan is named, given its name without a version.
    fn has(&self, plan: &str) -> bool {
        if plan.bytes().any(|byte| byte.is_ascii_uppercase()) {
            return self.names.contains(&plan.to_ascii_lowercase());
        }
        self.names.contains(plan)
    }
}

/// The bit of a length; large ones share one.
fn length_bit(length: usize) -> u64 {
    1 << length.min(63)
}

/// Returns the name in a word that may be the file name of a plan's document.
fn plan_in(word: &str) -> &str {
    word.strip_suffix(".md").unwrap_or(word)
}

/// Strips the kind and the date from a name: `auth-v1` from `impl-2025-12-25-auth-v1`.
fn undated(name: &str) -> &str {
    let parts: Vec<&str> = name.splitn(5, '-').collect();
    match parts.as_slice() {
        [_, year, month, day, rest]
            if is_number(year, 4) && is_number(month, 2) && is_number(day, 2) =>
        {
            rest
        }
        _ => name,
    }
}

fn is_number(text: &str, digits: usize) -> bool {
    text.len() == digits && text.bytes().all(|byte| byte.is_ascii_digit())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_scope_may_omit_the_first_words_of_a_plan() {
        for scope in ["shop-data-import", "data-import", "Data-Import-v1"] {
            assert!(Scope::new(scope).is_of("shop-data-import"), "{scope}");
        }
        for scope in ["import", "op-data-import", "shop-data", "-import", ""] {
            assert!(!Scope::new(scope).is_of("shop-data-import"), "{scope}");
        }
    }

    #[test]
    fn names_may_start_with_a_date() {
        assert_eq!(undated("impl-2025-12-25-auth-v1"), "auth-v1");
        for name in ["auth-v1", "2025-12-25", "a-2025-12-x-y", "a-b-c-d-e"] {
            assert_eq!(undated(name), name);
        }
    }
}
