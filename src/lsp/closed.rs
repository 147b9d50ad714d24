//! The findings in files that are not open, for clients that ask about the whole workspace.

use std::collections::{BTreeMap, BTreeSet};

use gen_lsp_types::{Diagnostic, Uri};
use lsp_server::RequestId;
use progress_core::source::{RootedPath, folder_of};
use serde_json::Value;

use super::client::Client;
use super::memory::Changed;
use super::session::Session;
use super::uri;
use crate::loading::Needs;

/// A plan: the project's position, and the folder.
pub(super) type PlanKey = (usize, String);

/// The findings in all files that are not open, plan by plan. Nothing is computed until a client
/// asks for the first time.
#[derive(Debug, Default)]
pub(super) struct ClosedFiles {
    is_wanted: bool,
    plans: BTreeMap<PlanKey, ClosedPlan>,
    /// Plans to check again.
    stale: BTreeSet<PlanKey>,
    /// Requests to answer when nothing is stale, with their parameters.
    waiting: Vec<(RequestId, Value)>,
}

#[derive(Debug)]
struct ClosedPlan {
    diagnostics: Vec<(RootedPath, Vec<Diagnostic>)>,
    needs: Needs,
}

impl ClosedFiles {
    /// Notes what a change of a file can affect.
    pub(super) fn spread(&mut self, project: usize, folder: &str, changed: &Changed) {
        if !self.is_wanted {
            return;
        }
        for ((of, other), plan) in &self.plans {
            if *of == project && changed.affects(&plan.needs) {
                self.stale.insert((*of, other.clone()));
            }
        }
        self.stale.insert((project, folder.to_owned()));
    }

    /// Forgets a request that waits; returns whether there was one.
    pub(super) fn cancel(&mut self, id: &RequestId) -> bool {
        let count = self.waiting.len();
        self.waiting.retain(|(waiting, _)| waiting != id);
        self.waiting.len() < count
    }
}

impl Session {
    /// Answers a request about the whole workspace, or keeps it until the answer is known.
    pub(super) fn ask_workspace(&mut self, id: RequestId, params: Value, client: &mut Client<'_>) {
        self.read_texts();
        if !self.closed.is_wanted {
            self.closed.is_wanted = true;
            self.open_folders(client);
            self.all_closed_stale();
        }
        self.closed.waiting.push((id, params));
        if self.closed.stale.is_empty() {
            self.answer_waiting(client);
        }
    }

    /// Marks all plans as stale.
    pub(super) fn all_closed_stale(&mut self) {
        if !self.closed.is_wanted {
            return;
        }
        for (index, project) in self.projects.iter().enumerate() {
            if !self.is_in_use(index) {
                continue;
            }
            let folders = project.memory.paths().map(|path| folder_of(path.as_str()));
            let keys = folders.map(|folder| (index, folder.to_owned()));
            self.closed.stale.extend(keys);
        }
        // Plans without files are gone, and found to be empty.
        self.closed.stale.extend(self.closed.plans.keys().cloned());
    }

    /// Checks a stale plan; returns whether there was one.
    pub(super) fn check_closed(&mut self, client: &mut Client<'_>) -> bool {
        let Some((project, folder)) = self.closed.stale.pop_first() else {
            return false;
        };
        let live = &self.projects[project];
        let mut files: Vec<RootedPath> = live.memory.paths().cloned().collect();
        let is_in_use = self.is_in_use(project);
        files.retain(|path| {
            is_in_use && folder_of(path.as_str()) == folder && live.memory.open_text(path).is_none()
        });
        if files.is_empty() {
            self.closed.plans.remove(&(project, folder));
        } else {
            let (workspace, findings, needs) = live.check(&files);
            let diagnostics = self.by_file(&workspace, &findings);
            let plan = ClosedPlan {
                diagnostics: diagnostics.into_iter().collect(),
                needs,
            };
            self.closed.plans.insert((project, folder), plan);
        }
        if self.closed.stale.is_empty() {
            self.answer_waiting(client);
        }
        true
    }

    /// The diagnostics of files that are not open and have any.
    pub(super) fn closed_diagnostics(&self) -> impl Iterator<Item = (Uri, &Vec<Diagnostic>)> {
        let files = self
            .closed
            .plans
            .values()
            .flat_map(|plan| &plan.diagnostics);
        files.map(|(path, diagnostics)| (uri::of_path(path.absolute()), diagnostics))
    }

    fn answer_waiting(&mut self, client: &mut Client<'_>) {
        for (id, params) in std::mem::take(&mut self.closed.waiting) {
            let result = self.workspace_diagnostics(params);
            client.answer(id, result);
        }
    }
}
