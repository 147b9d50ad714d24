//! `progress resolve`: merges progress files that are in conflict.

mod output;
mod tool;

use progress_core::display::plural;

use super::args::{ResolveArguments, TableFormat};
use super::failure::Failure;
use super::{Console, ExitStatus, clock, project};
use crate::project::Project;
use crate::report::Base;
use crate::resolving::{
    Outcome, Reason, ResolvedFile, Resolver, ResolvingError, Unresolved, find_unresolved,
};
use crate::selection::NamedPaths;

pub(super) fn run(
    arguments: &ResolveArguments,
    console: &mut Console<'_>,
) -> Result<ExitStatus, Failure> {
    if let Some(versions) = tool::Versions::of(&arguments.tool) {
        return tool::run(
            &versions,
            &arguments.tool,
            arguments.config.as_deref(),
            console,
        );
    }
    let (project, named) = open(arguments, console)?;
    let resolver = resolver(&project, arguments.dry_run)?;
    let files =
        find_unresolved(&resolver, &named.files, &named.folders).map_err(super::hook::broken)?;
    let base = project.base();
    let (results, mut has_failed) = resolve_all(&resolver, &files, &base, console);
    let mut staged = Vec::new();
    if arguments.stage {
        match stage(&resolver, &results) {
            Ok(paths) => staged = paths,
            Err(failure) => {
                console.fail(&failure);
                has_failed = true;
            }
        }
    }
    if arguments.format == TableFormat::Human {
        for file in &results {
            tell(file, &base, console);
        }
        // A file that could not be read may well be in conflict.
        if !results.is_empty() || !has_failed {
            tell_count(&results, arguments, console);
        }
    }
    let is_left = results.iter().any(|file| !file.is_resolved());
    let status = match (has_failed, is_left) {
        (true, _) => ExitStatus::Failed,
        (_, true) => ExitStatus::Findings,
        _ => ExitStatus::Clean,
    };
    let view = output::View {
        base: &base,
        staged: &staged,
        is_dry_run: arguments.dry_run,
        color: console.colors_stdout(),
        terminal: console.terminal.stdout,
        screen: console.screen(),
    };
    console.finish(status, |out| match arguments.format {
        TableFormat::Human => view.human(&results, out),
        TableFormat::Json => view.json(&results, out),
    })
}

/// Opens the project of the paths, which are the whole project if there are none.
fn open(
    arguments: &ResolveArguments,
    console: &mut Console<'_>,
) -> Result<(Project, NamedPaths), Failure> {
    let current = console.current_folder()?;
    let mut named = NamedPaths::on_disk(&arguments.paths, &current);
    let failures = named.failures.drain(..).map(Failure::from);
    // All or nothing: a misspelled path must not pass for one without conflicts.
    if let Some(failure) = Failure::all(failures) {
        return Err(failure);
    }
    let start = named.start(&current).to_path_buf();
    let project = project::open(&start, current, arguments.config.as_deref(), console)?;
    if arguments.stage {
        project.root.require_repository("--stage")?;
    }
    if named.is_empty() {
        named.folders.push(project.root.folder.clone());
    }
    Ok((project, named))
}

fn resolver(project: &Project, is_dry_run: bool) -> Result<Resolver<'_>, Failure> {
    Ok(Resolver {
        root: &project.root.folder,
        repository: project.root.repository.as_ref(),
        settings: &project.settings,
        now: clock::now()?,
        is_dry_run,
    })
}

/// Stages the files without conflicts, and returns their paths.
fn stage<'f>(
    resolver: &Resolver<'_>,
    results: &'f [ResolvedFile],
) -> Result<Vec<&'f str>, Failure> {
    let mut files = Vec::new();
    for file in results {
        if file.is_resolved() {
            files.push(file);
        }
    }
    resolver.stage(&files).map_err(super::hook::broken)?;
    Ok(files.iter().map(|file| file.path.as_str()).collect())
}

/// Resolves the files one by one, so that one that cannot be written does not hold up the others;
/// returns whether there is one.
fn resolve_all(
    resolver: &Resolver<'_>,
    files: &[Unresolved],
    base: &Base,
    console: &mut Console<'_>,
) -> (Vec<ResolvedFile>, bool) {
    let mut results = Vec::new();
    let mut has_failed = false;
    for file in files {
        match resolver.resolve(file) {
            // A file that was named, and has nothing to resolve.
            Ok(ResolvedFile {
                outcome: Outcome::Refused(Reason::Unmarked),
                is_unmerged: false,
                ..
            }) => console.note(&format!("{}: no conflicts", base.shown(file.path.as_str()))),
            Ok(result) => results.push(result),
            Err(error) => {
                has_failed = true;
                console.fail(&match error {
                    ResolvingError::Write(error) => Failure::of(&error, Some(error.help())),
                    ResolvingError::Git(error) => super::hook::broken(error),
                });
            }
        }
    }
    (results, has_failed)
}

/// Says what a person has to do about a file, or should know.
fn tell(file: &ResolvedFile, base: &Base, console: &mut Console<'_>) {
    let path = base.shown(file.path.as_str());
    match &file.outcome {
        Outcome::Refused(reason) => {
            console.warn(&Failure::new(format!("{path}: {reason}")).help(reason.help()));
        }
        Outcome::Doubtful(doubt) => {
            let failure = Failure::new(format!("{path}: no conflicts are left, but {doubt}"));
            console.warn(&failure.help(format!(
                "decide which is right; `progress lint {path}` shows the places"
            )));
        }
        Outcome::Resolved | Outcome::Conflicted => {}
    }
    if let Some(why) = &file.fallback {
        console.note(&format!("{path}: merged by lines: {why}"));
    }
    if file.is_base_unknown {
        console.note(&format!(
            "{path}: the markers do not show the whole base, so what only one side has was kept"
        ));
    }
}

fn tell_count(results: &[ResolvedFile], arguments: &ResolveArguments, console: &mut Console<'_>) {
    if results.is_empty() {
        if arguments.paths.is_empty() {
            console.note("no progress files are in conflict");
        }
        return;
    }
    let resolved = results.iter().filter(|file| file.is_resolved()).count();
    let total = plural(results.len(), "file", "files");
    console.note(&format!("{resolved} of {total} resolved"));
    let is_unstaged = results
        .iter()
        .any(|file| file.is_resolved() && file.is_unmerged);
    if is_unstaged && !arguments.stage && !arguments.dry_run {
        console.note("hint: stage resolved files with `git add`, or pass `--stage` next time");
    }
}

#[cfg(test)]
mod tests {
    #[test]
    fn the_schema_is_the_types() {
        super::super::schema::tests::check::<super::output::ResolveJson<'_>>("resolve");
    }
}
