//! `progress man`: manual pages, generated from the definitions of the commands.

use std::fs;
use std::io;
use std::path::Path;

use clap::{Command, CommandFactory};
use clap_mangen::Man;
use clap_mangen::roff::{Roff, roman};

use super::args::{Arguments, ManArguments};
use super::failure::Failure;
use super::{Console, ExitStatus};

pub(super) fn run(
    arguments: &ManArguments,
    console: &mut Console<'_>,
) -> Result<ExitStatus, Failure> {
    let mut command = Arguments::command();
    command.build();
    let Some(out) = &arguments.out else {
        let page = page(&command).map_err(|error| unwritten("progress.1", &error))?;
        return console.finish(ExitStatus::Clean, |out| out.write_all(&page));
    };
    let folder = console.current_folder()?.join(out);
    fs::create_dir_all(&folder).map_err(|error| unwritten(&out.display().to_string(), &error))?;
    write_pages(&command, "progress", &folder)?;
    Ok(ExitStatus::Clean)
}

/// Writes the page of a command, and those of the commands below it: `progress-hook-run.1`.
fn write_pages(command: &Command, name: &str, folder: &Path) -> Result<(), Failure> {
    let file = format!("{name}.1");
    page(command)
        .and_then(|page| fs::write(folder.join(&file), page))
        .map_err(|error| unwritten(&file, &error))?;
    for below in command.get_subcommands() {
        if !below.is_hide_set() && below.get_name() != "help" {
            write_pages(below, &format!("{name}-{}", below.get_name()), folder)?;
        }
    }
    Ok(())
}

fn page(command: &Command) -> io::Result<Vec<u8>> {
    let man = Man::new(command.clone())
        .source(format!("progress {}", env!("CARGO_PKG_VERSION")))
        .manual("progress");
    let mut text = Vec::new();
    man.render_title(&mut text)?;
    man.render_name_section(&mut text)?;
    man.render_synopsis_section(&mut text)?;
    man.render_description_section(&mut text)?;
    if command.get_arguments().next().is_some() {
        man.render_options_section(&mut text)?;
    }
    if command.has_subcommands() {
        man.render_subcommands_section(&mut text)?;
    }
    // Written here, because `Man` fills these lines into paragraphs.
    if let Some(notes) = command.get_after_help() {
        preformatted(&notes.to_string()).to_writer(&mut text)?;
    }
    Ok(text)
}

/// A section whose lines are shown as they are.
fn preformatted(text: &str) -> Roff {
    let mut roff = Roff::new();
    roff.control("SH", ["NOTES"]);
    roff.control("nf", []);
    for line in text.lines() {
        roff.text([roman(line)]);
    }
    roff.control("fi", []);
    roff
}

fn unwritten(path: &str, error: &io::Error) -> Failure {
    Failure::new(format!("cannot write `{path}`: {error}"))
}
