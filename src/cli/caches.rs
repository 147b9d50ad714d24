//! `progress cache`: shows or removes what earlier runs cached for later ones.

use super::args::{CacheArguments, CacheCommand};
use super::failure::Failure;
use super::{Console, ExitStatus};
use crate::cache;
use crate::project::Root;

pub(super) fn run(
    arguments: &CacheArguments,
    console: &mut Console<'_>,
) -> Result<ExitStatus, Failure> {
    let current = console.current_folder()?;
    let root = Root::find(&current, &current);
    let Some(repository) = &root.repository else {
        return Err(Failure::new("not in a Git repository").help("outside Git, nothing is cached"));
    };
    let folder = cache::folder(repository.common_dir());
    match arguments.command {
        CacheCommand::Info => {
            let files = cache::files(&folder);
            console.finish(ExitStatus::Clean, |out| {
                writeln!(out, "{}", folder.display())?;
                for (name, bytes) in files {
                    writeln!(out, "  {name:<8} {:>8} KiB", bytes.div_ceil(1024))?;
                }
                Ok(())
            })
        }
        CacheCommand::Clean => {
            cache::clean(&folder).map_err(|error| {
                Failure::new(format!("cannot remove `{}`: {error}", folder.display()))
            })?;
            Ok(ExitStatus::Clean)
        }
    }
}
