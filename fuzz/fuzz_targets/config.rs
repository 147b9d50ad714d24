//! Any bytes are settings or a problem that can be told, and never a crash.
#![no_main]

use libfuzzer_sys::fuzz_target;
use progress_core::config::load_bytes;
use progress_core::rules;

fuzz_target!(|bytes: &[u8]| {
    progress_lint_fuzz::catch_what_is_caught();
    let names: Vec<&str> = rules::all().iter().map(|rule| rule.name).collect();
    match load_bytes(bytes.to_vec(), ".progress.yaml", &names) {
        Ok(settings) => {
            let _ = settings.is_candidate("plans/progress/a/phase-1-progress.md");
            let _ = names.iter().map(|name| settings.severity(name, Some("a.md"))).count();
        }
        Err(error) => assert!(!error.to_string().is_empty()),
    }
});
