//! Links a commit to the tasks that its message names.

use std::cell::OnceCell;
use std::sync::Arc;

use super::disambiguate::{Candidates, Disambiguator};
use super::generic::Generic;
use super::mention::{Mention, MentionPlace};
use super::task_index::is_same_plan;
use super::{Ambiguous, KnownFile, Link, Outcome, Source, Target, TaskIndex};

/// Links the commit to the tasks that it names, if they are unambiguous.
pub(super) fn link_named_tasks(
    mentions: &[Mention],
    known: &TaskIndex,
    disambiguator: &Disambiguator<'_>,
    outcome: &mut Outcome,
) {
    let all = with_candidates(mentions, known, disambiguator);
    let context = Context::new(&all, known, disambiguator);
    let decided_files = context.decided_files();
    for (mention, mut candidates) in all {
        // Prose may be about other work: it is evidence, but makes no link.
        if mention.place == MentionPlace::Prose {
            continue;
        }
        disambiguator.by_context(&mut candidates, &decided_files);
        match candidates.decided() {
            Some(file) if context.is_doubtful(mention, file) => {}
            Some(file) => {
                let target = Target::task(file, &mention.id);
                let link = Link {
                    decider: candidates.decider,
                    span: Some(mention.span),
                    ..Link::new(target, Source::Named(mention.place))
                };
                outcome.add(link);
            }
            None => outcome.ambiguous.push(Ambiguous {
                id: mention.id.clone(),
                span: mention.span,
                place: mention.place,
                files: candidates.files.into_iter().cloned().collect(),
            }),
        }
    }
}

/// Returns the mentions of tasks that exist, each with the files that may be meant, as far as the
/// evidence about its ID alone can tell.
fn with_candidates<'m>(
    mentions: &'m [Mention],
    known: &'m TaskIndex,
    disambiguator: &Disambiguator<'_>,
) -> Vec<(&'m Mention, Candidates<'m>)> {
    let mut all = Vec::new();
    for mention in mentions {
        let mut candidates = Candidates::of(holders(mention, known));
        disambiguator.by_own_evidence(&mention.id, &mut candidates);
        // Only a claim that names an unknown plan has none; it is reported as unknown instead.
        if !candidates.files.is_empty() {
            all.push((mention, candidates));
        }
    }
    all
}

/// The rest of the message, by which a single mention is judged.
struct Context<'a, 'd> {
    known: &'a TaskIndex,
    disambiguator: &'a Disambiguator<'d>,
    generic: Generic<'a>,
    /// The mentions that need no other mention to be decided.
    decided: Vec<(&'a Mention, &'a KnownFile)>,
    /// The plans of the tasks named in a subject or a trailer, or by an ID of their own.
    firm_plans: OnceCell<Vec<String>>,
}

impl<'a, 'd> Context<'a, 'd> {
    fn new(
        all: &[(&'a Mention, Candidates<'a>)],
        known: &'a TaskIndex,
        disambiguator: &'a Disambiguator<'d>,
    ) -> Self {
        let mut decided = Vec::new();
        for (mention, candidates) in all {
            if let Some(file) = candidates.decided() {
                decided.push((*mention, &**file));
            }
        }
        Self {
            known,
            disambiguator,
            generic: Generic::new(known),
            decided,
            firm_plans: OnceCell::new(),
        }
    }

    /// Returns the files of the decided mentions, without duplicates.
    fn decided_files(&self) -> Vec<&'a KnownFile> {
        let mut files: Vec<&KnownFile> = self.decided.iter().map(|(_, file)| *file).collect();
        files.sort_by(|one, other| one.path.cmp(&other.path));
        files.dedup_by(|one, other| one.path == other.path);
        files
    }

    /// Whether the only known task with an ID may still not be the one that is meant.
    fn is_doubtful(&self, mention: &Mention, file: &KnownFile) -> bool {
        if self.disambiguator.supports(file) || !self.generic.is_generic(&mention.id) {
            return false;
        }
        // `TASK-1.4` in a body may belong to any plan, including one that is not in this
        // repository.
        if mention.place == MentionPlace::Body {
            let plans = self.firm_plans.get_or_init(|| self.plans_named_firmly());
            return !plans.iter().any(|plan| is_same_plan(plan, file.plan()));
        }
        mention.prd.is_none() && self.disambiguator.refers_elsewhere(self.known)
    }

    fn plans_named_firmly(&self) -> Vec<String> {
        let mut plans = Vec::new();
        for (mention, file) in &self.decided {
            let is_own_id =
                mention.place == MentionPlace::Body && !self.generic.is_generic(&mention.id);
            if mention.place < MentionPlace::Body || is_own_id {
                plans.push(file.plan().to_owned());
            }
        }
        plans
    }
}

/// Returns the files that contain the task; only those of the named plan, if one is named.
pub(super) fn holders<'k>(mention: &Mention, known: &'k TaskIndex) -> Vec<&'k Arc<KnownFile>> {
    let holders = known.holding(&mention.id);
    let Some(prd) = &mention.prd else {
        return holders;
    };
    // `auth-v1` and `auth-v2` are the same plan, unless both are here.
    let exact: Vec<_> = holders
        .iter()
        .copied()
        .filter(|file| file.plan() == prd)
        .collect();
    if !exact.is_empty() {
        return exact;
    }
    let same: Vec<_> = holders
        .iter()
        .copied()
        .filter(|file| file.is_of_plan(prd))
        .collect();
    // `note:TASK-1` names no plan, whereas a claim with an unknown plan is reported.
    if same.is_empty() && mention.place != MentionPlace::TaskTrailer {
        return holders;
    }
    same
}
