//! Lints files in memory, for the tests of rules.

use std::collections::BTreeMap;
use std::fmt;
use std::path::Path;
use std::sync::Arc;

use progress_core::config::{Settings, Severity};
use progress_core::fix::{FixedFile, Texts, add_ignores, fix_all};
use progress_core::lint::{self, Finding, Report, Rule, Safety};
use progress_core::model::FileId;
use progress_core::rules::{self, Example};
use progress_core::source::{Nothing, Overlay, RootedPath};
use progress_core::task_links::{Digest, Evidence, KnownFile, Message, TaskIndex, link};
use progress_core::workspace::Branch;
use progress_core::workspace::{CommitFacts, Completion, File, Workspace};

/// The default path of [`BASE`].
pub const BASE_PATH: &str = ".claude/progress/auth-v1/phase-1-progress.md";

/// A file without findings, even with all rules enabled.
pub const BASE: &str = include_str!("testing/base.md");

/// Returns [`BASE`] with some of its top-level keys replaced or added.
///
/// Text after a `---` line becomes the body.
pub fn with(keys: &str) -> String {
    let (keys, body) = keys
        .split_once("\n---\n")
        .unwrap_or((keys, "\n# Foundation\n"));
    let replaced: Vec<&str> = keys.lines().filter_map(top_level_key).collect();
    // Many make the phase a completed one, which lists what it changed.
    let base = BASE.replace("files_modified: []", "files_modified: [\"src/schema.rs\"]");
    let frontmatter = base
        .strip_prefix("---\n")
        .unwrap()
        .split("\n---\n")
        .next()
        .unwrap();
    let mut kept = String::new();
    let mut keep = true;
    for line in frontmatter.lines() {
        if let Some(key) = top_level_key(line) {
            keep = !replaced.contains(&key);
        }
        if keep {
            kept.push_str(line);
            kept.push('\n');
        }
    }
    format!("---\n{kept}{}\n---\n{body}", keys.trim_end_matches('\n'))
}

fn top_level_key(line: &str) -> Option<&str> {
    let starts = line.starts_with(|c: char| c.is_ascii_alphabetic() || c == '_');
    line.split_once(':').map(|(key, _)| key).filter(|_| starts)
}

/// A finding, as tests compare it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Found {
    pub rule: &'static str,
    pub severity: Severity,
    pub path: String,
    pub line: usize,
    pub token: String,
    pub message: String,
    pub help: String,
    pub pointer: String,
}

impl fmt::Display for Found {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self {
            rule,
            severity,
            path,
            line,
            token,
            message,
            ..
        } = self;
        write!(
            f,
            "{path}:{line} {severity}[{rule}] at `{token}`: {message}"
        )
    }
}

/// A lint run to configure: files, branch, settings.
pub struct Sandbox {
    files: Vec<(String, String)>,
    branch: Option<String>,
    known: Vec<Example>,
    documents: Vec<(String, String)>,
    pub settings: Settings,
}

impl Sandbox {
    /// Creates a run that shows all findings of these files; `off` rules stay off.
    pub fn new(files: &[(&str, &str)]) -> Self {
        let files = files
            .iter()
            .map(|(path, text)| ((*path).to_owned(), (*text).to_owned()));
        let settings = Settings {
            pedantic: true,
            ..Settings::default()
        };
        Self {
            files: files.collect(),
            branch: None,
            known: Vec::new(),
            documents: Vec::new(),
            settings,
        }
    }

    /// Sets the branch.
    pub fn branch(mut self, name: Option<&str>) -> Self {
        self.branch = name.map(str::to_owned);
        self
    }

    /// Adds a document that is not a progress file, such as the plan.
    pub fn document(mut self, path: &str, text: &str) -> Self {
        self.documents.push((path.to_owned(), text.to_owned()));
        self
    }

    /// Sets the facts from Git that an example depends on.
    pub fn knowing(mut self, example: &Example) -> Self {
        self.known.push(example.clone());
        self
    }

    /// Enables a rule.
    pub fn enable(mut self, rule: &str) -> Self {
        self.settings
            .rules
            .insert(rule.to_owned(), Severity::Warning);
        self
    }

    /// Returns the findings.
    pub fn run(self) -> Vec<Found> {
        self.with_report(&rules::all(), |report, workspace| {
            let found = |finding| found(finding, workspace);
            report.findings.iter().map(found).collect()
        })
    }

    /// Calls `look` with the report of some rules.
    pub fn with_report<T>(
        self,
        rules: &[&Rule],
        look: impl FnOnce(&Report<'_>, &Workspace) -> T,
    ) -> T {
        let workspace = self.load(&Texts::new());
        let report = lint::run(&workspace, rules);
        look(&report, &workspace)
    }

    /// Returns the fixed text of the only file, and the rules with remaining findings.
    pub fn fixed(self, safety: Safety) -> (String, Vec<&'static str>) {
        let load = |texts: &Texts| Ok::<_, ()>(self.load(texts));
        let fixed = fix_all(
            load,
            &|workspace| lint::fixable(workspace, &rules::all(), safety),
            safety,
        )
        .unwrap();
        let report = lint::run(&fixed.workspace, &rules::all());
        let left = report.findings.iter().map(|finding| finding.rule).collect();
        let text = fixed.workspace.files[0].document.text.as_str().to_owned();
        (text, left)
    }

    /// Adds ignore comments for all findings; returns the changed files and the findings that
    /// remain.
    pub fn ignored(self) -> (Vec<FixedFile>, Vec<Found>) {
        let fixed = add_ignores(
            |texts: &Texts| Ok::<_, ()>(self.load(texts)),
            &|workspace| lint::run(workspace, &rules::all()),
        )
        .unwrap();
        let report = lint::run(&fixed.workspace, &rules::all());
        let left = report.findings.iter();
        let left = left.map(|finding| found(finding, &fixed.workspace));
        let left = left.collect();
        (fixed.files.into_values().collect(), left)
    }

    /// Loads the files, replacing some of their texts.
    pub fn load(&self, texts: &Texts) -> Workspace {
        let root = Path::new("/repository");
        let path = |name: &str| RootedPath::new(root, Path::new(name));
        let files = self.files.iter();
        let mut files: Texts = files
            .map(|(name, text)| (path(name), text.clone().into_bytes()))
            .collect();
        files.extend(texts.clone());
        let paths: Vec<RootedPath> = files.keys().cloned().collect();
        let documents = self.documents.iter();
        files.extend(documents.map(|(name, text)| (path(name), text.clone().into_bytes())));
        let contents = Overlay::new(files, Nothing);
        let mut workspace = Workspace::read(&paths, &contents, self.settings.clone());
        workspace.branch = self.branch.clone().map(|name| Branch {
            name,
            from_variable: None,
        });
        for example in &self.known {
            know(example, &mut workspace);
        }
        workspace
    }
}

fn know(example: &Example, workspace: &mut Workspace) {
    let ids: Vec<FileId> = workspace.ids().collect();
    if example.is_readme {
        let path = RootedPath::new(Path::new("/repository"), Path::new("README.md"));
        workspace.readme = Some(File::other(path, example.text.clone().into_bytes()));
    }
    let history = &mut workspace.history;
    history.lost_paths.extend(example.lost.clone());
    history.lost_task_files.extend(example.lost.clone());
    history.rooted_paths.extend(example.rooted.clone());
    history.unknown_commits.extend(example.unknown.clone());
    if let Some(day) = &example.completed {
        let completion = Completion {
            day: day.clone(),
            commit: "756e518".to_owned(),
        };
        let all = ids.iter().map(|id| (*id, completion.clone()));
        history.completions.extend(all);
    }
    let paths: Vec<String> = { workspace.files.iter() }
        .map(|file| file.path.as_str().to_owned())
        .collect();
    let task = |id: &String| (paths[0].clone(), id.clone());
    let commit = example.is_commit.then(|| facts(&example.text, workspace));
    if commit.is_some()
        || example.missing.is_some()
        || example.done.is_some()
        || example.worked.is_some()
    {
        let range = Arc::make_mut(workspace.range.get_or_insert_default());
        range.commits.extend(commit);
        range.done.extend(example.done.iter().map(task));
        let worked = example.worked.iter().map(task);
        range
            .worked
            .extend(worked.map(|task| (task, Default::default())));
        if let Some(path) = &example.missing {
            let missing = range.missing.entry(paths[0].clone()).or_default();
            missing.paths.push(path.clone());
        }
    }
}

/// The facts about a commit with this message.
fn facts(message: &str, workspace: &Workspace) -> CommitFacts {
    let files = workspace.files.iter().filter_map(|file| {
        let bytes = file.document.text.as_str().as_bytes().to_vec();
        let digest = Digest::read(file.path.as_str(), bytes)?;
        Some(KnownFile::at(file.path.as_str(), Arc::new(digest)))
    });
    let message = Message::parse(message);
    let outcome = link(&message, &TaskIndex::of_files(files), &Evidence::default());
    outcome.facts("756e518".repeat(6), message.subject)
}

/// Loads these files for linting.
pub fn loaded(files: &[(&str, &str)]) -> Workspace {
    let root = Path::new("/repository");
    let path = |name: &str| RootedPath::new(root, Path::new(name));
    let files: BTreeMap<RootedPath, Vec<u8>> = files
        .iter()
        .map(|(name, text)| (path(name), text.as_bytes().to_vec()))
        .collect();
    let paths: Vec<RootedPath> = files.keys().cloned().collect();
    Workspace::read(&paths, &Overlay::new(files, Nothing), Settings::default())
}

fn found(finding: &Finding, workspace: &Workspace) -> Found {
    let place = finding.place();
    let token = place.map(|place| workspace.file(place.file).document.text.slice(place.span));
    Found {
        rule: finding.rule,
        severity: finding.severity,
        path: place.map(|place| place.path.clone()).unwrap_or_default(),
        line: place.map_or(0, |place| place.start.line),
        token: token.unwrap_or_default().to_owned(),
        message: finding.message.clone(),
        help: finding.help.clone().unwrap_or_default(),
        pointer: place
            .and_then(|place| place.pointer.clone())
            .unwrap_or_default(),
    }
}

/// Fixes [`BASE`] with some keys replaced; returns the text and the rules with remaining findings.
pub fn fixed_with(keys: &str, safety: Safety) -> (String, Vec<&'static str>) {
    Sandbox::new(&[(BASE_PATH, &with(keys))]).fixed(safety)
}

/// Lints [`BASE`] with some keys replaced (see [`with`]).
pub fn lint_with(keys: &str) -> Vec<Found> {
    Sandbox::new(&[(BASE_PATH, &with(keys))]).run()
}

/// Returns the rule and token of each finding about [`BASE`] with some keys replaced.
pub fn tokens_with(keys: &str) -> Vec<(&'static str, String)> {
    lint_with(keys)
        .into_iter()
        .map(|found| (found.rule, found.token))
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_base_is_clean() {
        assert_eq!(Sandbox::new(&[(BASE_PATH, BASE)]).run(), []);
        assert_eq!(lint_with("phase: 1"), []);
    }
}
