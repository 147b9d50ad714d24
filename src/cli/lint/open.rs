//! Opens what the arguments of `progress lint` name.

use std::io::Read;
use std::path::Path;

use progress_core::fix::Texts;
use progress_core::source::{MAX_BYTES, RootedPath};
use progress_git::git::{Commit, Repository};
use progress_git::write::Store;

use super::messages::tell_missing_baseline;
use crate::checking::{
    BaselineFile, BaselineText, Check, CheckedCommits, CommitsError, Gate, GatedRange,
    KnownFindings, Source, SourceError, Targets,
};
use crate::cli::Console;
use crate::cli::args::{LintArguments, SourceArguments};
use crate::cli::failure::Failure;
use crate::cli::project::warn_of_refusal;
use crate::cli::revision;
use crate::cli::settings;
use crate::project::Root;
use crate::selection::{NamedPaths, writable};

/// What to check, and the paths that cannot be checked.
pub(super) struct Opened<'r> {
    pub check: Check<'r>,
    /// Whether a path cannot be checked; it has been reported.
    pub has_failures: bool,
    /// Whether none of the given paths can be checked.
    pub is_hopeless: bool,
}

/// Opens what to lint; the whole root if no path was passed. Reports paths that cannot be linted.
///
/// `named` are the paths on disk that the arguments name.
pub(super) fn open<'r>(
    arguments: &LintArguments,
    named: NamedPaths,
    root: &'r Root,
    current: &'r Path,
    console: &mut Console<'_>,
) -> Result<Opened<'r>, Failure> {
    let source = open_source(&arguments.source, root)?;
    if source.recorded().is_none() && arguments.source.new_from.is_none() {
        warn_of_refusal(root, console);
    }
    let range = open_range(arguments, root, current, console)?;
    let mut settings = match &range {
        Some(range) => range.judgement.settings.clone(),
        None => settings::settle(&arguments.choice, source.settings_file(), current, console)?,
    };
    settings.enforce_branch |= source.enforces_branch();
    let mut named = match source.recorded() {
        Some(files) => NamedPaths::recorded(&arguments.paths, current, files, &source.name()),
        None => named,
    };
    if named.is_empty() && named.failures.is_empty() {
        named.folders.push(root.folder.clone());
    }
    let known = known_findings(arguments, range.as_ref(), root, current, console)?;
    let targets = Targets {
        files: named.files,
        folders: named.folders,
        piped: named.stdin,
    };
    let unmerged = source.unmerged(&targets, &settings);
    let has_failures = !named.failures.is_empty() || !unmerged.is_empty();
    for error in named.failures {
        console.fail(&error.into());
    }
    for path in &unmerged {
        console.fail(&in_conflict(path));
    }
    let is_hopeless = has_failures && targets.files.is_empty() && targets.folders.is_empty();
    let check = Check {
        source,
        targets,
        settings,
        range,
        unmerged,
        known,
        wants_dates: false,
    };
    Ok(Opened {
        check,
        has_failures,
        is_hopeless,
    })
}

/// Opens the source that the arguments select.
fn open_source<'r>(arguments: &SourceArguments, root: &'r Root) -> Result<Source<'r>, Failure> {
    let folder = root.folder.as_path();
    if arguments.staged {
        let repository = root.require_repository("--staged")?;
        return Source::index(folder, repository).map_err(|error| unusable_index(&error));
    }
    if let Some(name) = &arguments.rev {
        let repository = root.require_repository("--rev")?;
        let commit = revision::commit(repository, "--rev", name)?;
        return Ok(Source::commit(folder, repository, commit, name));
    }
    let Some((_, last)) = arguments
        .commits
        .as_deref()
        .and_then(|range| range.rsplit_once(".."))
    else {
        root.require_working_tree()?;
        return Ok(Source::working_tree(folder, root.repository.as_ref()));
    };
    // As in Git, an omitted end is `HEAD`.
    let last = if last.is_empty() { "HEAD" } else { last };
    let repository = root.require_repository("--commits")?;
    let commit = revision::commit(repository, "--commits", last)?;
    Ok(Source::commit(folder, repository, commit, last).at_end_of_range())
}

/// Opens the range of commits, if one was passed.
fn open_range<'r>(
    arguments: &LintArguments,
    root: &'r Root,
    current: &'r Path,
    console: &mut Console<'_>,
) -> Result<Option<GatedRange<'r>>, Failure> {
    let Some(text) = &arguments.source.commits else {
        return Ok(None);
    };
    let repository = root.require_repository("--commits")?;
    let commits = read_commits(text, repository)?;
    let chosen = chosen_settings(&arguments.source, repository)?;
    let chosen_ref = chosen.as_ref().map(|(name, commit)| (*name, commit));
    let gate = Gate::open(repository, &commits, chosen_ref, &root.folder, current);
    let overrides = settings::overrides(&arguments.choice)?;
    let judgement = gate
        .settings(arguments.choice.config.as_deref(), &overrides)
        .map_err(|error| settings::failure(&error))?;
    if let Some(error) = &judgement.rejected {
        let message = format!(
            "the settings in `{}`, at the start of the range, are invalid; using those at its end",
            gate.name
        );
        console.warn(&Failure::new(message));
        console.warn(&settings::failure(error));
    }
    if commits.is_empty() {
        console.note(&format!(
            "progress: no commits in `{text}`; nothing was checked"
        ));
    }
    Ok(Some(GatedRange {
        commits,
        gate,
        judgement,
    }))
}

/// Reads the commits of the `--commits` range.
fn read_commits<'r>(text: &str, repository: &'r Repository) -> Result<CheckedCommits<'r>, Failure> {
    if !text.contains("..") {
        let failure = Failure::new(format!("`--commits` requires a range, found `{text}`"));
        return Err(failure.help("pass a range such as `origin/main..HEAD`"));
    }
    CheckedCommits::open(repository, text).map_err(|error| match error {
        CommitsError::Range(error) => revision::unknown(&error),
        CommitsError::Git(error) => revision::broken(&error),
        CommitsError::NoCommonAncestor { is_shallow } => {
            let help = if is_shallow {
                "the clone is shallow; fetch everything with `git fetch --unshallow` or `fetch-depth: 0`"
            } else {
                "pass the target branch, as in `origin/main..HEAD`"
            };
            Failure::new(error.to_string()).help(help)
        }
    })
}

/// The commit passed to `--settings-from`, with its name.
fn chosen_settings<'a>(
    arguments: &'a SourceArguments,
    repository: &Repository,
) -> Result<Option<(&'a str, Commit)>, Failure> {
    let Some(name) = arguments.settings_from.as_deref() else {
        return Ok(None);
    };
    let commit = revision::commit(repository, "--settings-from", name)?;
    Ok(Some((name, commit)))
}

/// Opens the sources of known findings: the start of the range or `--new-from`, and `--baseline`.
fn known_findings(
    arguments: &LintArguments,
    range: Option<&GatedRange<'_>>,
    root: &Root,
    current: &Path,
    console: &mut Console<'_>,
) -> Result<KnownFindings, Failure> {
    let baseline = &arguments.source.baseline;
    let text = match (range, baseline) {
        (Some(range), Some(path)) => {
            let text = range.gate.baseline(path);
            tell_missing_baseline(text.as_ref(), path, &range.gate.name, console);
            text
        }
        _ => None,
    };
    let commit = match (range, &arguments.source.new_from) {
        (Some(range), _) => Some(range.commits.base.clone()),
        (None, Some(name)) => {
            let repository = root.require_repository("--new-from")?;
            Some(revision::commit(repository, "--new-from", name)?)
        }
        (None, None) => None,
    };
    let baseline = match baseline {
        Some(path) => Some(baseline_file(arguments, path, root, current, text)?),
        None => None,
    };
    Ok(KnownFindings { commit, baseline })
}

fn baseline_file(
    arguments: &LintArguments,
    path: &Path,
    root: &Root,
    current: &Path,
    text: Option<BaselineText>,
) -> Result<BaselineFile, Failure> {
    let is_written = arguments.source.write_baseline;
    let absolute = if is_written {
        writable(path, current)?
    } else {
        current.join(path)
    };
    let name = path.display().to_string();
    let store = Store::open(root.repository.as_ref(), &root.folder);
    BaselineFile::open(absolute, name, text, is_written, store)
        .map_err(|error| Failure::of(&error, error.help()))
}

fn unusable_index(error: &SourceError) -> Failure {
    Failure::new(error.to_string()).help(error.help())
}

fn in_conflict(path: &RootedPath) -> Failure {
    let message = format!(
        "`{}` is unmerged; the index has no version to check",
        path.as_str()
    );
    Failure::new(message).help("resolve the conflict, then run `git add`")
}

/// The content of standard input, under its given name.
pub(super) fn piped(check: &Check<'_>, stdin: &mut dyn Read) -> Result<Texts, Failure> {
    let Some(path) = &check.targets.piped else {
        return Ok(Texts::new());
    };
    let path = RootedPath::new(check.source.root, path);
    Ok(Texts::from([(path, read(stdin)?)]))
}

/// Reads standard input, up to the maximum file size.
pub(in crate::cli) fn read(stdin: &mut dyn Read) -> Result<Vec<u8>, Failure> {
    let mut bytes = Vec::new();
    let read = stdin.take(MAX_BYTES + 1).read_to_end(&mut bytes);
    read.map_err(|error| Failure::new(format!("cannot read standard input: {error}")))?;
    if bytes.len() as u64 > MAX_BYTES {
        return Err(Failure::new("standard input is larger than 64 MiB"));
    }
    Ok(bytes)
}
