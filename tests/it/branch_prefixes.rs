//! Prefixes of branches that a repository uses.

use crate::common::{GOOD, GOOD_PATH, Sandbox};

#[test]
fn a_prefix_that_the_repository_uses_is_accepted() {
    let bench = Sandbox::repository();
    bench.write(GOOD_PATH, &format!("{GOOD}\nBranch: `feat/auth-v1`\n"));
    bench.commit();
    bench.run(&["lint"]).stdout_has("branch-mention");
    bench.git(&["branch", "feat/other"]);
    bench.run(&["lint"]).exits(0).prints("");
    bench.git(&["branch", "-m", "feat/other", "featured"]);
    bench.run(&["lint"]).stdout_has("branch-mention");
    bench.git(&["update-ref", "refs/remotes/origin/feat/x", "HEAD"]);
    bench.run(&["lint"]).exits(0).prints("");
}
