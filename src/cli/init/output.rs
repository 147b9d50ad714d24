//! The output of `progress init`.

use std::io::{self, Write};

use progress_core::display::{plural, visible};
use progress_git::git::Repository;

use crate::cli::Console;
use crate::cli::hook::{left, shown, who_runs};
use crate::hook::program::{FULL_NAME, named_on_path};
use crate::hook::{Done, setup};
use crate::initializing::{FileChange, InitPlan, PlannedHooks, Undone, UndoneFile};
use crate::report::{DiffOptions, write_file_diff};

/// How diffs are shown.
pub(super) fn diff_options(console: &Console<'_>) -> DiffOptions {
    DiffOptions {
        color: console.colors_stdout(),
        terminal: console.terminal.stdout,
    }
}

/// Shows what would change.
pub(super) fn planned(
    plan: &InitPlan<'_>,
    repository: &Repository,
    options: DiffOptions,
    called: &str,
    out: &mut dyn Write,
) -> io::Result<()> {
    for change in &plan.files {
        let name = change.path.as_str();
        if let Some(summary) = &change.summary {
            writeln!(out, "new file `{}`: {summary}", visible(name))?;
            continue;
        }
        let (before, after) = (change.before.as_deref(), Some(change.after.as_str()));
        write_file_diff(name, before, after, options, out)?;
    }
    if let Some(hooks) = &plan.hooks {
        planned_hooks(hooks, repository, out)?;
    }
    by_hand(plan, out)?;
    next_step(plan, called, out)
}

/// Warns if what was added to files calls a name that is not on the `PATH`.
fn missing_name(plan: &InitPlan<'_>, out: &mut dyn Write) -> io::Result<()> {
    let commands = [" hook run", " agent "].map(|rest| format!("{FULL_NAME}{rest}"));
    let mut texts = plan.files.iter().map(|change| &change.after);
    let is_called = texts.any(|text| commands.iter().any(|command| text.contains(command)));
    if is_called && named_on_path(FULL_NAME).is_empty() {
        writeln!(
            out,
            "warning: `{FULL_NAME}` is not on the `PATH`, so hooks that call it do nothing until it is"
        )?;
    }
    Ok(())
}

fn planned_hooks(
    planned: &PlannedHooks<'_>,
    repository: &Repository,
    out: &mut dyn Write,
) -> io::Result<()> {
    if !planned.hooks.is_empty() {
        let names: Vec<&str> = planned.hooks.iter().map(|hook| hook.name).collect();
        let folder = shown(&planned.installation.folder.path, repository);
        let names = names.join(", ");
        writeln!(out, "hooks in `{}`: {names}", visible(&folder))?;
        who_runs(&planned.installation.folder, repository, out)?;
    }
    if planned.has_driver {
        writeln!(out, "merge driver for progress files, in this clone")?;
    }
    Ok(())
}

/// Reports what was done, and what is left to do.
pub(super) fn done(
    plan: &InitPlan<'_>,
    outcome: Option<&setup::Outcome>,
    repository: &Repository,
    called: &str,
    out: &mut dyn Write,
) -> io::Result<()> {
    for change in &plan.files {
        writeln!(out, "{}", written(change))?;
    }
    if let (Some(outcome), Some(planned)) = (outcome, &plan.hooks) {
        if outcome.hooks.iter().any(|(_, done)| *done != Done::Kept) {
            let folder = shown(&planned.installation.folder.path, repository);
            writeln!(out, "installed hooks in `{}`", visible(&folder))?;
            who_runs(&planned.installation.folder, repository, out)?;
        }
        if outcome.merging {
            writeln!(out, "set up the merge driver for progress files")?;
        }
    }
    by_hand(plan, out)?;
    missing_name(plan, out)?;
    for command in &plan.commands {
        writeln!(out, "hint: run `{command}` in every clone")?;
    }
    if !plan.files.is_empty() {
        writeln!(
            out,
            "hint: review and commit these files, or take everything back with `{called} init --undo`"
        )?;
    }
    next_step(plan, called, out)
}

/// Names the commands that import the tasks of other tools, if there are any.
pub(super) fn tasks_found(
    plan: &InitPlan<'_>,
    called: &str,
    out: &mut dyn Write,
) -> io::Result<()> {
    for found in &plan.importable {
        let (tool, name) = (found.format.tool(), found.format.as_str());
        let tasks = plural(found.tasks, "task", "tasks");
        writeln!(
            out,
            "hint: found {tasks} of {tool}; run `{called} import . --from {name}` to write them into \
             progress files"
        )?;
    }
    Ok(())
}

/// Says where tasks can come from, if there are none yet.
fn next_step(plan: &InitPlan<'_>, called: &str, out: &mut dyn Write) -> io::Result<()> {
    tasks_found(plan, called, out)?;
    if !plan.has_progress_files && plan.importable.is_empty() {
        writeln!(
            out,
            "hint: there are no progress files yet: `{called} new PLAN PHASE` creates one, and \
             `{called} import PATH` reads the tasks of another tool or of a Markdown file"
        )?;
    }
    Ok(())
}

fn written(change: &FileChange) -> String {
    let name = visible(change.path.as_str());
    let verb = if change.before.is_some() {
        "changed"
    } else {
        "created"
    };
    match &change.summary {
        Some(summary) => format!("{verb} `{name}`, which {summary}"),
        None => format!("{verb} `{name}`"),
    }
}

/// Shows the lines for files that cannot be changed safely.
fn by_hand(plan: &InitPlan<'_>, out: &mut dyn Write) -> io::Result<()> {
    for lines in &plan.by_hand {
        writeln!(out, "to be added by hand:\n")?;
        // The lines contain text of the manager's file.
        for line in lines.lines() {
            writeln!(out, "{}", visible(line))?;
        }
        writeln!(out)?;
    }
    Ok(())
}

/// Reports what was undone.
pub(super) fn undone(undone: &Undone, out: &mut dyn Write) -> io::Result<()> {
    if undone.files.is_empty() && undone.hooks.is_none() {
        return writeln!(out, "nothing to undo in this clone");
    }
    for (name, done) in &undone.files {
        let name = visible(name);
        match done {
            UndoneFile::Removed => writeln!(out, "removed `{name}`")?,
            UndoneFile::Restored => writeln!(out, "restored `{name}`")?,
            UndoneFile::Cleaned => writeln!(out, "removed what was added to `{name}`")?,
            UndoneFile::Untouched => writeln!(out, "`{name}` is as it was before")?,
            UndoneFile::Needed => {
                writeln!(out, "kept `{name}`, because `.progress.yaml` names it")?;
            }
            UndoneFile::Kept => writeln!(out, "kept `{name}`, because it has been changed since")?,
            UndoneFile::KeptLines => writeln!(
                out,
                "kept `{name}`, because what was added to it has been changed since"
            )?,
        }
    }
    if let Some(hooks) = &undone.hooks {
        undone_hooks(hooks, out)?;
        if hooks.merging {
            writeln!(out, "removed the merge driver")?;
        }
    }
    if undone.files.iter().any(|(_, done)| done.is_kept()) {
        writeln!(
            out,
            "hint: remove by hand what you do not need in the files that were kept"
        )?;
    }
    Ok(())
}

fn undone_hooks(outcome: &setup::Outcome, out: &mut dyn Write) -> io::Result<()> {
    let parts = [&outcome.hooks, &outcome.unused, &outcome.configured];
    let mut kept = Vec::new();
    let mut is_any_removed = false;
    for (hook, done) in parts.into_iter().flatten() {
        match left(*hook, *done) {
            Some(left) => kept.push((hook.name, left)),
            None => is_any_removed = true,
        }
    }
    if is_any_removed {
        let others = if kept.is_empty() { "the" } else { "the other" };
        writeln!(out, "removed {others} hooks")?;
    }
    for (name, left) in kept {
        writeln!(out, "hook {name}: {left}")?;
    }
    Ok(())
}
