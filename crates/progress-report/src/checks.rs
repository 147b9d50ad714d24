//! What was checked: the findings of rules, and whether what is marked as done is done.

use std::collections::BTreeMap;

use progress_core::collections::HashMap;
use progress_core::config::Severity;
use progress_core::display::{plural, shortened};
use progress_core::lint::Finding;
use progress_core::model::FileId;
use progress_core::status::{PlanView, Stage};
use progress_core::verdict::{Bearing, Judgement, Verdict};

use crate::Page;
use crate::html::{close_table, file_line, message, open_table, push, text};

/// Maximum rows of the tables of a plan; the commands show the rest.
const MAX_ROWS: usize = 20;
/// Maximum plans in the overview.
const MAX_PLANS: usize = 20;
/// Maximum characters shown of a description.
const MAX_TEXT: usize = 140;
/// Maximum reasons shown of a verdict.
const MAX_REASONS: usize = 3;

/// What was found.
#[derive(Clone, Debug)]
pub struct Checks<'p> {
    findings: &'p [Finding],
    verdicts: Option<&'p [Judged<'p>]>,
    /// The positions of findings and verdicts, by the file that they are about.
    findings_in: HashMap<FileId, Vec<usize>>,
    verdicts_in: HashMap<FileId, Vec<usize>>,
}

/// A task that is marked as done, or a criterion that is marked as met, with its verdict.
#[derive(Clone, Copy, Debug)]
pub struct Judged<'p> {
    /// The progress file.
    pub file: FileId,
    /// The line, from 1.
    pub line: usize,
    /// The ID.
    pub id: Option<&'p str>,
    /// The description.
    pub description: Option<&'p str>,
    /// The verdict.
    pub judgement: &'p Judgement,
}

/// How much was found, by severity and verdict.
#[derive(Default)]
struct Tally {
    severities: BTreeMap<Severity, usize>,
    verdicts: BTreeMap<Verdict, usize>,
}

impl Tally {
    fn of<'a>(
        findings: impl Iterator<Item = &'a Finding>,
        verdicts: impl Iterator<Item = &'a Judged<'a>>,
    ) -> Self {
        let mut tally = Self::default();
        for finding in findings {
            *tally.severities.entry(finding.severity).or_default() += 1;
        }
        for judged in verdicts {
            *tally.verdicts.entry(judged.judgement.verdict).or_default() += 1;
        }
        tally
    }

    fn severity(&self, severity: Severity) -> usize {
        self.severities.get(&severity).copied().unwrap_or(0)
    }

    fn verdict(&self, verdict: Verdict) -> usize {
        self.verdicts.get(&verdict).copied().unwrap_or(0)
    }

    /// The numbers of a row of the overview, the worst first.
    fn numbers(&self) -> [usize; 4] {
        [
            self.severity(Severity::Error),
            self.verdict(Verdict::Unsupported),
            self.severity(Severity::Warning),
            self.verdict(Verdict::Weak),
        ]
    }

    fn findings_in_words(&self) -> String {
        let errors = plural(self.severity(Severity::Error), "error", "errors");
        let warnings = plural(self.severity(Severity::Warning), "warning", "warnings");
        format!("{errors}, {warnings}")
    }

    fn verdicts_in_words(&self) -> String {
        let known = Verdict::ALL.iter();
        let words: Vec<String> = known
            .map(|verdict| format!("{} {}", self.verdict(*verdict), verdict.name()))
            .collect();
        words.join(", ")
    }
}

impl<'p> Checks<'p> {
    /// Takes the findings of `progress lint` and the verdicts of `progress verify`, if there is a
    /// history.
    #[must_use]
    pub fn new(findings: &'p [Finding], verdicts: Option<&'p [Judged<'p>]>) -> Self {
        let files = findings.iter().map(|it| Some(it.place()?.file));
        let judged = verdicts.into_iter().flatten().map(|it| Some(it.file));
        Self {
            findings,
            verdicts,
            findings_in: by_file(files),
            verdicts_in: by_file(judged),
        }
    }

    /// The findings of `progress lint`.
    #[must_use]
    pub fn findings(&self) -> &'p [Finding] {
        self.findings
    }

    /// The verdicts of `progress verify`; `None` without a history.
    #[must_use]
    pub fn verdicts(&self) -> Option<&'p [Judged<'p>]> {
        self.verdicts
    }

    /// The findings about files of a plan, the worst first.
    fn findings_of(&self, plan: &PlanView<'_>) -> Vec<&'p Finding> {
        let own = positions_of(plan, &self.findings_in).into_iter();
        let mut found: Vec<&Finding> = own.filter_map(|at| self.findings.get(at)).collect();
        found.sort_by_key(|finding| std::cmp::Reverse(finding.severity));
        found
    }

    /// The verdicts on a plan, the worst first.
    fn verdicts_of(&self, plan: &PlanView<'_>) -> Vec<&'p Judged<'p>> {
        let all = self.verdicts.unwrap_or_default();
        let own = positions_of(plan, &self.verdicts_in).into_iter();
        let mut found: Vec<&Judged<'_>> = own.filter_map(|at| all.get(at)).collect();
        found.sort_by_key(|judged| judged.judgement.verdict.rank());
        found
    }

    fn tally_of(&self, plan: &PlanView<'_>) -> Tally {
        let findings = self.findings_of(plan).into_iter();
        Tally::of(findings, self.verdicts_of(plan).into_iter())
    }
}

/// The positions of items, by the file that each is about.
fn by_file(files: impl Iterator<Item = Option<FileId>>) -> HashMap<FileId, Vec<usize>> {
    let mut positions: HashMap<FileId, Vec<usize>> = HashMap::default();
    for (at, file) in files.enumerate() {
        if let Some(file) = file {
            positions.entry(file).or_default().push(at);
        }
    }
    positions
}

/// The positions of what is about the files of a plan, in order.
fn positions_of(plan: &PlanView<'_>, by_file: &HashMap<FileId, Vec<usize>>) -> Vec<usize> {
    let own = plan
        .phases
        .iter()
        .filter_map(|phase| by_file.get(&phase.id));
    let mut positions: Vec<usize> = own.flatten().copied().collect();
    positions.sort_unstable();
    positions
}

/// Writes how much was found in each plan.
pub(crate) fn overview(page: &Page<'_, '_>, checks: &Checks<'_>, out: &mut String) {
    let tallies: Vec<Tally> = (page.plans.iter())
        .map(|plan| checks.tally_of(plan))
        .collect();
    let mut all = Tally::default();
    for tally in &tallies {
        for (severity, count) in &tally.severities {
            *all.severities.entry(*severity).or_default() += count;
        }
        for (verdict, count) in &tally.verdicts {
            *all.verdicts.entry(*verdict).or_default() += count;
        }
    }
    push(
        out,
        format_args!("<p>Rules found {}.", all.findings_in_words()),
    );
    if checks.verdicts.is_some() {
        push(
            out,
            format_args!(
                " Verdicts on what is marked as done or met: {}.",
                all.verdicts_in_words()
            ),
        );
    }
    out.push_str("</p>\n");
    let mut worst: Vec<(usize, [usize; 4])> = (tallies.iter().enumerate())
        .map(|(index, tally)| (index, tally.numbers()))
        .filter(|(_, numbers)| numbers.iter().any(|number| *number > 0))
        .collect();
    if worst.is_empty() {
        return;
    }
    worst.sort_by_key(|(_, numbers)| std::cmp::Reverse(*numbers));
    let columns = ["Plan", "Errors", "Unsupported", "Warnings", "Weak"];
    open_table(
        "found cards",
        out,
        "Findings and verdicts of plans",
        &columns,
    );
    for (index, numbers) in worst.iter().take(MAX_PLANS) {
        let name = text(page.plans[*index].name);
        push(
            out,
            format_args!("<tr>\n<th><a href=\"#plan-{index}\">{name}</a>"),
        );
        for number in numbers {
            push(out, format_args!("<td class=\"number\">{number}"));
        }
    }
    close_table(out);
    rest(worst.len(), MAX_PLANS, ("more plan", "more plans"), out);
}

/// Writes what was found in a plan.
pub(crate) fn of_plan(page: &Page<'_, '_>, plan: &PlanView<'_>, out: &mut String) {
    let Some(checks) = page.checks else {
        return;
    };
    let tally = checks.tally_of(plan);
    let mut doubts = checks.verdicts_of(plan);
    if !doubts.is_empty() {
        let summary = format!("Verdicts: {}", tally.verdicts_in_words());
        // Of a finished plan, only the claims that nothing supports still matter.
        let least = match plan.stage() {
            Stage::Over => Verdict::Unsupported,
            Stage::Underway | Stage::Planned => Verdict::Unknown,
        };
        doubts.retain(|judged| judged.judgement.verdict.rank() <= least.rank());
        if doubts.is_empty() {
            push(out, format_args!("<p>{summary}</p>\n"));
        } else {
            open_details(tally.verdict(Verdict::Unsupported) > 0, &summary, out);
            verdicts(page, plan, &doubts, out);
        }
    }
    let found = checks.findings_of(plan);
    if !found.is_empty() {
        let summary = format!("Findings: {}", tally.findings_in_words());
        open_details(tally.severity(Severity::Error) > 0, &summary, out);
        findings(page, plan, &found, out);
    }
}

/// What is wrong is shown at once, and the rest when it is asked for.
fn open_details(is_open: bool, summary: &str, out: &mut String) {
    let open = if is_open { " open" } else { "" };
    push(
        out,
        format_args!("<details{open}><summary>{summary}</summary>\n"),
    );
}

fn verdicts(page: &Page<'_, '_>, plan: &PlanView<'_>, doubts: &[&Judged<'_>], out: &mut String) {
    let caption = format!("What is not supported in {}", plan.name);
    open_table("cards", out, &caption, &["What", "Verdict", "Why", "Where"]);
    for judged in doubts.iter().take(MAX_ROWS) {
        push(
            out,
            format_args!(
                "<tr>\n<th>{}<td>{}<br><small>{}</small>\
                 <td>{}<td>{}",
                text(judged.id.unwrap_or("without an ID")),
                judged.judgement.verdict.name(),
                // The table of all tasks has all of it.
                text(&shortened(judged.description.unwrap_or_default(), MAX_TEXT)),
                why(judged.judgement),
                file_line(page, judged.file, judged.line)
            ),
        );
    }
    close_table(out);
    rest(
        doubts.len(),
        MAX_ROWS,
        ("more verdict", "more verdicts"),
        out,
    );
    out.push_str("</details>\n");
}

/// The reasons for a verdict, each marked as speaking for or against it.
fn why(judgement: &Judgement) -> String {
    let mut out = String::from("<ul class=\"why\">");
    for reason in judgement.reasons.iter().take(MAX_REASONS) {
        let class = match reason.bearing() {
            Bearing::For => "for",
            Bearing::Against => "against",
            Bearing::Neither => "unclear",
        };
        let reason = message(&reason.text());
        push(
            &mut out,
            format_args!("<li class=\"{class}\">{reason}</li>"),
        );
    }
    let rest = judgement.reasons.len().saturating_sub(MAX_REASONS);
    if rest > 0 {
        push(&mut out, format_args!("<li>{rest} more</li>"));
    }
    out.push_str("</ul>");
    out
}

fn findings(page: &Page<'_, '_>, plan: &PlanView<'_>, found: &[&Finding], out: &mut String) {
    let caption = format!("Findings in {}", plan.name);
    open_table(
        "cards",
        out,
        &caption,
        &["Finding", "Severity", "Rule", "Where"],
    );
    for finding in found.iter().take(MAX_ROWS) {
        let place = finding.place();
        let place = place.map(|place| file_line(page, place.file, place.start.line));
        push(
            out,
            format_args!(
                "<tr>\n<th>{}<td>{}<td>{}<td>{}",
                message(&finding.message),
                finding.severity,
                finding.rule,
                place.unwrap_or_default()
            ),
        );
    }
    close_table(out);
    rest(
        found.len(),
        MAX_ROWS,
        ("more finding", "more findings"),
        out,
    );
    out.push_str("</details>\n");
}

/// Says how many rows were left out of a table.
fn rest(rows: usize, most: usize, (one, many): (&str, &str), out: &mut String) {
    if rows > most {
        let rest = plural(rows - most, one, many);
        push(out, format_args!("<p>{rest}.</p>\n"));
    }
}
