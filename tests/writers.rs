//! Many writers at once, and writers that are stopped in the middle.

#![allow(
    clippy::unwrap_used,
    clippy::panic,
    reason = "a test fails by panicking"
)]

mod common;

use common::{Bench, bad};

#[test]
fn what_a_killed_writer_leaves_is_not_linted() {
    let bench = Bench::repository();
    bench.write(".progress.yaml", "include: [\"**/*\"]\n");
    bench.write("progress/.x-progress.md.progress-aaaaaaaa.tmp", &bad());
    bench
        .run(&["lint"])
        .exits(0)
        .stderr_has("no progress files");
    bench.write("progress/.x-progress.md.progress-short.tmp", &bad());
    bench.run(&["lint"]).exits(1);
}
