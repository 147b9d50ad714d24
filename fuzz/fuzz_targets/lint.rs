//! Linting any bytes ends, and every output format can show what was found.
#![no_main]

use std::io;
use std::path::Path;

use libfuzzer_sys::fuzz_target;
use progress_core::config::Settings;
use progress_core::source::{Contents, Overlay, RootedPath};
use progress_lint::loading::{Request, load};
use progress_core::{lint, rules};

struct Nothing;

impl Contents for Nothing {
    fn read(&self, _: &RootedPath) -> io::Result<Vec<u8>> {
        Err(io::ErrorKind::NotFound.into())
    }

    fn exists(&self, _: &str) -> bool {
        false
    }

    fn siblings(&self, _: &str) -> Vec<RootedPath> {
        Vec::new()
    }
}

fuzz_target!(|bytes: &[u8]| {
    progress_lint_fuzz::catch_what_is_caught();
    let root = Path::new("/repository");
    let path = RootedPath::new(root, Path::new("progress/plan/phase-1-progress.md"));
    let request = Request { files: vec![path.clone()], folders: Vec::new(), ..Request::default() };
    let contents = Overlay::new([(path, bytes.to_vec())], Nothing);
    let settings = Settings { pedantic: true, ..Settings::default() };
    let workspace = load(root, request, &contents, None, settings);
    let report = lint::run(&workspace, &rules::all());
    for finding in &report.findings {
        assert!(!finding.message.chars().any(char::is_control));
    }
});
