//! Output of `progress log`.

use std::io::{self, Write};

use progress_core::compare::Event;
use progress_core::model::Moment;
use progress_core::source::name_of;
use progress_core::task_links::{Decider, Link, MentionPlace, Message, Role, Source};
use progress_git::git::Commit;
use serde::Serialize;

use crate::cli::colors::Style;
use crate::cli::table::{Screen, width};
use crate::history::{Log, LoggedCommit, StateChange, day, moment};
use crate::report::{FormatVersion, write_json};

/// Maximum width of a name.
const MAX_NAME: usize = 20;
/// Maximum width of the reasons why a commit is linked.
const MAX_REASONS: usize = 60;
/// With less room than this, a subject is of no use.
const MIN_SUBJECT: usize = 30;
/// The indent of further lines about a commit: the width of a hash and a space.
const INDENT: usize = 9;

/// How to show commits.
pub(super) struct View {
    /// Whether to use color.
    pub paint: bool,
    /// What the output can show.
    pub screen: Screen,
    /// Whether to name the plan of each task.
    pub names_plans: bool,
}

impl View {
    /// Writes one line per commit.
    pub(super) fn write(&self, commits: &[LoggedCommit], out: &mut dyn Write) -> io::Result<()> {
        let max_name = MAX_NAME.min(self.screen.width() / 4);
        let names = commits
            .iter()
            .map(|logged| width(&logged.commit.author, max_name))
            .max()
            .unwrap_or(0);
        for logged in commits {
            self.write_commit(logged, names, out)?;
        }
        Ok(())
    }

    fn write_commit(
        &self,
        logged: &LoggedCommit,
        names: usize,
        out: &mut dyn Write,
    ) -> io::Result<()> {
        let commit = &logged.commit;
        let hash = Style::Strong.paint(&commit.id.short(), self.paint);
        let name = self.screen.padded(&commit.author, names);
        let mark = if logged.role == Role::Tracks {
            '*'
        } else {
            ' '
        };
        let reasons = self.link_reasons(&logged.links);
        let subject = subject(commit);
        let wanted = width(subject, MIN_SUBJECT);
        let mut start = format!("{hash} {} {name} {mark}", day(commit));
        // Hash, date, name and mark, with the spaces between them.
        let mut used = 8 + 1 + 10 + 1 + names + 3;
        // On a narrow terminal, what follows gets lines of its own.
        if self.screen.room(used) < wanted {
            writeln!(out, "{}", start.trim_end())?;
            (start, used) = (" ".repeat(INDENT - 1), INDENT);
        }
        let beside = match width(&reasons, self.screen.width()) {
            0 => self.screen.room(used),
            columns => self.screen.room(used + 1 + columns),
        };
        let is_beside = beside >= wanted;
        let room = if is_beside {
            beside
        } else {
            self.screen.room(used)
        };
        let mut line = format!("{start} {}", self.screen.fitted(subject, room));
        if !is_beside {
            writeln!(out, "{}", line.trim_end())?;
            line = " ".repeat(INDENT - 1);
        }
        let reasons = self.screen.fitted(&reasons, self.screen.room(INDENT));
        // Escape sequences around nothing would keep the space before them from being trimmed.
        let reasons = Style::Faint.paint(&reasons, self.paint && !reasons.is_empty());
        writeln!(out, "{}", format!("{line} {reasons}").trim_end())?;
        for happened in self.happened(&logged.changes) {
            let happened = self.screen.fitted(&happened, self.screen.room(INDENT));
            writeln!(
                out,
                "{:INDENT$}{}",
                "",
                Style::Help.paint(&happened, self.paint)
            )?;
        }
        Ok(())
    }

    /// `finished TASK-1.1, TASK-1.2`, one line per event.
    fn happened(&self, changes: &[StateChange]) -> Vec<String> {
        let mut lines: Vec<(Event, Vec<String>)> = Vec::new();
        for change in changes {
            let name = self.name(&change.at.plan, change.task.as_deref());
            match lines.iter_mut().find(|(event, _)| *event == change.event) {
                Some((_, names)) => names.push(name),
                None => lines.push((change.event, vec![name])),
            }
        }
        // The events have the same order in every commit.
        lines.sort_by_key(|(event, _)| *event);
        lines
            .into_iter()
            .map(|(event, names)| {
                let words = event.words();
                let room = self.screen.room(INDENT + words.len() + 1);
                format!("{words} {}", self.listed(&names, room))
            })
            .collect()
    }

    /// As many names as fit, and how many more there are.
    fn listed(&self, names: &[String], room: usize) -> String {
        let (Some((first, others)), Some(_)) = (names.split_first(), self.screen.columns) else {
            return names.join(", ");
        };
        let mut text = first.clone();
        let mut used = width(first, room);
        for (at, name) in others.iter().enumerate() {
            let rest = match others.len() - at - 1 {
                0 => String::new(),
                count => format!(" and {count} more"),
            };
            used += 2 + width(name, room);
            if used + rest.len() > room {
                return format!("{text} and {} more", others.len() - at);
            }
            text.push_str(", ");
            text.push_str(name);
        }
        text
    }

    /// The name of a task, as `progress log` accepts it.
    fn name(&self, plan: &str, task: Option<&str>) -> String {
        match task {
            Some(id) if self.names_plans => format!("{plan}:{id}"),
            Some(id) => id.to_owned(),
            None if self.names_plans => format!("a task of {plan} without an ID"),
            None => "a task without an ID".to_owned(),
        }
    }

    /// `[TASK-1.1: subject, status]`, one part per reason, without duplicates.
    fn link_reasons(&self, links: &[Link]) -> String {
        let mut parts: Vec<(&'static str, Vec<String>)> = Vec::new();
        for link in links {
            let reason = source(link.source);
            let file = link.target.file();
            let name = if let Some(id) = link.target.id() {
                self.name(file.plan(), Some(id))
            } else {
                // A whole phase has no ID, and may have no number.
                let phase = file.digest.phase.as_deref();
                let phase = phase.unwrap_or_else(|| name_of(&file.path));
                if self.names_plans {
                    format!("{phase} of {}", file.plan())
                } else {
                    phase.to_owned()
                }
            };
            match parts.iter_mut().find(|(other, _)| *other == reason) {
                Some((_, names)) => names.push(name),
                None => parts.push((reason, vec![name])),
            }
        }
        // A commit of many tasks must still have room for its subject.
        let most = MAX_REASONS.min(self.screen.room(INDENT + 2));
        let room = most / parts.len().max(1);
        let parts: Vec<String> = parts
            .iter()
            .map(|(reason, names)| {
                let names = self.listed(names, room.saturating_sub(reason.len() + 4));
                match *reason {
                    "phase" => format!("phase {names}"),
                    // JSON says `claim`; people know this line of a message as a trailer.
                    "claim" => format!("{names}: trailer"),
                    _ => format!("{names}: {reason}"),
                }
            })
            .collect();
        match parts.as_slice() {
            [] => String::new(),
            parts => format!("[{}]", self.screen.fitted(&parts.join("; "), most)),
        }
    }
}

/// Writes JSON.
pub(super) fn json(log: &Log, is_shallow: bool, out: &mut dyn Write) -> io::Result<()> {
    let listing = LogJson {
        version: FormatVersion,
        commits: log.commits.iter().map(CommitItem::of).collect(),
        undecided: log.undecided,
        shallow: is_shallow,
        limited: log.is_cut,
    };
    write_json(&listing, out)
}

/// Output of `progress log --format json`.
#[derive(Serialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
struct LogJson<'e> {
    /// Version of this format.
    version: FormatVersion,
    /// The commits, newest first.
    commits: Vec<CommitItem<'e>>,
    /// Number of commits that name the task's ID, but not which plan's.
    undecided: usize,
    /// Whether the clone is shallow, so that older commits are missing.
    shallow: bool,
    /// Whether commits may be left out because of the limit.
    limited: bool,
}

/// A commit.
#[derive(Serialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
struct CommitItem<'e> {
    /// The full hash.
    commit: String,
    /// The commit date, in UTC.
    #[cfg_attr(test, schemars(with = "String"))]
    date: Moment,
    /// The name of the author, after `.mailmap`.
    author: &'e str,
    /// The subject.
    subject: &'e str,
    /// Whether the commit changes nothing but progress files.
    tracks: bool,
    /// The tasks and phases that the commit belongs to.
    links: Vec<LinkItem<'e>>,
    /// What the commit changed in the state of tasks.
    changes: Vec<ChangeItem<'e>>,
}

/// A change in the state of a task.
#[derive(Serialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
struct ChangeItem<'e> {
    /// What happened to the task.
    event: &'static str,
    /// The ID; null if the task has none.
    task: Option<&'e str>,
    /// The new status as written.
    status: Option<&'e str>,
    /// The name of the plan.
    plan: &'e str,
    /// The phase as the file states it.
    phase: Option<&'e str>,
    /// The file, relative to the root of the repository.
    path: &'e str,
}

/// A link between a commit and a task or phase.
#[derive(Serialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
struct LinkItem<'e> {
    /// The ID of the task; null if the link is to the phase.
    task: Option<&'e str>,
    /// The name of the plan.
    plan: &'e str,
    /// The phase as the file states it.
    phase: Option<&'e str>,
    /// The file, relative to the root of the repository.
    path: &'e str,
    /// What makes the link.
    #[cfg_attr(test, schemars(extend("enum" = ["claim", "refs", "subject", "body", "evidence", "status", "phase"])))]
    source: &'static str,
    /// What decided between several tasks with the ID.
    #[cfg_attr(test, schemars(extend("enum" = ["evidence", "status", "plan", "sibling", "file", "scope", null])))]
    decided_by: Option<&'static str>,
}

impl<'e> CommitItem<'e> {
    fn of(logged: &'e LoggedCommit) -> Self {
        let commit = &logged.commit;
        Self {
            commit: commit.id.to_string(),
            date: moment(commit.time),
            author: &commit.author,
            subject: subject(commit),
            tracks: logged.role == Role::Tracks,
            links: logged.links.iter().map(LinkItem::of).collect(),
            changes: logged.changes.iter().map(ChangeItem::of).collect(),
        }
    }
}

impl<'e> LinkItem<'e> {
    fn of(link: &'e Link) -> Self {
        let file = link.target.file();
        Self {
            task: link.target.id(),
            plan: file.plan(),
            phase: file.digest.phase.as_deref(),
            path: &file.path,
            source: source(link.source),
            decided_by: link.decider.map(decider),
        }
    }
}

impl<'e> ChangeItem<'e> {
    fn of(change: &'e StateChange) -> Self {
        Self {
            event: change.event.name(),
            task: change.task.as_deref(),
            status: change.status.as_deref(),
            plan: &change.at.plan,
            phase: change.at.phase.as_deref(),
            path: &change.at.path,
        }
    }
}

pub(super) fn subject(commit: &Commit) -> &str {
    Message::parse(&commit.message).subject
}

fn source(source: Source) -> &'static str {
    match source {
        Source::Named(MentionPlace::TaskTrailer) => "claim",
        Source::Named(MentionPlace::Refs) => "refs",
        Source::Named(MentionPlace::Subject) => "subject",
        Source::Named(MentionPlace::Body | MentionPlace::Prose) => "body",
        Source::Evidence => "evidence",
        Source::Status => "status",
        Source::Phase => "phase",
    }
}

fn decider(decider: Decider) -> &'static str {
    match decider {
        Decider::Evidence => "evidence",
        Decider::StatusChange => "status",
        Decider::PlanNamed => "plan",
        Decider::Sibling => "sibling",
        Decider::Touched => "file",
        Decider::Scope => "scope",
    }
}

#[cfg(test)]
#[test]
fn the_schema_is_up_to_date() {
    super::super::schema::tests::check::<LogJson<'_>>("log");
}
