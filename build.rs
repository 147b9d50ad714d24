//! Identifies the build: stored facts are used only by the build that found them.

use std::fs;
use std::path::{Path, PathBuf};

/// What decides about facts. In a published package, only the first exist.
const SOURCES: &[&str] = &["src", "schemas", "Cargo.toml", "Cargo.lock", "crates"];

fn main() {
    let mut files = Vec::new();
    for source in SOURCES {
        println!("cargo::rerun-if-changed={source}");
        collect(Path::new(source), &mut files);
    }
    files.sort();
    let mut hash = 0xcbf2_9ce4_8422_2325_u64;
    for file in files {
        let content = fs::read(&file).unwrap_or_default();
        // FNV-1a, as for everything else that is stored.
        for byte in content.into_iter().chain([0xff]) {
            hash = (hash ^ u64::from(byte)).wrapping_mul(0x0100_0000_01b3);
        }
    }
    println!("cargo::rustc-env=PROGRESS_BUILD={hash:016x}");
}

/// Adds the files at or below a path.
fn collect(path: &Path, files: &mut Vec<PathBuf>) {
    let Ok(entries) = fs::read_dir(path) else {
        if path.exists() {
            files.push(path.to_path_buf());
        }
        return;
    };
    for entry in entries.flatten() {
        collect(&entry.path(), files);
    }
}
