//! What a merge has to say, worked out on what the versions say and not on how they are written.

use std::collections::{BTreeMap, BTreeSet};

use super::model::{Fields, Item, Phase, Scalar, Task};

/// What a merge has to say.
pub struct Expected {
    pub phase: Phase,
    /// Why it must be a conflict.
    pub must: Vec<String>,
    /// Why it may be one.
    pub may: Vec<String>,
    /// Whether a task got another ID and another description at once: only its author knows that
    /// it is the same.
    pub is_unknown: bool,
}

pub fn expect(base: &Phase, ours: &Phase, theirs: &Phase) -> Expected {
    let (ours, theirs) = (&known_by_id(base, ours), &known_by_id(base, theirs));
    let mut must = Vec::new();
    let mut may = Vec::new();
    let mut phase = ours.clone();
    phase.fields = fields(
        [Some(&base.fields), Some(&ours.fields), Some(&theirs.fields)],
        "file",
        &mut must,
        &mut may,
    );
    phase.contributors = set(&base.contributors, &ours.contributors, &theirs.contributors);
    phase.files = set(&base.files, &ours.files, &theirs.files);
    phase.criteria = items(
        [&base.criteria, &ours.criteria, &theirs.criteria],
        &mut must,
        &mut may,
    );
    phase.blockers = items(
        [&base.blockers, &ours.blockers, &theirs.blockers],
        &mut must,
        &mut may,
    );
    for (at, note) in phase.notes.iter_mut().enumerate() {
        let note_in = |phase: &Phase| Some(phase.notes[at].clone());
        match three(note_in(base), note_in(ours), note_in(theirs)) {
            Some(merged) => *note = merged.unwrap_or_default(),
            None => must.push(format!("paragraph {at}")),
        }
    }
    phase.tasks = tasks([base, ours, theirs], &mut must, &mut may);
    schedule(&phase.tasks, &mut must, &mut may);
    let statuses = [base, ours, theirs].map(Phase::status);
    let mut left = phase.tasks.iter();
    let is_set_twice = three(statuses[0], statuses[1], statuses[2]).is_none();
    if is_set_twice && left.all(|task| task.status() == "deferred") {
        may.push("a status of tasks that are all dropped".to_owned());
    }
    if [base, ours, theirs]
        .iter()
        .any(|phase| phase.said.is_some() || phase.off != 0)
    {
        may.push("figures that are wrong on a side".to_owned());
    }
    Expected {
        phase,
        must,
        may,
        is_unknown: [ours, theirs].iter().any(|side| is_replaced(base, side)),
    }
}

/// A side where a task that came with the ID of one that went is the same task with another
/// description: nothing in the files tells one from the other.
fn known_by_id(base: &Phase, side: &Phase) -> Phase {
    let mut side = side.clone();
    let has = |phase: &Phase, uid: u32| phase.tasks.iter().any(|task| task.uid == uid);
    for at in 0..side.tasks.len() {
        let (uid, id) = (side.tasks[at].uid, side.tasks[at].id.clone());
        let Some(old) = base.tasks.iter().find(|task| task.id == id) else {
            continue;
        };
        if has(base, uid) || has(&side, old.uid) {
            continue;
        }
        side.tasks[at].uid = old.uid;
        for task in &mut side.tasks {
            for on in &mut task.after {
                if *on == uid {
                    *on = old.uid;
                }
            }
        }
    }
    side
}

fn is_replaced(base: &Phase, side: &Phase) -> bool {
    let about = |task: &Task| task.fields.get("description").cloned();
    base.tasks.iter().any(|old| {
        let new = side.tasks.iter().find(|new| new.uid == old.uid);
        new.is_some_and(|new| new.id != old.id && about(new) != about(old))
    })
}

#[allow(
    clippy::needless_pass_by_value,
    reason = "mostly references and options of them"
)]
/// What one or both sides made of a value; `None` where they disagree.
fn three<T: PartialEq>(base: T, ours: T, theirs: T) -> Option<T> {
    if ours == theirs || theirs == base {
        Some(ours)
    } else if ours == base {
        Some(theirs)
    } else {
        None
    }
}

fn set<T: Ord + Clone>(base: &[T], ours: &[T], theirs: &[T]) -> Vec<T> {
    let [base, ours, theirs] =
        [base, ours, theirs].map(|it| it.iter().cloned().collect::<BTreeSet<T>>());
    let all = ours.union(&theirs);
    let stays = |item: &&T| !base.contains(*item) || ours.contains(*item) && theirs.contains(*item);
    all.filter(stays).cloned().collect()
}

fn fields(
    of: [Option<&Fields>; 3],
    what: &str,
    must: &mut Vec<String>,
    may: &mut Vec<String>,
) -> Fields {
    let keys: BTreeSet<&String> = of
        .iter()
        .flatten()
        .flat_map(|fields| fields.keys())
        .collect();
    let mut merged = Fields::new();
    for key in keys {
        let [base, ours, theirs] =
            of.map(|fields| fields.and_then(|fields| fields.get(key)).cloned());
        let value = match three(base, ours.clone(), theirs.clone()) {
            Some(value) => value,
            None if key == "completed" => {
                if ours.is_none()
                    || theirs.is_none()
                    || [&ours, &theirs].contains(&&Some(Scalar::Null))
                {
                    may.push(format!("`completed` of {what}"));
                }
                later(ours, theirs)
            }
            None => {
                must.push(format!("`{key}` of {what}"));
                ours
            }
        };
        if let Some(value) = value {
            merged.insert(key.clone(), value);
        }
    }
    merged
}

fn later(one: Option<Scalar>, other: Option<Scalar>) -> Option<Scalar> {
    match (&one, &other) {
        (Some(Scalar::Text(date)), Some(Scalar::Text(than))) if date < than => other,
        (Some(Scalar::Text(_)), _) => one,
        (_, Some(Scalar::Text(_))) => other,
        _ => one,
    }
}

fn items(of: [&[Item]; 3], must: &mut Vec<String>, may: &mut Vec<String>) -> Vec<Item> {
    let find = |list: &'_ [Item], id: &str| list.iter().find(|item| item.id == id).cloned();
    let ids: BTreeSet<&String> = of
        .iter()
        .flat_map(|list| list.iter())
        .map(|item| &item.id)
        .collect();
    let mut merged = Vec::new();
    for id in ids {
        let [base, ours, theirs] = of.map(|list| find(list, id));
        match (base, ours, theirs) {
            // New tasks are the same one only if they have the same ID.
            (None, Some(one), Some(other)) if one.id != other.id => {
                merged.extend([one, other]);
            }
            (None, Some(one), Some(other))
                if one.fields.get("description") != other.fields.get("description") =>
            {
                must.push(format!("two items {id}"));
            }
            (base, Some(ours), Some(theirs)) => {
                let base = base.as_ref().map(|item| &item.fields);
                let fields = fields(
                    [base, Some(&ours.fields), Some(&theirs.fields)],
                    id,
                    must,
                    may,
                );
                merged.push(Item {
                    id: id.clone(),
                    fields,
                });
            }
            (Some(base), Some(left), None) | (Some(base), None, Some(left)) if left != base => {
                must.push(format!("{id} is removed and changed"));
            }
            (None, Some(new), None) | (None, None, Some(new)) => merged.push(new),
            _ => {}
        }
    }
    for side in [of[1], of[2]] {
        if looks_renamed(of[0], side) {
            may.push("an item that looks renamed".to_owned());
        }
    }
    merged
}

/// Whether an item that goes and one that comes are described alike.
fn looks_renamed(base: &[Item], side: &[Item]) -> bool {
    let only = |list: &[Item], other: &[Item]| -> Vec<Item> {
        let is_new = |item: &&Item| other.iter().all(|known| known.id != item.id);
        list.iter().filter(is_new).cloned().collect()
    };
    let about = |item: &Item| item.fields.get("description").cloned();
    let (gone, come) = (only(base, side), only(side, base));
    gone.iter()
        .any(|gone| come.iter().any(|come| about(come) == about(gone)))
}

fn tasks(of: [&Phase; 3], must: &mut Vec<String>, may: &mut Vec<String>) -> Vec<Task> {
    let find = |phase: &Phase, uid: u32| phase.tasks.iter().find(|task| task.uid == uid).cloned();
    let uids: BTreeSet<u32> = of
        .iter()
        .flat_map(|phase| &phase.tasks)
        .map(|task| task.uid)
        .collect();
    let mut merged = Vec::new();
    for uid in uids {
        let [base, ours, theirs] = of.map(|phase| find(phase, uid));
        for side in [&ours, &theirs] {
            let Some((base, side)) = base.as_ref().zip(side.as_ref()) else {
                continue;
            };
            if side.id != base.id {
                may.push(format!("task {uid} is renamed"));
            }
        }
        match (base, ours, theirs) {
            // New tasks are the same one only if they have the same ID.
            (None, Some(one), Some(other)) if one.id != other.id => {
                merged.extend([one, other]);
            }
            (None, Some(one), Some(other))
                if one.fields.get("description") != other.fields.get("description") =>
            {
                must.push(format!("two tasks {}", one.id));
            }
            (base, Some(ours), Some(theirs)) => {
                merged.push(task(base.as_ref(), &ours, &theirs, must, may));
            }
            (Some(base), Some(left), None) | (Some(base), None, Some(left)) => {
                let batch = base.batch;
                if (Task {
                    batch,
                    ..left.clone()
                }) != base
                {
                    must.push(format!("task {uid} is removed and changed"));
                } else if left.batch != batch {
                    may.push(format!("task {uid} is removed and moved"));
                }
            }
            (None, Some(new), None) | (None, None, Some(new)) => merged.push(new),
            _ => {}
        }
    }
    merged
}

fn task(
    base: Option<&Task>,
    ours: &Task,
    theirs: &Task,
    must: &mut Vec<String>,
    may: &mut Vec<String>,
) -> Task {
    let mut merged = ours.clone();
    let what = format!("task {}", ours.id);
    merged.fields = fields(
        [
            base.map(|it| &it.fields),
            Some(&ours.fields),
            Some(&theirs.fields),
        ],
        &what,
        must,
        may,
    );
    let is_decided = |key: &str| {
        let [base, ours, theirs] =
            [base, Some(ours), Some(theirs)].map(|it| it.and_then(|it| it.fields.get(key)));
        three(base, ours, theirs).is_some()
    };
    if !is_decided("completed") && merged.status() != "completed" {
        // Empty or missing is the same where nothing is done.
        merged.fields.remove("completed");
    }
    match three(base.map(|it| &it.id), Some(&ours.id), Some(&theirs.id)) {
        Some(id) => merged.id.clone_from(id.unwrap()),
        None => must.push(format!("the ID of {what}")),
    }
    match three(
        base.map(|it| it.batch),
        Some(ours.batch),
        Some(theirs.batch),
    ) {
        Some(batch) => merged.batch = batch.unwrap(),
        None => must.push(format!("the batch of {what}")),
    }
    let base_list = base.map(|it| it.assigned.clone()).unwrap_or_default();
    merged.assigned = set(&base_list, &ours.assigned, &theirs.assigned);
    let base_list = base.map(|it| it.after.clone()).unwrap_or_default();
    merged.after = set(&base_list, &ours.after, &theirs.after);
    merged
}

/// What neither side alone would have.
fn schedule(tasks: &[Task], must: &mut Vec<String>, may: &mut Vec<String>) {
    let mut ids: BTreeMap<&str, u32> = BTreeMap::new();
    for task in tasks {
        if ids.insert(&task.id, task.uid).is_some() {
            must.push(format!("two tasks {}", task.id));
        }
    }
    let batches: BTreeMap<u32, usize> = tasks.iter().map(|task| (task.uid, task.batch)).collect();
    for task in tasks {
        for on in &task.after {
            match batches.get(on) {
                None => must.push(format!("{} waits for what is gone", task.id)),
                Some(batch) if *batch > task.batch => {
                    may.push(format!("{} waits for a later batch", task.id));
                }
                Some(_) => {}
            }
        }
    }
}

/// How far figures and status are from the tasks, by key; the status counts as 1.
pub fn deviations(
    figures: &BTreeMap<String, f64>,
    status: &str,
    tasks: &[String],
    dropped: usize,
) -> BTreeMap<String, f64> {
    #[allow(clippy::cast_precision_loss, reason = "small counts")]
    let count = |word: &str| tasks.iter().filter(|status| *status == word).count() as f64;
    #[allow(clippy::cast_precision_loss, reason = "small counts")]
    let (total, dropped) = (tasks.len() as f64, dropped as f64);
    let mut found = BTreeMap::new();
    for (key, stated) in figures {
        let accepted: Vec<f64> = match key.as_str() {
            "total_tasks" => vec![total],
            "completed_tasks" => vec![count("completed")],
            "in_progress_tasks" => vec![count("in_progress")],
            "blocked_tasks" => vec![count("blocked")],
            "at_risk_tasks" => vec![count("at_risk")],
            _ if total == 0.0 => continue,
            _ => {
                let of = |total: f64| {
                    if total > 0.0 {
                        100.0 * count("completed") / total
                    } else {
                        0.0
                    }
                };
                let both = [of(total), of(total - dropped)];
                both.iter()
                    .flat_map(|percent| [percent.floor(), percent.round()])
                    .collect()
            }
        };
        let off = accepted
            .iter()
            .map(|right| (right - stated).abs())
            .fold(f64::MAX, f64::min);
        found.insert(key.clone(), off);
    }
    let settled = tasks
        .iter()
        .all(|status| ["completed", "deferred"].contains(&status.as_str()));
    let begun = count("completed") + count("in_progress") > 0.0;
    let all_done = !tasks.is_empty() && tasks.iter().all(|status| status == "completed");
    let flag = |wrong: bool| if wrong { 1.0 } else { 0.0 };
    found.insert(
        "status done over open tasks".to_owned(),
        flag(status == "completed" && !settled),
    );
    found.insert(
        "status open over begun tasks".to_owned(),
        flag(status == "planning" && begun),
    );
    let is_open = ["planning", "in_progress", "blocked"].contains(&status);
    found.insert(
        "status open over done tasks".to_owned(),
        flag(is_open && all_done),
    );
    found
}
