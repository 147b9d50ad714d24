//! The command line; one file a command.

use std::io::Write;
use std::path::PathBuf;
use std::process::ExitCode;

use crate::config::Settings;
use crate::git::Repository;
use crate::source::WorkingTree;
use crate::workspace::{Request, load};

/// Runs the command that the process's arguments name.
#[must_use]
pub fn main() -> ExitCode {
    let folders: Vec<PathBuf> = std::env::args_os()
        .skip(2)
        .map(|p| std::path::absolute(PathBuf::from(p)).unwrap_or_default())
        .collect();
    let cwd = std::env::current_dir().unwrap_or_default();
    let repository = Repository::discover(&folders[0]).ok().flatten();
    let root = repository.as_ref().map_or(cwd, |r| r.root().to_path_buf());
    let (files, folders): (Vec<PathBuf>, Vec<PathBuf>) =
        folders.into_iter().partition(|p| p.is_file());
    let files = files
        .iter()
        .map(|f| crate::source::RootedPath::new(&root, f))
        .collect();
    let contents = WorkingTree::new(root.clone());
    let mut settings = Settings::default();
    settings.pedantic = std::env::var_os("PEDANTIC").is_some();
    let ws = load(
        &root,
        Request { files, folders },
        &contents,
        repository.as_ref(),
        settings,
    );
    let report = crate::lint::run(&ws, &crate::rules::all());
    let mut out = std::io::BufWriter::new(std::io::stdout().lock());
    let _ = crate::report::concise(&report, &mut out);
    let _ = out.flush();
    eprintln!("{:?}", report.summary);
    ExitCode::SUCCESS
}
