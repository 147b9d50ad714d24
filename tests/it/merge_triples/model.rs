//! What a made-up progress file says, and how people change it.

use std::collections::BTreeMap;

/// A source of chance that gives the same again for the same seed.
#[derive(Clone, Debug)]
pub struct Dice(u64);

impl Dice {
    pub fn new(seed: u64) -> Self {
        Self(seed.wrapping_mul(0x9e37_79b9_7f4a_7c15) ^ 0x51_7c_c1_b7)
    }

    fn next(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut z = self.0;
        z = (z ^ (z >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        z = (z ^ (z >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        z ^ (z >> 31)
    }

    /// A number below `end`.
    pub fn below(&mut self, end: usize) -> usize {
        usize::try_from(self.next() >> 33).unwrap() % end.max(1)
    }

    /// True in so many of a hundred cases.
    pub fn chance(&mut self, percent: usize) -> bool {
        self.below(100) < percent
    }

    pub fn pick<T: Clone>(&mut self, all: &[T]) -> T {
        all[self.below(all.len())].clone()
    }
}

/// A value of one line.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Scalar {
    Text(String),
    Int(i64),
    Null,
}

pub fn text(text: &str) -> Scalar {
    Scalar::Text(text.to_owned())
}

pub type Fields = BTreeMap<String, Scalar>;

#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Task {
    /// Who it is, whatever its ID.
    pub uid: u32,
    pub id: String,
    pub fields: Fields,
    pub assigned: Vec<String>,
    /// The tasks that it waits for, by their `uid`.
    pub after: Vec<u32>,
    pub batch: usize,
}

/// A criterion or a blocker.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Item {
    pub id: String,
    pub fields: Fields,
}

#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Phase {
    pub fields: Fields,
    pub contributors: Vec<String>,
    pub tasks: Vec<Task>,
    pub criteria: Vec<Item>,
    pub blockers: Vec<Item>,
    pub files: Vec<String>,
    /// The paragraphs of the body.
    pub notes: Vec<String>,
    /// How far `completed_tasks` is from the truth.
    pub off: i64,
    /// The phase's status where it is not that which follows.
    pub said: Option<&'static str>,
}

pub const AWKWARD: &[&str] = &[
    "Plain words",
    "With: a colon",
    "A # that is no comment",
    "It's \"quoted\"",
    "1.10",
    "yes",
    "- a dash",
    "[brackets], {braces}",
    "Ünïcode ✓",
    "null",
    "2026-02-05",
    "a 'b' c",
    "ends with a colon:",
    "back\\slash",
    "A longer text that people who wrap their lines at eighty columns would put on two lines",
];
const PEOPLE: &[&str] = &["alice", "bob", "ui-engineer", "data layer expert", "@carol"];
const STATUSES: &[&str] = &[
    "pending",
    "in_progress",
    "completed",
    "completed",
    "blocked",
    "at_risk",
    "deferred",
];

impl Task {
    fn new(uid: u32, dice: &mut Dice) -> Self {
        let mut fields = Fields::new();
        let about = format!("{} {uid}", dice.pick(AWKWARD));
        fields.insert("description".to_owned(), Scalar::Text(about));
        fields.insert("status".to_owned(), text("pending"));
        if dice.chance(50) {
            fields.insert("priority".to_owned(), text("high"));
        }
        if dice.chance(30) {
            fields.insert("estimated_effort".to_owned(), text("3pts"));
        }
        if dice.chance(20) {
            fields.insert("notes".to_owned(), Scalar::Null);
        }
        Self {
            uid,
            id: format!("T-{uid}"),
            fields,
            assigned: vec![dice.pick(PEOPLE).to_owned()],
            after: Vec::new(),
            batch: 1,
        }
    }

    pub fn status(&self) -> &str {
        match self.fields.get("status") {
            Some(Scalar::Text(status)) => status,
            _ => "",
        }
    }

    fn set_status(&mut self, status: &str, day: usize) {
        self.fields.insert("status".to_owned(), text(status));
        if self.fields.contains_key("completed") || status == "completed" && day.is_multiple_of(2) {
            let date = match status {
                "completed" => Scalar::Text(format!("2026-03-{day:02}")),
                _ => Scalar::Null,
            };
            self.fields.insert("completed".to_owned(), date);
        }
    }
}

fn item(id: String, dice: &mut Dice) -> Item {
    let mut fields = Fields::new();
    fields.insert("description".to_owned(), text(dice.pick(AWKWARD)));
    fields.insert("status".to_owned(), text("pending"));
    Item { id, fields }
}

impl Phase {
    pub fn new(dice: &mut Dice) -> Self {
        let count = dice.pick(&[0, 1, 2, 2, 3, 4, 5, 6, 9]);
        let mut fields = Fields::new();
        for (key, value) in [
            ("type", text("progress")),
            ("prd", text("auth-v1")),
            ("phase", Scalar::Int(1)),
            ("title", text(dice.pick(AWKWARD))),
            ("started", text("2026-02-05")),
        ] {
            fields.insert(key.to_owned(), value);
        }
        let mut phase = Self {
            fields,
            contributors: vec![dice.pick(PEOPLE).to_owned()],
            tasks: (1..=count).map(|uid| Task::new(uid, dice)).collect(),
            criteria: Vec::new(),
            blockers: Vec::new(),
            files: (0..dice.below(4)).map(|n| format!("src/{n}.rs")).collect(),
            notes: (0..5).map(|n| format!("Paragraph {n}.")).collect(),
            off: 0,
            said: None,
        };
        phase.criteria = (0..dice.below(4))
            .map(|n| item(format!("SC-{n}"), dice))
            .collect();
        phase.blockers = (0..dice.below(3))
            .map(|n| item(format!("B-{n}"), dice))
            .collect();
        phase
    }

    /// The status that follows from the tasks.
    pub fn status(&self) -> &'static str {
        if let Some(said) = self.said {
            return said;
        }
        let any = |word: &str| self.tasks.iter().any(|task| task.status() == word);
        let settled = self
            .tasks
            .iter()
            .all(|task| matches!(task.status(), "completed" | "deferred"));
        let met = |item: &Item| item.fields.get("status") != Some(&text("pending"));
        match () {
            () if any("in_progress") => "in_progress",
            () if !any("completed") => "planning",
            () if !settled => "in_progress",
            () if self.criteria.iter().all(met) => "completed",
            () => "review",
        }
    }

    /// Makes one change; `side` makes some of them those of one side alone.
    pub fn change(&mut self, dice: &mut Dice, side: usize) {
        let word = format!("{} ({side})", dice.pick(AWKWARD));
        match dice.below(26) {
            0..6 => self.change_task(dice, |task, dice| {
                let day = 1 + dice.below(28);
                task.set_status(dice.pick(STATUSES), day);
            }),
            6 => self.change_task(dice, |task, _| {
                task.fields
                    .insert("description".to_owned(), Scalar::Text(word));
            }),
            7 => self.change_task(dice, |task, dice| {
                let key = dice.pick(&["priority", "estimated_effort", "notes", "commit"]);
                task.fields
                    .insert(key.to_owned(), text(dice.pick(&["low", "5pts", "1e3"])));
            }),
            8 => self.change_task(dice, |task, dice| {
                toggle(&mut task.assigned, dice.pick(PEOPLE));
            }),
            9 => self.change_task(dice, |task, dice| {
                task.fields
                    .remove(dice.pick(&["priority", "estimated_effort", "notes"]));
            }),
            10 | 11 => self.add(dice),
            12 => self.remove(dice),
            13 => {
                let name = format!("R-{}", dice.below(4));
                if self.tasks.iter().all(|task| task.id != name) {
                    self.change_task(dice, |task, _| task.id = name);
                }
            }
            14 if !self.tasks.is_empty() => {
                let (one, other) = (dice.below(self.tasks.len()), dice.below(self.tasks.len()));
                self.tasks.swap(one, other);
            }
            15 => self.depend(dice),
            16 => self.change_task(dice, |task, dice| task.batch = 1 + dice.below(3)),
            17 | 18 => toggle(&mut self.files, &format!("src/{}.rs", dice.below(8))),
            19 | 20 => change_items(&mut self.criteria, "SC", dice, &word),
            21 => change_items(&mut self.blockers, "B", dice, &word),
            22 => toggle(&mut self.contributors, dice.pick(PEOPLE)),
            23 => {
                let key = dice.pick(&["title", "owner", "effort", "reviewer_notes"]);
                self.fields.insert(key.to_owned(), Scalar::Text(word));
            }
            24 => {
                self.fields
                    .remove(dice.pick(&["owner", "effort", "reviewer_notes"]));
            }
            _ => {
                let count = self.notes.len();
                self.notes[dice.below(count)] = word;
            }
        }
    }

    fn change_task(&mut self, dice: &mut Dice, change: impl FnOnce(&mut Task, &mut Dice)) {
        let count = self.tasks.len();
        if count > 0 {
            change(&mut self.tasks[dice.below(count)], dice);
        }
    }

    fn add(&mut self, dice: &mut Dice) {
        let uid = 20 + u32::try_from(dice.below(6)).unwrap();
        let id = format!("T-{uid}");
        if self
            .tasks
            .iter()
            .all(|task| task.uid != uid && task.id != id)
        {
            let place = dice.pick(&[self.tasks.len(), self.tasks.len(), dice.clone().below(10)]);
            let place = place.min(self.tasks.len());
            self.tasks.insert(place, Task::new(uid, dice));
        }
    }

    fn remove(&mut self, dice: &mut Dice) {
        if self.tasks.is_empty() {
            return;
        }
        let at = dice.below(self.tasks.len());
        let ids: Vec<String> = self.tasks.iter().map(|task| task.id.clone()).collect();
        let gone = self.tasks.remove(at).uid;
        if dice.chance(30) {
            // Those behind it are numbered anew.
            for (task, id) in self.tasks.iter_mut().zip(ids).skip(at) {
                task.id = id;
            }
        }
        for task in &mut self.tasks {
            task.after.retain(|uid| *uid != gone);
        }
    }

    fn depend(&mut self, dice: &mut Dice) {
        if self.tasks.len() < 2 {
            return;
        }
        let one = dice.below(self.tasks.len());
        let other = dice.below(self.tasks.len());
        let (one, other) = (one.min(other), one.max(other));
        let on = self.tasks[one].uid;
        // Only backwards, so that one side alone makes no cycle.
        let fits = self.tasks[one].uid < self.tasks[other].uid;
        if fits && self.tasks[one].batch <= self.tasks[other].batch {
            let after = &mut self.tasks[other].after;
            if !after.contains(&on) {
                after.push(on);
            }
        }
    }
}

fn toggle(list: &mut Vec<String>, text: &str) {
    match list.iter().position(|known| known == text) {
        Some(at) => {
            list.remove(at);
        }
        None => list.push(text.to_owned()),
    }
}

fn change_items(items: &mut Vec<Item>, prefix: &str, dice: &mut Dice, word: &str) {
    let count = items.len();
    let new = format!("{prefix}-{}", 4 + dice.below(5));
    let is_new = items.iter().all(|item| item.id != new);
    match dice.below(6) {
        0 | 1 if count > 0 => {
            let fields = &mut items[dice.below(count)].fields;
            fields.insert("status".to_owned(), text("completed"));
        }
        2 if count > 0 => {
            let fields = &mut items[dice.below(count)].fields;
            fields.insert("description".to_owned(), text(word));
        }
        3 if count > 0 => {
            items.remove(dice.below(count));
        }
        4 if count > 0 && is_new => {
            // The last one is replaced.
            let mut replaced = item(new, dice);
            replaced.fields.insert("description".to_owned(), text(word));
            items[count - 1] = replaced;
        }
        _ if is_new => {
            let mut added = item(new, dice);
            added.fields.insert("description".to_owned(), text(word));
            items.push(added);
        }
        _ => {}
    }
}
