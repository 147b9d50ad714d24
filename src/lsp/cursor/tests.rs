use super::*;

/// The path and what is typed where `|` is.
fn typed(text: &str) -> Option<String> {
    let offset = text.find('|').unwrap();
    let text = text.replace('|', "");
    let cursor = Cursor::at(&text, offset)?;
    let word = &text[cursor.word.range()];
    Some(format!(
        "{:?} {} `{word}`{}{}",
        cursor.typed,
        cursor.path.join("/"),
        if cursor.quote.is_some() {
            " quoted"
        } else {
            ""
        },
        if cursor.begins_entry { " entry" } else { "" },
    ))
}

#[track_caller]
fn check(text: &str, expected: &str) {
    assert_eq!(typed(text).as_deref(), Some(expected), "{text}");
}

#[test]
fn keys_and_values_are_recognized() {
    check("---\nsta|\n---\n", "Key  `sta`");
    check("---\nstatus: pl|\n", "Value status `pl`");
    check("---\nstatus: \"pl|\"\n", "Value status `pl` quoted");
    check("---\nowners: [\"a\", b|]\n", "Value owners `b`");
    check("---\nowners:\n  - al|\n", "Value owners `al`");
    check("---\nowners:\n- |\n", "Value owners ``");
}

#[test]
fn tasks_are_recognized() {
    let tasks = "---\ntasks:\n  - id: T-1\n    status: x\n    notes:\n      a: b\n";
    check(&format!("{tasks}    dep|"), "Key tasks `dep`");
    check(
        &format!("{tasks}    dependencies: [T|"),
        "Value tasks/dependencies `T`",
    );
    check(
        &format!("{tasks}    dependencies: [\"T-1\", \"|\"]"),
        "Value tasks/dependencies `` quoted",
    );
    check(
        &format!("{tasks}    dependencies:\n      - T-|"),
        "Value tasks/dependencies `T-`",
    );
    check(
        &format!("{tasks}    dependencies:\n    - |"),
        "Value tasks/dependencies ``",
    );
    check(
        &format!("{tasks}    dependencies: [\n      \"T-1\",\n      T|"),
        "Value tasks/dependencies `T`",
    );
    check(&format!("{tasks}  - |"), "Key tasks `` entry");
    check(&format!("{tasks}  - id: T-2|"), "Value tasks/id `T-2`");
    check(
        "---\ntasks:\n- id: T-1\n  status: |\n",
        "Value tasks/status ``",
    );
    check("---\ntasks:\n  - {id: T-1, sta|}", "Key tasks `sta`");
    check(
        "---\ntasks:\n  - {id: T-1, status: |}",
        "Value tasks/status ``",
    );
    check(
        "---\ntasks:\n  - {id: T-1, dependencies: [T|",
        "Value tasks/dependencies `T`",
    );
}

#[track_caller]
fn at(text: &str) -> Cursor {
    let offset = text.find('|').unwrap();
    Cursor::at(&text.replace('|', ""), offset).unwrap()
}

#[test]
fn what_is_needed_around_a_word_is_known() {
    assert_eq!(at("---\nowners:\n  -|\n").lead, " ");
    assert_eq!(at("---\nowners:\n  - |\n").lead, "");
    assert_eq!(at("---\nstatus:|\n").lead, " ");
    assert_eq!(at("---\nstatus: |\n").lead, "");
    assert_eq!(at("---\ntasks:\n- {status:|}\n").lead, " ");
    assert_eq!(at("---\nowners: [\"a:|\n").lead, "");
    assert_eq!(typed("---\nstatus:com|\n"), None);
    assert_eq!(typed("---\nowners: [a:b|\n"), None);
    assert!(at("---\nsta|tus: completed\n").has_colon);
    assert!(!at("---\nsta|\nphase: 1\n").has_colon);
}

#[test]
fn the_other_keys_of_a_mapping_are_known() {
    let keys = |text| Vec::from_iter(at(text).siblings).join(" ");
    let tasks = "---\nphase: 1\ntasks:\n  - id: A\n    dependencies:\n    - B\n    |\n    \
        status: x\n  - id: B\n    priority: high\ntitle: x\n---\nbody: x\n";
    assert_eq!(keys(tasks), "dependencies id status");
    assert_eq!(
        keys("---\na: 1\ntasks:\n- id: A\n|\nb: 2\n---\nc: 3\n"),
        "a b tasks"
    );
    assert_eq!(keys("---\ntasks:\n- {id: A, |, status: x}\n"), "id status");
    assert_eq!(keys("---\ntasks:\n- id: A\n- |\n  status: x\n"), "status");
}

#[test]
fn brackets_may_span_lines() {
    let task = "---\ntasks:\n  - {id: T-1,\n     status: pending, # {\n";
    check(&format!("{task}     pri|"), "Key tasks `pri`");
    check(
        &format!("{task}     priority: |"),
        "Value tasks/priority ``",
    );
    check(
        &format!("{task}     dependencies: [A,\n       B|]}}\n"),
        "Value tasks/dependencies `B`",
    );
    check(
        &format!("{task}     dependencies: [A,\n       B],\n     |"),
        "Key tasks ``",
    );
    let keys = |text: &str| Vec::from_iter(at(text).siblings).join(" ");
    let after = "\n     owners: [\"a}\", {x: 1}],\n     notes: x}\nphase: 1\n";
    assert_eq!(
        keys(&format!("{task}     |{after}")),
        "id notes owners status"
    );
    check(
        "---\ntasks: [\n  {\n    id: A,\n    sta|",
        "Key tasks `sta`",
    );
    check("---\ntasks: [{id: A, sta|", "Key tasks `sta`");
    check(
        "---\ntasks: [{id: A},\n  {id: B, status: |",
        "Value tasks/status ``",
    );
    // What is closed, or being typed, is over on the next line.
    check("---\nowners: [a,\n  b]\nsta|", "Key  `sta`");
    check("---\nowners: [\nstatus: |", "Value status ``");
    check("---\ntitle: see {this\nsta|", "Key  `sta`");
    check(
        "---\ntasks:\n  - {id: A}\n  - id: B\n    sta|",
        "Key tasks `sta`",
    );
}

#[test]
fn schedules_are_recognized() {
    let schedule = "---\nparallelization:\n  batch_1: [\"A\"]\n";
    check(
        &format!("{schedule}  batch_2: [|"),
        "Value parallelization/batch_2 ``",
    );
    check(&format!("{schedule}  cri|"), "Key parallelization `cri`");
}

#[test]
fn nothing_is_completed_after_what_is_complete() {
    for text in [
        "status: \"pending\"|\n",
        "status: |\"pending\"\n",
        "status: pending |\n",
        "status: in pro|\n",
        "status: |pending now\n",
        "owners: [\"ann\"|]\n",
        "owners: [\"ann\"]|\n",
        "owners: [|\"ann\"]\n",
        "owners: |[\"ann\"]\n",
        "owners:\n  - \"ann\"|\n",
        "owners:\n  - |\"ann\"\n",
        "tasks:\n  - {id: A, status: \"x\"|}\n",
        "tasks:\n  - {id: A}|\n",
        "tasks:\n  - id: A\n    a b|\n",
        "\"status\"|: pending\n",
    ] {
        assert_eq!(typed(&format!("---\n{text}---\n")), None, "{text}");
    }
    check("---\nstatus: pend|ing # c\n", "Value status `pending`");
    check("---\nowners: [\"a\", |, \"b\"]\n", "Value owners ``");
    check("---\nowners: [\"a|, \"b\"]\n", "Value owners `a` quoted");
    check(
        "---\nowners: [\"Ann Le|e-Ray\"]\n",
        "Value owners `Ann Lee-Ray` quoted",
    );
    check("---\n\"sta|\": x\n", "Key  `sta` quoted");
}

#[test]
fn keys_are_completed_only_where_they_can_be() {
    let tasks = "---\ntasks:\n  - id: A\n    notes:\n      x: y\n";
    assert_eq!(at(&format!("{tasks}  |")).lead, DASH);
    assert_eq!(at(&format!("{tasks}    |")).lead, "");
    assert_eq!(at(&format!("{tasks}|")).lead, "");
    assert_eq!(typed(&format!("{tasks}   |")), None);
    assert_eq!(typed("---\nparallelization:\n    batch_1: []\n  |"), None);
}

#[test]
fn only_an_item_can_stand_right_above_an_item() {
    for list in ["  - id: A\n", "- id: A\n"] {
        let dash = list.find('-').unwrap();
        let indent = " ".repeat(dash);
        for above in ["", list] {
            let text = format!("---\ntasks:\n{above}{indent}|\n\n{list}");
            let cursor = at(&text);
            assert_eq!(
                (cursor.lead, cursor.path.join("/")),
                (DASH, "tasks".to_owned()),
                "{text}"
            );
        }
        let text = format!("---\ntasks:\n{indent}  |\n{list}");
        assert_eq!(typed(&text), None, "{text}");
        check(
            &format!("---\ntasks:\n{indent}- |\n{list}"),
            "Key tasks `` entry",
        );
    }
    // Below a key of an item, a value may follow.
    assert_eq!(
        at("---\ntasks:\n- id: A\n  notes:\n    |\n- id: B\n").lead,
        ""
    );
    assert_eq!(typed("---\ntasks:\n- dependencies:\n    |\n  - B\n"), None);
    assert_eq!(at("---\ntasks:\n- id: A\n  |\n- id: B\n").lead, "");
}

#[test]
fn the_task_around_is_known() {
    let task = |text: &str| at(text).task;
    let tasks = "---\ntasks:\n  - id: A\n    description: \"a grid: X\"\n";
    let own = Some("A".to_owned());
    assert_eq!(task(&format!("{tasks}    dependencies: [|")), own);
    assert_eq!(task(&format!("{tasks}    dependencies:\n      - |")), own);
    assert_eq!(task(&format!("{tasks}    dependencies:\n    - \"|")), own);
    assert_eq!(task(&format!("{tasks}    dependencies: [\n      |")), own);
    assert_eq!(
        task("---\ntasks:\n- status: x\n  dependencies: [|\n  id: A\n"),
        own
    );
    assert_eq!(task("---\ntasks:\n- {id: A, dependencies: [|"), own);
    assert_eq!(task("---\nblockers:\n- id: A\n  dependencies: [|"), None);
}

#[test]
fn the_words_of_other_lists_are_not_of_this_one() {
    let words = |text: &str| Vec::from_iter(at(text).siblings).join(" ");
    let task = "---\na: [A]\ntasks:\n  - id: B\n    dependencies: ";
    let after = "\n    owners: [C]\n  - id: D\n";
    assert_eq!(words(&format!("{task}|{after}")), "");
    assert_eq!(words(&format!("{task}[E, \"|{after}")), " E");
    assert_eq!(words(&format!("{task}[E, |, F]{after}")), " E F");
    assert_eq!(words(&format!("{task}\n      - E\n      - |{after}")), " E");
}

#[test]
fn an_open_list_ends_where_something_else_begins() {
    let words = |text: &str| Vec::from_iter(at(text).siblings).join(" ");
    let task = "---\ntasks:\n  - id: A\n    dependencies: ";
    let after = "\n  - id: B\n    dependencies: [C]\n---\nD\n";
    assert_eq!(words(&format!("{task}[|{after}")), "");
    assert_eq!(words(&format!("{task}[\"|{after}")), "");
    assert_eq!(words(&format!("{task}[E, |{after}")), " E");
    assert_eq!(words(&format!("{task}[\n      E,\n      |{after}")), " E");
    assert_eq!(
        words(&format!("{task}[\n      E,\n      |, F,\n      G{after}")),
        " E F G"
    );
    let flow = "---\ntasks:\n  - {id: A, dependencies: [|\n  - {id: B, owners: [C]}\n---\nD\n";
    assert_eq!(words(flow), "");
    assert_eq!(words("---\ncritical_path: [|\n---\nA word of B\n"), "");
    assert_eq!(words("---\ncritical_path: [|\r\n---\r\nA word\r\n"), "");
    let keys = "---\ntasks:\n  - {id: A, |\n  - x: y, status: z\n---\na, title: b\n";
    assert_eq!(words(keys), "id");
}

#[test]
fn an_empty_list_needs_an_entry_first() {
    let lead = |text: &str| at(text).lead;
    assert_eq!(lead("---\ntasks:\n  |\nparallelization:\n"), DASH);
    assert_eq!(lead("---\ntasks:\n  # c\n\n    ta|\n---\n"), DASH);
    assert_eq!(lead("---\nsuccess_criteria: # c\n  |"), DASH);
    assert_eq!(lead("---\nparallelization:\n  |\ntasks:\n"), "");
    assert_eq!(lead("---\ntasks:\n|\n"), "");
    assert_eq!(lead("---\ntasks:\n  - id: A\n    |\n"), "");
    assert_eq!(lead("---\ntasks:\n  - |\n"), "");
}

#[test]
fn nothing_is_completed_elsewhere() {
    assert_eq!(typed("---\na: b # c|\n"), None);
    assert_eq!(typed("---\na: b\n---\n# T|\n"), None);
    assert_eq!(typed("# T|\n"), None);
    assert_eq!(typed("|"), None);
}
