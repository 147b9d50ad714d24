//! GSD: a roadmap, and the files of plans.

use super::{import, import_again, remarks, shown};

#[test]
fn gsd_has_phases_and_plans() {
    let roadmap = "# Roadmap: Shop\n\n## Phases\n- [x] **Phase 1: Base** - start\n- [ ] **Phase 2: Cart** - sell\n- [ ] **Phase 3: Later** - more\n\n### Phase 1: Base\n**Depends on**: Nothing\nPlans:\n- [x] 01-01: Set up\n- [ ] 01-02-PLAN.md — Configure\n\n### Phase 2: Cart\nPlans:\n- [ ] 02-01: Store carts\n- [ ] 02-02: Show\n";
    let files = [
        (".planning/ROADMAP.md", roadmap),
        (".planning/phases/01-base/01-02-SUMMARY.md", "done"),
    ];
    let bundle = import(&files);
    assert_eq!(
        shown(&bundle),
        [
            "Shop 1 Base",
            "  01-01 completed Set up",
            "  01-02 completed Configure",
            "Shop 2 Cart",
            "  02-01 pending Store carts",
            "  02-02 pending Show",
            "Shop 3 Later",
            "  PHASE-3 pending Later",
        ]
    );
}

#[test]
fn gsd_reads_the_files_of_plans_and_the_order_of_phases() {
    let roadmap = "# Roadmap: Shop\n\n- [x] **Phase 1: Base**\n- [ ] **Phase 2: Cart**\n\n### Phase 1: Base\nPlans:\n- [ ] 01-01: Set up\n\n### Phase 2: Cart\n**Depends on:** Phase 1\nPlans:\n- [ ] 02-01: Store\n- [ ] 02-02: Show\n\n#### Phase 2.1: Fix (INSERTED)\n**Depends on**: Phase 2\n**Plans**: TBD\n\n#### Phase 3: Pay\n**Depends on**: Phases 2.1 and 9\n**Plans**: TBD\n";
    let plan = |keys: &str| {
        format!("---\nphase: 02-cart\n{keys}---\n\n<objective>\n\nPay by\tcard.\n</objective>\n")
    };
    let first = plan("depends_on: []\n");
    let second = plan("depends_on: [\"02-01-store\"]\n");
    let third = plan("depends_on: 02-02\n");
    let files = [
        (".planning/ROADMAP.md", roadmap),
        (
            ".planning/phases/02-cart/02-01-store-PLAN.md",
            first.as_str(),
        ),
        (".planning/phases/02-cart/02-01-store-SUMMARY.md", "done"),
        (".planning/phases/02-cart/02-02-PLAN.md", second.as_str()),
        (".planning/phases/02-cart/02-03-PLAN.md", third.as_str()),
        (".planning/phases/02-cart/02-CONTEXT.md", ""),
    ];
    let bundle = import(&files);
    assert_eq!(
        shown(&bundle),
        [
            "Shop 1 Base",
            "  01-01 completed Set up",
            "Shop 2 Cart",
            "  02-01 completed Store < 01-01",
            "  02-02 pending Show < 02-01",
            "  02-03 pending Pay by card. < 02-02",
            "Shop 2.1 Fix",
            "  PHASE-2.1 pending Fix < 02-03",
            "Shop 3 Pay",
            "  PHASE-3 pending Pay < PHASE-2.1",
        ]
    );
    assert_eq!(remarks(&bundle), ["order of phases: 3 after 9: "]);
}

/// As the tool's own roadmaps look once plans have files.
#[test]
fn gsd_lists_plans_as_links_to_their_files() {
    let roadmap = "# Roadmap: Demo\n- [ ] **Phase 1: A** - x\n- [ ] **Phase 2: B** - y\n- [ ] **Phase 3: C** - z\n\n### Phase 1: A\n**Depends on**: Nothing (first phase)\nPlans:\n- [x] [01-01-PLAN.md](phases/01-a/01-01-PLAN.md) — One\n- [ ] [01-02-PLAN.md](phases/01-a/01-02-PLAN.md) — Two\n\n### Phase 2: B\n**Depends on**: Phase 1\nPlans:\n- [ ] 2-PLAN-01.md — Three\n- [ ] TBD (run /gsd:plan-phase 2)\n\n### Phase 3: C\n**Depends on**: Nothing (can run in parallel with Phase 2)\n- [ ] TBD\n";
    let files = [
        (".planning/ROADMAP.md", roadmap),
        (".planning/phases/01-a/01-01-PLAN.md", ""),
        (
            ".planning/phases/01-a/01-02-PLAN.md",
            "---\ndepends_on: [01-01]\n---\n",
        ),
        (".planning/phases/02-b/2-PLAN-01.md", ""),
        (".planning/phases/02-b/2-PLAN-02-more.md", ""),
        (".planning/phases/02-b/2-PLAN-OUTLINE.md", ""),
        (".planning/phases/02-b/2-01-SUMMARY.md", ""),
        (".planning/phases/02-b/plans/PLAN-03-last.md", ""),
        (".planning/phases/02-b/plans/SUMMARY-03-last.md", ""),
    ];
    let bundle = import(&files);
    assert_eq!(
        shown(&bundle),
        [
            "Demo 1 A",
            "  01-01 completed One",
            "  01-02 pending Two < 01-01",
            "Demo 2 B",
            "  2-01 completed Three < 01-02",
            "  2-02 pending 2-02 < 01-02",
            "  2-03 completed 2-03 < 01-02",
            "Demo 3 C",
            "  PHASE-3 pending C",
        ]
    );
    assert_eq!(remarks(&bundle), Vec::<String>::new());
}

/// Steps without a number get an ID only after the order of phases is known.
#[test]
fn gsd_orders_phases_whose_steps_have_no_number() {
    let roadmap = "### Phase 1: A\n- [ ] Draw\n- [ ] 2026-01-01 review\n### Phase 2: B\n**Depends on**: Phase 1\n- [ ] Draw\n### Phase 3: C\n**Depends on**: Phases 1-2\n- [ ] 03-01: Sell\n";
    let bundle = import(&[(".planning/ROADMAP.md", roadmap)]);
    assert_eq!(
        shown(&bundle),
        [
            "roadmap 1 A",
            "  TASK-1.1 pending Draw",
            "  TASK-1.2 pending 2026-01-01 review",
            "roadmap 2 B",
            "  TASK-2.1 pending Draw < TASK-1.1,TASK-1.2",
            "roadmap 3 C",
            "  03-01 pending Sell < TASK-1.1,TASK-1.2,TASK-2.1",
        ]
    );
    assert_eq!(remarks(&bundle), Vec::<String>::new());
}

#[test]
fn the_key_of_the_order_is_written_in_several_ways() {
    for line in [
        "**Depends on**: Phase 1",
        "**Depends On:** Phase 1",
        "- **Depends on**: Phase 1",
        "**Dependencies**: Phase 1",
        "**Depends on** : All prior phases",
    ] {
        let text = format!(
            "# Roadmap: Shop\n### Phase 1: Base\n- [ ] 01-01: a\n### Phase 2: Auth\n{line}\n- [ ] 02-01: b\n"
        );
        let bundle = import(&[(".planning/ROADMAP.md", text.as_str())]);
        let last = bundle.tasks().last().unwrap();
        assert_eq!(last.dependencies, ["01-01"], "{line}");
    }
}

#[test]
fn plans_take_the_place_of_the_task_for_their_phase() {
    let before = "# Roadmap: Shop\n### Phase 1: Base\n- [x] 01-01: a\n### Phase 2: Auth\n### Phase 3: Pay\n**Depends on**: Phase 2\n";
    let after = before.replace("Auth\n", "Auth\n- [ ] 02-01: b\n");
    let bundle = import_again(
        &[(".planning/ROADMAP.md", before)],
        &[(".planning/ROADMAP.md", &after)],
        "",
    );
    assert_eq!(
        shown(&bundle),
        [
            "Shop 1 Base",
            "  01-01 completed a",
            "Shop 2 Auth",
            "  02-01 pending b",
            "  PHASE-2 cancelled Auth",
            "Shop 3 Pay",
            "  PHASE-3 pending Pay < 02-01",
        ]
    );
    // If the phase has plans at the first import, no task stands for it.
    assert_eq!(
        import(&[(".planning/ROADMAP.md", after.as_str())]).task_count(),
        3
    );
}
