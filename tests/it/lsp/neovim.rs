//! The server in Neovim, with the configuration in `editors/`. Only where `PROGRESS_NVIM` names the
//! program, version 0.11 or later.

use std::path::Path;
use std::process::Command;

use crate::common::{GOOD, GOOD_PATH, Sandbox, bad};

#[test]
fn neovim_finds_fixes_renames_completes_and_saves() {
    let Some(neovim) = std::env::var_os("PROGRESS_NVIM") else {
        eprintln!("skipped: `PROGRESS_NVIM` is not set");
        return;
    };
    let bench = Sandbox::repository();
    bench.write(GOOD_PATH, &bad().replace("auth-v2", "auth-v1"));
    bench.write("README.md", "# Read me\n");
    let shop = GOOD.replace("auth-v1", "shop-v1").replace("TASK-", "SHOP-");
    let shop = shop.replace("total_tasks: 2", "total_tasks: 3");
    bench.write("progress/shop-v1/phase-1-progress.md", &shop);
    bench.commit();
    let source = Path::new(env!("CARGO_MANIFEST_DIR"));
    let program = Path::new(env!("CARGO_BIN_EXE_progress")).parent().unwrap();
    let path = std::env::var("PATH").unwrap();
    let output = Command::new(neovim)
        .args(["--headless", "--clean", "-l"])
        .arg(source.join("tests/it/lsp/neovim.lua"))
        .current_dir(&bench.root)
        .env("PATH", format!("{}:{path}", program.display()))
        .env("PROGRESS_EDITORS", source.join("editors"))
        .env("XDG_STATE_HOME", bench.root.join(".state"))
        .output()
        .unwrap();
    let seen = String::from_utf8_lossy(&output.stdout);
    // Its own messages are on standard error.
    let messages = String::from_utf8_lossy(&output.stderr);
    let expected = "readme: 0\n\
        written at once: total_tasks: 2\n\
        found: 11 count-mismatch, 23 unresolved-dependency\n\
        renamed:   batch_1: [\"TASK-1.7\", \"TASK-1.2\"]\n\
        completed: TASK-1.2\n\
        open list: TASK-1.2\n\
        hover: TASK-1.7: Create the schema\n\
        written: total_tasks: 2\n\
        written and closed: total_tasks: 2";
    assert_eq!(seen.trim_end(), expected, "{messages}");
    assert!(output.status.success());
}
