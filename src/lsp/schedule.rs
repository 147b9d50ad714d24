//! What remains to be checked, and in which order.

use std::collections::BTreeMap;
use std::sync::Arc;

use gen_lsp_types::{Diagnostic, Uri};
use progress_core::lint::Finding;
use progress_core::source::{RootedPath, folder_of};
use progress_core::workspace::Workspace;
use serde::Serialize;

use super::checked::{Checked, Found, ResultId};
use super::client::Client;
use super::diagnostics::Conversion;
use super::encoding::Positions;
use super::memory::Changed;
use super::session::{Place, Session};
use super::uri;

impl Session {
    /// Does the most urgent check, and returns whether there was one.
    pub(super) fn step(&mut self, client: &mut Client<'_>) -> bool {
        self.read_texts();
        if let Some(key) = self.due.pop_front() {
            self.check(&key);
            self.publish(&key, client);
            return true;
        }
        if let Some((project, folder)) = self.due_plans.pop_first() {
            self.check_plan(project, &folder, client);
            return true;
        }
        for project in &mut self.projects {
            if project.is_list_stale {
                project.list_files();
                self.check_all();
                return true;
            }
            if !project.is_history_read {
                project.read_history();
                return true;
            }
        }
        self.check_closed(client)
    }

    /// Notes what a change of a file can affect: its plan, and files elsewhere that depend on it.
    pub(super) fn spread(&mut self, project: usize, path: &RootedPath, changed: &Changed) {
        let folder = folder_of(path.as_str());
        let mut affected = Vec::new();
        for (key, open) in &self.documents {
            let Some((of, other)) = &open.place else {
                continue;
            };
            if *of != project || other == path {
                continue;
            }
            let is_in_plan = folder_of(other.as_str()) == folder;
            // Without a result, it is due anyway.
            let depends = match &open.checked {
                Some(checked) => changed.affects(&checked.needs),
                None => false,
            };
            if is_in_plan || depends {
                affected.push(key.clone());
            }
        }
        for key in affected {
            self.postpone(&key);
        }
        self.due_plans.insert((project, folder.to_owned()));
        self.closed.spread(project, folder, changed);
    }

    /// Checks a document before all others.
    pub(super) fn hurry(&mut self, key: &str) {
        self.due.retain(|due| due != key);
        self.due.push_front(key.to_owned());
    }

    /// Checks a document again after those that are more urgent.
    pub(super) fn postpone(&mut self, key: &str) {
        let Some(open) = self.documents.get_mut(key) else {
            return;
        };
        let Some((project, path)) = &open.place else {
            return;
        };
        open.checked = None;
        let plan = (*project, folder_of(path.as_str()).to_owned());
        self.due_plans.insert(plan);
        if !self.due.iter().any(|due| due == key) {
            self.due.push_back(key.to_owned());
        }
    }

    pub(super) fn check(&mut self, key: &str) {
        let Some(open) = self.documents.get_mut(key) else {
            return;
        };
        let Some((project, path)) = &open.place else {
            return;
        };
        let project = &self.projects[*project];
        let (workspace, findings, needs) = project.check(std::slice::from_ref(path));
        let positions = Positions::new(&open.buffer.text, self.abilities.encoding);
        let conversion = Conversion::new(&workspace, &positions, &self.abilities);
        // A finding in another file cannot be one of a check of this file alone.
        let mut diagnostics = Vec::with_capacity(findings.len());
        for finding in &findings {
            diagnostics.extend(conversion.diagnostic(finding));
        }
        open.checked = Some(Checked {
            needs,
            result: ResultId::of(&diagnostics),
            found: Some(Arc::new(Found {
                findings: findings.into(),
                diagnostics: diagnostics.into(),
            })),
        });
        self.keep_found(key);
    }

    fn publish(&mut self, key: &str, client: &mut Client<'_>) {
        let Some(open) = self.documents.get_mut(key) else {
            return;
        };
        let Some(checked) = &open.checked else {
            return;
        };
        // A new version is answered even if nothing changed: a client may wait for it. A check on
        // account of another document is not.
        let result = (open.buffer.version, checked.result);
        if open.published.as_ref() == Some(&result) {
            return;
        }
        if self.abilities.pulls {
            // After its own changes, a client asks by itself.
            let told = open.published.as_ref().map(|(version, _)| *version);
            if told == Some(result.0) && self.abilities.refreshes {
                open.published = Some(result);
                client.request("workspace/diagnostic/refresh", ());
            }
            return;
        }
        let version = self.abilities.versions.then_some(result.0);
        if let Some(found) = &checked.found {
            publish(client, &open.uri, version, &found.diagnostics);
            open.published = Some(result);
        }
    }

    /// Checks the files of a plan that are not open.
    fn check_plan(&mut self, project: usize, folder: &str, client: &mut Client<'_>) {
        let live = &self.projects[project];
        let open: Vec<RootedPath> = live
            .memory
            .open_paths()
            .filter(|path| folder_of(path.as_str()) == folder)
            .cloned()
            .collect();
        let mut found: BTreeMap<Place, Vec<Diagnostic>> = BTreeMap::new();
        if !open.is_empty() {
            let (workspace, findings) = live.caused(&open);
            for (path, diagnostics) in self.by_file(&workspace, &findings) {
                found.insert((project, path), diagnostics);
            }
        }
        let mut has_changed = false;
        let is_here = |(of, path): &Place| *of == project && folder_of(path.as_str()) == folder;
        let gone: Vec<Place> = self
            .caused
            .keys()
            .filter(|place| is_here(place) && !found.contains_key(*place))
            .cloned()
            .collect();
        for place in gone {
            self.caused.remove(&place);
            has_changed = true;
            self.publish_caused(&place, &[], client);
        }
        for (place, diagnostics) in found {
            if self.caused.get(&place) != Some(&diagnostics) {
                has_changed = true;
                self.publish_caused(&place, &diagnostics, client);
            }
            self.caused.insert(place, diagnostics);
        }
        if has_changed && self.abilities.pulls && self.abilities.refreshes {
            client.request("workspace/diagnostic/refresh", ());
        }
    }

    /// The diagnostics of each file with findings.
    pub(super) fn by_file(
        &self,
        workspace: &Workspace,
        findings: &[Finding],
    ) -> BTreeMap<RootedPath, Vec<Diagnostic>> {
        let mut found: BTreeMap<RootedPath, Vec<Diagnostic>> = BTreeMap::new();
        let placed = findings.iter().filter_map(|it| Some((it, it.place()?)));
        // The findings of a file follow each other.
        for of_file in placed
            .collect::<Vec<_>>()
            .chunk_by(|a, b| a.1.file == b.1.file)
        {
            let Some((_, place)) = of_file.first() else {
                continue;
            };
            let file = workspace.file(place.file);
            let positions = Positions::new(file.document.text.as_str(), self.abilities.encoding);
            let conversion = Conversion::new(workspace, &positions, &self.abilities);
            let diagnostics = found.entry(file.path.clone()).or_default();
            let converted = of_file
                .iter()
                .filter_map(|(it, _)| conversion.diagnostic(it));
            diagnostics.extend(converted);
        }
        found
    }

    fn publish_caused(
        &self,
        (_, path): &Place,
        diagnostics: &[Diagnostic],
        client: &mut Client<'_>,
    ) {
        if !self.abilities.pulls {
            publish(client, &uri::of_path(path.absolute()), None, diagnostics);
        }
    }
}

pub(super) fn publish(
    client: &mut Client<'_>,
    uri: &Uri,
    version: Option<i32>,
    diagnostics: &[Diagnostic],
) {
    let params = Published {
        uri,
        version,
        diagnostics,
    };
    client.notify("textDocument/publishDiagnostics", params);
}

/// `PublishDiagnosticsParams` without a copy of what may be hundreds of diagnostics.
#[derive(Serialize)]
struct Published<'d> {
    uri: &'d Uri,
    #[serde(skip_serializing_if = "Option::is_none")]
    version: Option<i32>,
    diagnostics: &'d [Diagnostic],
}
