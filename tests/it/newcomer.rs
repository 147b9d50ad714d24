//! From an empty folder to a finished plan of two phases, without opening a YAML file; and what is said
//! about mistakes on the way.
#![cfg(unix)]

use std::fmt::Write as _;

use crate::common::Sandbox;

/// Runs commands in one repository and records what they print, like a terminal.
struct Session {
    bench: Sandbox,
    printed: String,
}

impl Session {
    fn new() -> Self {
        let bench = Sandbox::repository();
        bench.git(&["config", "user.name", "Alice"]);
        bench.git(&["config", "user.email", "alice@example.org"]);
        Self {
            bench,
            printed: String::new(),
        }
    }

    /// Runs lines of shell.
    fn run(&mut self, lines: &str) {
        let before = "exec 2>&1
            progress() { \"$PROGRESS\" \"$@\"; }
            export PROGRESS_NOW=2026-02-05T12:30:00Z GIT_CONFIG_NOSYSTEM=1
            export GIT_AUTHOR_DATE=2026-02-05T12:30:00Z GIT_COMMITTER_DATE=2026-02-05T12:30:00Z";
        for line in lines.lines().map(str::trim).filter(|line| !line.is_empty()) {
            let outcome = self.bench.bash(&format!("{before}\n{line}"));
            let _ = write!(self.printed, "$ {line}\n{}", outcome.stdout);
            if outcome.status != 0 {
                let _ = writeln!(self.printed, "[exit status {}]", outcome.status);
            }
        }
    }

    fn take(&mut self) -> String {
        std::mem::take(&mut self.printed)
    }
}

/// What a newcomer does.
const PLANNING: &str = r#"
    progress new shop-v1 1 --title Cart --owner backend --criterion "A cart survives a reload"
    progress add SHOP-1.1 "Store carts"
    progress add SHOP-1.2 "Add the endpoint" --depends SHOP-1.1
    progress new shop-v1 2 --title Checkout --owner backend --task "SHOP-2.1: Pay" --depends "SHOP-2.1: SHOP-1.2"
    progress new other-v1 2 --owner backend --task "O-1: Something else"
    progress hook install
    git add -A && git commit -qm "Plan the shop"
    git switch -qc feature/shop-v1
    progress add SHOP-2.2 "Send the receipt" --phase 2 --depends SHOP-2.1
    progress ready
    progress ready --all
"#;
const WORKING: &str = r#"
    progress ready --claim SHOP-1.1 --as alice | sed 's/since.*Z/since TIME/'
    progress ready --claim SHOP-1.1 --as alice | sed 's/since.*Z/since TIME/'
    progress start SHOP-1.1
    echo 'pub struct Cart;' > cart.rs && git add -A && git commit -qm "Store carts"
    progress done SHOP-1.1
    progress block SHOP-1.2 --note "waits for the API key"
    progress status shop
    progress show SHOP-1.2
    progress unblock SHOP-1.2 --start
    progress assign SHOP-1.2 frontend
    progress edit SHOP-1.2 --priority high
    echo 'pub fn add() {}' >> cart.rs && git commit -qam "Add the endpoint"
    progress done SHOP-1.2
    progress status shop
    progress criterion met SC-1.1
    git commit -qam "Finish the cart"
"#;
const FINISHING: &str = r#"
    progress ready
    progress start SHOP-2.1
    echo 'pub fn pay() {}' > pay.rs && git add -A && git commit -qm "Pay"
    progress done SHOP-2.1 SHOP-2.2
    progress reopen SHOP-2.2 --start
    progress list shop
    echo 'pub fn receipt() {}' >> pay.rs && git commit -qam "Send the receipt"
    progress done SHOP-2.2
    git commit -qam "Finish the checkout"
    progress status shop
    progress log shop | sed -n 's/ *\[.*//; s/^[0-9a-f]\{8\} /SHA /p'
    progress lint
    progress lint --commits main..HEAD
"#;

#[test]
fn a_plan_is_carried_out_on_the_command_line() {
    let mut session = Session::new();
    session.run(PLANNING);
    insta::assert_snapshot!("planning", session.take());
    session.run(WORKING);
    insta::assert_snapshot!("working", session.take());
    session.run(FINISHING);
    insta::assert_snapshot!("finishing", session.take());
}

#[test]
fn every_mistake_is_explained() {
    let mut session = Session::new();
    session.run(
        r#"
        progress status
        progress start SHOP-1.1
        progress add SHOP-1.1 "Store carts"
        progress new shop-v1 1 --task "SHOP-1.1 Store carts"
        progress new shop-v1 1 --task "SHOP-1.1: Store carts"
        progress new "shop v1" 1 --owner backend
        progress new shop-v1 1 --owner backend
        progress new shop-v1 1 --owner backend
        progress list
        progress add "SHOP 1.1" "Store carts"
        progress add SHOP-1.1 "Store carts"
        progress add SHOP-1.1 "Store carts"
        progress add SHOP-1.2 "Add the endpoint" --depends SHOP-1.9
        progress add SHOP-1.2 "Add the endpoint" --depends SHOP-1.1 --after SHOP-1.7
        progress add SHOP-1.2 "Add the endpoint" --depends SHOP-1.1 --phase 7
        progress add SHOP-1.2 "Add the endpoint" --depends SHOP-1.1
        progress hook status
        progress start SHOP-1.11
        progress start SHOP-1.1
        progress ready
        progress ready --priority hihg
        progress ready --assignee backnd
        progress ready --phase 7
        progress ready --release SHOP-1.1
        progress done SHOP-1.2
        progress reopen SHOP-1.1
        progress unblock SHOP-1.1
        progress status shp
        progress show SHOP-1.22
        progress edit SHOP-1.1
        progress edit SHOP-1.1 --depends SHOP-1.2
        progress criterion met SC-9
        progress update -f nope.md --set title=Cart
        progress update -f .claude/progress/shop-v1/phase-1-progress.md --set statsu=review
        progress update -f .claude/progress/shop-v1/phase-1-progress.md --set status=completed
        progress log SHOP-1.1
        "#,
    );
    insta::assert_snapshot!(session.take());
}
