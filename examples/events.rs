//! Reads the Markdown files below a folder and parses their frontmatter to YAML events: the
//! baseline for the speed of linting.

#![allow(clippy::print_stdout, reason = "an example prints its result")]

use std::path::PathBuf;

use libyaml_safer::{EventData, Parser};
use walkdir::WalkDir;

fn main() {
    let folder = std::env::args_os()
        .nth(1)
        .map_or_else(|| PathBuf::from("."), PathBuf::from);
    let entries = WalkDir::new(folder)
        .sort_by_file_name()
        .into_iter()
        .filter_map(Result::ok);
    let (mut files, mut events) = (0_usize, 0_usize);
    for entry in entries.filter(|entry| entry.file_name().to_string_lossy().ends_with(".md")) {
        let Ok(text) = std::fs::read_to_string(entry.path()) else {
            continue;
        };
        if let Some(yaml) = frontmatter(&text) {
            files += 1;
            events += count(yaml);
        }
    }
    println!("{events} events in {files} files");
}

fn frontmatter(text: &str) -> Option<&str> {
    let rest = text.strip_prefix("---\n")?;
    rest.find("\n---").map(|end| &rest[..=end])
}

fn count(yaml: &str) -> usize {
    let mut input = yaml.as_bytes();
    let mut parser = Parser::new();
    parser.set_input_string(&mut input);
    let mut events = 0;
    while let Ok(event) = parser.parse() {
        events += 1;
        if matches!(event.data, EventData::StreamEnd) {
            break;
        }
    }
    events
}
