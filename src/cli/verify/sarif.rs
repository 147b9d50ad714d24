//! SARIF output of `progress verify`: what is weak or unsupported, as findings.

use std::io::{self, Write};

use progress_core::config::Severity;
use progress_core::display::visible;
use progress_core::lint::{Check, Diagnostic, Location, Report, Rule, finding_about};
use progress_core::verdict::{Bearing, Reason, Verdict};

use super::View;
use crate::report::{Format, Options, write as write_report};
use crate::verifying::{Claim, Verified};

/// What is reported as if by rules. They are not in the list of rules, since `progress lint` cannot
/// check them.
const UNSUPPORTED: Rule = Rule {
    name: "verify-unsupported",
    severity: Severity::Warning,
    summary: "no evidence that a task is done, or that a criterion is met",
    fix: None,
    suppressed_by: &[],
    check: Check::Phase(|_, _| {}),
};
const WEAK: Rule = Rule {
    name: "verify-weak",
    severity: Severity::Advice,
    summary: "little evidence that a task is done, or that a criterion is met",
    ..UNSUPPORTED
};

pub(super) fn write(view: &View<'_, '_>, out: &mut dyn Write) -> io::Result<()> {
    let mut findings = Vec::new();
    for item in view.verified {
        let rule = match item.judgement.verdict {
            Verdict::Unsupported => &UNSUPPORTED,
            Verdict::Weak => &WEAK,
            Verdict::Supported | Verdict::Unknown => continue,
        };
        findings.extend(finding_about(view.workspace, rule, diagnostic(item)));
    }
    let files = view.workspace.files.iter();
    let texts: Vec<_> = files
        .map(|file| (file.path.as_str(), &file.document.text))
        .collect();
    let mut report = Report::new(findings, texts.len(), texts);
    report.is_incomplete = view.is_incomplete;
    let unread = view.unreadable.iter();
    report.unchecked = unread
        .map(|path| {
            format!(
                "cannot read `{}`, so its tasks have no verdicts",
                visible(path)
            )
        })
        .collect();
    write_report(&report, Format::Sarif, &Options::default(), out)?;
    Ok(())
}

fn diagnostic(item: &Verified) -> Diagnostic {
    let (what, help) = match item.claim {
        Claim::TaskDone => (
            "done",
            "name the task in the commit that does its work, or reopen it",
        ),
        Claim::CriterionMet => (
            "met",
            "name a file or a commit in its `evidence`, or set the phase to `review`",
        ),
    };
    let name = match &item.id {
        Some(id) => format!("`{id}`"),
        None => "this".to_owned(),
    };
    let how = match item.judgement.verdict {
        Verdict::Unsupported => "no evidence",
        _ => "little evidence",
    };
    let reasons = item.judgement.reasons.iter();
    let against: Vec<String> = reasons
        .filter(|reason| reason.bearing() != Bearing::For)
        .map(Reason::text)
        .collect();
    let mut message = format!("{how} that {name} is {what}");
    if !against.is_empty() {
        message.push_str(": ");
        message.push_str(&against.join("; "));
    }
    Diagnostic::new(Location::value(item.file, item.status), message).help(help)
}
