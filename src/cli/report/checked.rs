//! What the history says about the tasks of a report.

use std::collections::BTreeMap;

use progress_core::collections::HashSet;
use progress_core::source::name_of;
use progress_core::status::PlanView;
use progress_core::workspace::Workspace;
use progress_report::{Contributor, Judged};

use crate::cli::Console;
use crate::cli::revision::broken;
use crate::history::Day;
use crate::project::Project;
use crate::verifying::{Contribution, Past, Source, Verified, Wanted};

/// The verdicts on what is done, and who worked on it.
pub(super) struct Evidence {
    pub(super) verified: Vec<Verified>,
    /// The most active first.
    pub(super) people: Vec<Contributor>,
    /// The day of the last work on tasks, by plan and ID.
    pub(super) worked: BTreeMap<(String, String), Day>,
}

impl Evidence {
    /// Takes it from the history of `HEAD`; `None`, with a warning, if Git cannot read that.
    pub(super) fn of(
        past: &Past,
        project: &Project,
        workspace: &Workspace,
        plans: &[PlanView<'_>],
        console: &mut Console<'_>,
    ) -> Option<Self> {
        let repository = project.root.repository.as_ref()?;
        let source = match Source::working_tree(&project.root.folder, Some(repository)) {
            Ok(source) => source,
            Err(error) => {
                console.warn(&broken(&error));
                return None;
            }
        };
        let mut plan_of: BTreeMap<&str, &str> = BTreeMap::new();
        for plan in plans {
            let files = plan.phases.iter().map(|phase| phase.file.path.as_str());
            plan_of.extend(files.map(|file| (file, plan.name)));
        }
        let found = past.contributions(repository, |path| plan_of.contains_key(path));
        let mut people: Vec<Contributor> = found
            .into_iter()
            .map(|(name, work)| contributor(name, &work, &plan_of))
            .collect();
        people.sort_by_key(|person| std::cmp::Reverse((person.recent, person.commits)));
        let mut worked = BTreeMap::new();
        for (path, id, day) in past.last_work() {
            if let Some(plan) = plan_of.get(path) {
                worked.insert(((*plan).to_owned(), id.to_owned()), day);
            }
        }
        Some(Self {
            worked,
            verified: source.verify(workspace, past, plans, &Wanted::default()),
            people,
        })
    }
}

fn contributor(name: String, work: &Contribution, plan_of: &BTreeMap<&str, &str>) -> Contributor {
    let mut plans: Vec<String> = Vec::new();
    let mut known: HashSet<&str> = HashSet::default();
    for file in &work.files {
        let plan = plan_of.get(file.as_str()).copied();
        let plan = plan.unwrap_or_else(|| name_of(file));
        if known.insert(plan) {
            plans.push(plan.to_owned());
        }
    }
    Contributor {
        name,
        commits: work.commits,
        recent: work.recent,
        last: work.last.to_string(),
        plans,
    }
}

/// The verdicts with the lines of what they are about.
pub(super) fn judged<'v>(verified: &'v [Verified], workspace: &Workspace) -> Vec<Judged<'v>> {
    let mut judged = Vec::with_capacity(verified.len());
    for item in verified {
        let document = &workspace.file(item.file).document;
        let Some(tree) = document.tree() else {
            continue;
        };
        let start = tree.node(item.node).span().start as usize;
        judged.push(Judged {
            file: item.file,
            line: document.text.position(start).line,
            id: item.id.as_deref(),
            description: item.description.as_deref(),
            judgement: &item.judgement,
        });
    }
    judged
}
