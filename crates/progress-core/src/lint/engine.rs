//! Runs the rules and turns their diagnostics into findings.

use yaml_lossless::Style;
use yaml_lossless::text::{Span, Text};

use super::diagnostic::{Diagnostic, Diagnostics, Location, MAX_FIXED_OF_RULE, MAX_OF_RULE, Shown};
use super::finding::{About, Finding, Related, Report, ResolvedLocation};
use super::fix::{Lowering, Safety};
use super::rule::{Check, FileContext, PhaseContext, Rule};
use super::{fingerprint, precedence, suppress};
use crate::config::Severity;
use crate::display::visible;
use crate::model::FileId;
use crate::parallel::{MANY_FILES, map_each};
use crate::workspace::Workspace;

/// The rule that reports unused ignore comments.
pub(super) const UNUSED_IGNORE: &str = "unused-ignore";
/// Maximum length of a pointer, beyond which an ancestor's is used: thousands of findings below
/// a key of a megabyte must not each repeat it.
const MAX_POINTER: usize = 4 << 10;

/// Lints the files of the workspace with these rules.
#[must_use]
pub fn run<'a>(workspace: &'a Workspace, rules: &[&Rule]) -> Report<'a> {
    Engine::showing(workspace, rules).report()
}

/// Lints the files of the workspace for findings to fix with this safety. The report has no
/// other findings, but more of these.
#[must_use]
pub fn fixable<'a>(workspace: &'a Workspace, rules: &[&Rule], safety: Safety) -> Report<'a> {
    let engine = Engine {
        fixing: Some(safety),
        ..Engine::showing(workspace, rules)
    };
    engine.report()
}

/// Returns the findings about these files only, whether they are selected for linting or not.
#[must_use]
pub fn findings_in(workspace: &Workspace, rules: &[&Rule], files: &[FileId]) -> Vec<Finding> {
    let engine = Engine::showing(workspace, rules);
    let found = files.iter().filter_map(|&id| engine.guarded(id));
    found.flatten().collect()
}

/// Turns a diagnostic that was not made by a rule into a finding; `None` if a rule of this name
/// would be off.
#[must_use]
pub fn finding_about(
    workspace: &Workspace,
    rule: &Rule,
    diagnostic: Diagnostic,
) -> Option<Finding> {
    Engine::showing(workspace, &[]).resolve(rule, diagnostic, None)
}

struct Engine<'a, 'r> {
    workspace: &'a Workspace,
    rules: &'r [&'r Rule],
    /// The safety of the wanted fixes, if only findings with a fix are wanted.
    fixing: Option<Safety>,
}

impl<'a, 'r> Engine<'a, 'r> {
    /// For all findings.
    fn showing(workspace: &'a Workspace, rules: &'r [&'r Rule]) -> Self {
        Self {
            workspace,
            rules,
            fixing: None,
        }
    }

    fn report(&self) -> Report<'a> {
        let workspace = self.workspace;
        let linted: Vec<FileId> = workspace
            .ids()
            .filter(|&id| workspace.file(id).linted)
            .collect();
        // First, because a report starts with what is about the branch and not about a file.
        let (about_files, mut findings): (Vec<Finding>, Vec<Finding>) =
            (self.workspace_findings().into_iter()).partition(|it| it.place().is_some());
        let per_file: Vec<Option<Vec<Finding>>> =
            map_each(&linted, MANY_FILES, |&id| self.guarded(id));
        let mut crashed = Vec::new();
        // Growing incrementally would touch twice the memory.
        findings.reserve(per_file.iter().flatten().map(Vec::len).sum());
        for (&id, found) in linted.iter().zip(per_file) {
            match found {
                Some(found) => findings.extend(found),
                None => crashed.push(visible(workspace.file(id).path.as_str()).into_owned()),
            }
        }
        findings.extend(about_files);
        // Includes files that are not linted: texts are indexed by `FileId`, and a related place
        // may be in a file that is only context.
        let texts = workspace
            .files
            .iter()
            .chain(&workspace.readme)
            .map(|file| (file.path.as_str(), &file.document.text))
            .collect();
        Report {
            crashed,
            ..Report::new(findings, linted.len(), texts)
        }
    }

    fn workspace_findings(&self) -> Vec<Finding> {
        let mut diagnostics = self.no_diagnostics();
        for (index, rule) in self.rules.iter().enumerate() {
            diagnostics.of_workspace(index);
            if let Check::Workspace(check) = rule.check {
                check(self.workspace, &mut diagnostics);
            }
        }
        precedence::apply(&mut diagnostics, self.rules);
        diagnostics
            .found
            .into_iter()
            // Fixes edit progress files, but these findings are not about one.
            .filter_map(|(rule, diagnostic)| self.resolve(self.rules[rule], diagnostic, None))
            .collect()
    }

    /// Returns the findings about a file; `None` if a rule panics, which is a bug in `progress`.
    ///
    /// A panic on one file must not hide the findings in others.
    fn guarded(&self, id: FileId) -> Option<Vec<Finding>> {
        // Rules are pure: anything left half done by a panic is dropped with the diagnostics.
        let run = std::panic::AssertUnwindSafe(|| self.file_findings(id));
        std::panic::catch_unwind(run).ok()
    }

    fn file_findings(&self, id: FileId) -> Vec<Finding> {
        let ignores = suppress::ignores(&self.workspace.file(id).document);
        let mut diagnostics = self.checked(id, !ignores.is_empty());
        // Before ignore comments apply: a finding that is ignored still explains those that only
        // repeat it. Otherwise, ignoring a mistake would bring up its consequences.
        precedence::apply(&mut diagnostics, self.rules);
        self.suppress(id, &ignores, &mut diagnostics);
        // After ignore comments have applied, so that an ignored finding is not fixed, and before
        // findings are resolved, which would be wasted on those that are dropped.
        if let Some(safety) = self.fixing {
            diagnostics.found.retain(|(_, diagnostic)| {
                diagnostic
                    .fix
                    .as_ref()
                    .is_some_and(|fix| fix.safety <= safety)
            });
        }
        let lowering = Lowering::new(&self.workspace.file(id).document);
        // Growing incrementally would touch twice the memory.
        let mut findings = Vec::with_capacity(diagnostics.found.len());
        for (rule, diagnostic) in diagnostics.found {
            findings.extend(self.resolve(self.rules[rule], diagnostic, Some(&lowering)));
        }
        // Each rule has gone through the whole file, but people read findings from top to bottom.
        findings.sort_by(|one, other| order(one).cmp(&order(other)));
        // A mapping that tasks merge (`<<`) is checked for each of them, but its mistake is one.
        findings.dedup_by(|one, other| one.about == other.about && order(one) == order(other));
        findings
    }

    fn no_diagnostics(&self) -> Diagnostics {
        Diagnostics::with_max(match self.fixing {
            Some(_) => MAX_FIXED_OF_RULE,
            None => MAX_OF_RULE,
        })
    }

    /// Runs the rules. If the file has ignore comments, all run: whether a comment is used does not
    /// depend on what is shown.
    fn checked(&self, id: FileId, has_ignores: bool) -> Diagnostics {
        let file = FileContext {
            workspace: self.workspace,
            id,
            file: self.workspace.file(id),
        };
        let phase = match (file.document().tree(), self.workspace.phase(id)) {
            (Some(tree), Some(phase)) => Some(PhaseContext { file, tree, phase }),
            _ => None,
        };
        let mut diagnostics = self.no_diagnostics();
        for (index, rule) in self.rules.iter().enumerate() {
            diagnostics.of_file(index);
            match (rule.check, &phase) {
                // No rule yields to these, so findings that are not shown need not be found at all.
                (Check::Advice(check), Some(phase)) if has_ignores || self.may_show(rule) => {
                    check(phase, &mut diagnostics);
                }
                (Check::File(check), _) => check(&file, &mut diagnostics),
                (Check::Phase(check), Some(phase)) => check(phase, &mut diagnostics),
                // Workspace rules run once for all files, and the engine itself reports what
                // `Engine` rules describe. Without a phase, `frontmatter-syntax` or
                // `frontmatter-missing` says why nothing else is checked.
                _ => {}
            }
        }
        diagnostics
    }

    fn may_show(&self, rule: &Rule) -> bool {
        self.workspace.settings.shows(rule.name, rule.severity)
    }

    /// Drops ignored findings, and reports unused ignore comments.
    fn suppress(&self, id: FileId, ignores: &[suppress::Ignore], diagnostics: &mut Diagnostics) {
        if ignores.is_empty() {
            return;
        }
        let unused = suppress::apply(ignores, &mut diagnostics.found, |(rule, diagnostic)| {
            let span = self.span(diagnostic.location?);
            Some((self.rules[*rule].name, span.start as usize))
        });
        // A caller may run a few rules only.
        let Some(reporter) = self
            .rules
            .iter()
            .position(|rule| rule.name == UNUSED_IGNORE)
        else {
            return;
        };
        // Added after ignore comments have applied: no comment can ignore that another is unused.
        for (name, span) in unused {
            let diagnostic = suppress::report(Location::span(id, *span), name, self.rules);
            diagnostics.found.push((reporter, diagnostic));
        }
    }

    fn resolve(
        &self,
        rule: &Rule,
        diagnostic: Diagnostic,
        lowering: Option<&Lowering<'_>>,
    ) -> Option<Finding> {
        let path = diagnostic
            .location
            .map(|location| self.workspace.file(location.file).path.as_str());
        // Decided first: fingerprints and positions are computed only for findings that are shown.
        let severity = self.severity(rule, diagnostic.severity, path)?;
        Some(Finding {
            rule: rule.name,
            severity,
            fingerprint: self.fingerprint(rule, &diagnostic),
            // Messages quote files, which may contain escape sequences for the terminal.
            message: visible(&diagnostic.message).into_owned(),
            help: diagnostic.help.map(|help| visible(&help).into_owned()),
            about: match (diagnostic.location, &diagnostic.commit) {
                // A commit in addition to a place is the one that introduced the mistake.
                (Some(location), _) => About::File(self.place(location)),
                (None, Some(_)) => About::Commit,
                (None, None) => About::Branch,
            },
            commit: diagnostic.commit,
            related: diagnostic
                .related
                .into_iter()
                .map(|(location, message)| Related {
                    place: self.place(location),
                    message: visible(&message).into_owned(),
                })
                .collect(),
            fix: diagnostic
                .fix
                .zip(lowering)
                .and_then(|(fix, lowering)| lowering.lower(fix)),
        })
    }

    fn fingerprint(&self, rule: &Rule, diagnostic: &Diagnostic) -> String {
        let place = diagnostic
            .location
            .map(|location| (location.file, location.node));
        // A finding in a file stays the same when another commit touches it.
        let commit = match (place, &diagnostic.commit) {
            (None, Some(commit)) => Some(commit.id.as_str()),
            _ => None,
        };
        let message = &diagnostic.message;
        fingerprint::of(self.workspace, rule.name, place, commit, message)
    }

    /// The severity to show a finding with; `None` if it is not shown.
    fn severity(&self, rule: &Rule, own: Option<Severity>, path: Option<&str>) -> Option<Severity> {
        let settings = &self.workspace.settings;
        let selected = settings.selects(rule.name);
        // `--ignore` takes precedence over `--select` for a rule that is in both.
        if settings.ignores(rule.name) || !settings.select.is_empty() && !selected {
            return None;
        }
        let configured = settings.severity(rule.name, path);
        let severity = match (configured, own) {
            // A lower severity set by the rule stays lower, whatever is configured.
            (Some(configured), Some(own)) if own < rule.severity => configured.min(own),
            (Some(configured), _) => configured,
            (None, own) => own.unwrap_or(rule.severity),
        };
        match severity {
            // Selecting a rule that is off turns it on.
            Severity::Off if selected => Some(Severity::Warning),
            Severity::Off => None,
            // Even if the configuration says `advice`: that sets a severity, but does not ask for
            // advice.
            Severity::Advice if !(selected || settings.pedantic) => None,
            severity => Some(severity),
        }
    }

    fn place(&self, location: Location) -> ResolvedLocation {
        let file = self.workspace.file(location.file);
        let document = &file.document;
        let span = self.span(location);
        let pointer = location.node.zip(document.tree());
        ResolvedLocation {
            file: location.file,
            path: visible(file.path.as_str()).into_owned(),
            pointer: pointer.map(|(node, tree)| tree.node(node).pointer(MAX_POINTER)),
            span,
            start: document.text.position(span.start as usize),
            end: document.text.position(span.end as usize),
        }
    }

    fn span(&self, location: Location) -> Span {
        let document = &self.workspace.file(location.file).document;
        match (location.shown, document.tree()) {
            (Shown::Span(span), _) => span,
            (Shown::Key(id), Some(tree)) => {
                let value = tree.node(id);
                // An entry of a list has no key.
                value.key().unwrap_or(value).span()
            }
            (Shown::Value(id), Some(tree)) => {
                let value = tree.node(id);
                let span = value.span();
                match value.key() {
                    // An empty value has no text, so underline its key.
                    Some(key) if span.is_empty() => key.span(),
                    // Underlining a whole list of tasks would hide everything else.
                    _ if value.style() == Style::Block => first_line(&document.text, span),
                    _ => span,
                }
            }
            // Without frontmatter, no rule can point at a node.
            (Shown::Key(_) | Shown::Value(_), None) => Span::default(),
        }
    }
}

fn first_line(text: &Text, span: Span) -> Span {
    let line = text.slice(span).lines().next().unwrap_or_default();
    let start = span.start as usize;
    Span::new(start, start + line.trim_end().len())
}

fn order(finding: &Finding) -> (Option<u32>, &'static str, &str) {
    (
        finding.place().map(|place| place.span.start),
        // Several findings at one place are ordered by what is shown of them, not by the order of
        // rules.
        finding.rule,
        &finding.message,
    )
}

#[cfg(test)]
mod tests;
