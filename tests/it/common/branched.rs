//! A plan on `main`, and a branch with commits of its own.

use super::{GOOD, Sandbox};

/// The first phase of the plan.
pub const PHASE: &str = "docs/progress/auth-v1/phase-1-progress.md";
/// The arguments that check the branch.
pub const RANGE: &[&str] = &["lint", "--commits", "main..HEAD", "--format", "concise"];

/// Creates a plan on `main`, and a branch.
pub fn bench() -> Sandbox {
    let bench = Sandbox::repository();
    bench.write(PHASE, GOOD);
    commit(&bench, "docs(plan): begin");
    bench.git(&["switch", "--quiet", "--create", "feature/auth"]);
    bench
}

/// Commits all changes, or nothing.
pub fn commit(bench: &Sandbox, message: &str) {
    bench.git(&["add", "--all"]);
    bench.git(&["commit", "--quiet", "--allow-empty", "-m", message]);
}
