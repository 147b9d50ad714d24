//! The page as a whole.

use progress_core::status::{PlanView, ReadinessIndex, TaskConditions, list_tasks};
use progress_core::workspace::Workspace;
use progress_graph::Svg;

use crate::checks::Checks;
use crate::course::History;
use crate::html::{push, text};
use crate::script::{HASH, SCRIPT};
use crate::style::{STYLE, signs};
use crate::{overview, plan};

/// Forbids everything but the style sheet and the script inside the page, above all the network and
/// other scripts. That of the script is added by its hash.
const POLICY: &str =
    "default-src 'none'; style-src 'unsafe-inline'; base-uri 'none'; form-action 'none'";

/// What a page is about.
#[derive(Clone, Copy, Debug)]
pub struct Page<'p, 'w> {
    /// The name of the repository or directory.
    pub title: &'p str,
    /// The path from the page to the root of the repository: empty or ending with a slash. `None`
    /// if it is not known; then nothing links to files.
    pub base: Option<&'p str>,
    /// The files.
    pub workspace: &'w Workspace,
    /// The plans, in order.
    pub plans: &'p [PlanView<'w>],
    /// What the Git history says, if there is one.
    pub history: Option<&'p History>,
    /// What was checked, if anything was.
    pub checks: Option<&'p Checks<'p>>,
}

/// Writes the page. The same plans always give the same page.
#[must_use]
pub fn page(page: &Page<'_, '_>) -> String {
    let readiness = ReadinessIndex::of(page.workspace);
    let statuses = &page.workspace.settings.statuses;
    let conditions = TaskConditions::default();
    let tasks = list_tasks(page.plans, &conditions, &readiness, statuses);
    let mut out = String::with_capacity(64 * 1024);
    let title = text(page.title);
    push(
        &mut out,
        format_args!(
            "<!doctype html>\n<html lang=\"en\">\n<head>\n<meta charset=\"utf-8\">\n\
             <meta http-equiv=\"Content-Security-Policy\" content=\"{POLICY}; script-src '{HASH}'\">\n\
             <meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">\n\
             <meta name=\"color-scheme\" content=\"light dark\">\n\
             <title>Progress of {title}</title>\n<style>{}{STYLE}{}</style>\n</head>\n<body>\n\
             <a class=\"skip\" href=\"#main\">Skip to the plans</a>\n",
            Svg::style(),
            signs()
        ),
    );
    push(
        &mut out,
        format_args!("<header><h1>Progress of {title}</h1></header>\n"),
    );
    navigation(page, &mut out);
    out.push_str("<main id=\"main\">\n");
    overview::write(page, &tasks, &readiness, &mut out);
    for (index, view) in page.plans.iter().enumerate() {
        plan::write(page, view, index, &readiness, &mut out);
    }
    push(
        &mut out,
        format_args!(
            "</main>\n<footer><p>Written by <code>progress report</code>. Figures are computed from \
             the tasks.</p></footer>\n<script>{SCRIPT}</script>\n</body>\n</html>\n"
        ),
    );
    out
}

/// Links to the parts of the overview, which links to the plans.
fn navigation(page: &Page<'_, '_>, out: &mut String) {
    out.push_str("<nav aria-label=\"Sections\"><ul>\n");
    for (id, heading) in overview::parts(page) {
        push(
            out,
            format_args!("<li><a href=\"#{id}\">{heading}</a></li>\n"),
        );
    }
    out.push_str("</ul></nav>\n");
}
