//! How people write a progress file.

use std::fmt::Write as _;

use super::model::{Dice, Fields, Item, Phase, Scalar, Task};

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Quotes {
    Plain,
    Single,
    Double,
}

/// How a list is written.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Shape {
    /// By indentation.
    Block,
    /// Its items by indentation, each in braces.
    Braces,
    /// In brackets on one line.
    Line,
    /// In brackets, each item on a line.
    Lines,
    /// The same with a comma behind the last one.
    Trailing,
    /// In brackets that open on the line of the first item, two items a line.
    Wrapped,
}

const SHAPES: &[Shape] = &[
    Shape::Block,
    Shape::Block,
    Shape::Block,
    Shape::Braces,
    Shape::Line,
    Shape::Lines,
    Shape::Lines,
    Shape::Trailing,
    Shape::Wrapped,
];

#[derive(Clone, Debug)]
#[allow(clippy::struct_excessive_bools, reason = "each is a habit of its own")]
pub struct Style {
    pub crlf: bool,
    pub bom: bool,
    pub gaps: bool,
    pub comments: bool,
    /// Comments inside of brackets.
    pub inner_comments: bool,
    pub dash: usize,
    pub quotes: Quotes,
    pub tasks: Shape,
    pub criteria: Shape,
    pub blockers: Shape,
    pub files: Shape,
    pub short: Shape,
    /// Blanks inside of braces.
    pub airy: bool,
    pub folded: bool,
    pub figures_last: bool,
    pub nulls: bool,
    /// Whom a task is assigned to and what it waits for stands before its other fields.
    pub lists_first: bool,
    pub figures: [bool; 7],
    pub final_newline: bool,
}

impl Style {
    pub fn new(dice: &mut Dice) -> Self {
        let plain = dice.chance(50);
        let mut shape = || {
            if plain {
                Shape::Block
            } else {
                dice.pick(SHAPES)
            }
        };
        let [tasks, criteria, blockers, files] = [shape(), shape(), shape(), shape()];
        Self {
            tasks,
            criteria: if dice.chance(30) {
                Shape::Lines
            } else {
                criteria
            },
            blockers,
            files,
            short: dice.pick(&[Shape::Line, Shape::Line, Shape::Block, Shape::Lines]),
            crlf: dice.chance(15),
            bom: dice.chance(8),
            gaps: dice.chance(30),
            comments: dice.chance(40),
            inner_comments: dice.chance(25),
            dash: dice.pick(&[0, 2, 2, 4]),
            quotes: dice.pick(&[
                Quotes::Plain,
                Quotes::Double,
                Quotes::Double,
                Quotes::Single,
            ]),
            airy: dice.chance(50),
            folded: dice.chance(15),
            figures_last: dice.chance(20),
            nulls: dice.chance(20),
            lists_first: dice.chance(30),
            figures: std::array::from_fn(|_| dice.chance(70)),
            final_newline: dice.chance(95),
        }
    }

    /// Another person's habits for the same file.
    pub fn restyled(&self, dice: &mut Dice) -> Self {
        Self {
            figures: self.figures,
            nulls: self.nulls,
            ..Self::new(dice)
        }
    }
}

pub const FIGURES: [&str; 7] = [
    "total_tasks",
    "completed_tasks",
    "in_progress_tasks",
    "blocked_tasks",
    "at_risk_tasks",
    "overall_progress",
    "progress",
];

struct Writer<'a> {
    phase: &'a Phase,
    style: &'a Style,
    out: String,
}

/// The file.
pub fn write(phase: &Phase, style: &Style) -> String {
    let mut writer = Writer {
        phase,
        style,
        out: String::new(),
    };
    writer.all();
    let mut out = writer.out;
    if !style.final_newline {
        out.truncate(out.trim_end().len());
    }
    if style.crlf {
        out = out.replace('\n', "\r\n");
    }
    if style.bom {
        out.insert(0, '\u{feff}');
    }
    out
}

impl Writer<'_> {
    fn all(&mut self) {
        self.out.push_str("---\n");
        let mut fields = self.phase.fields.clone();
        for key in ["type", "prd", "phase", "title"] {
            let Some(value) = fields.remove(key) else {
                continue;
            };
            let comment = self.comment(key == "title", "the title");
            let value = self.scalar(&value, false);
            let _ = writeln!(self.out, "{key}: {value}{comment}");
        }
        let status = self.phase.status();
        let _ = writeln!(self.out, "status: {}", self.quoted(status, false));
        for (key, value) in &fields {
            let _ = writeln!(self.out, "{key}: {}", self.scalar(value, false));
        }
        if !self.style.figures_last {
            self.figures();
        }
        self.texts(
            "contributors",
            &self.phase.contributors,
            0,
            self.style.short,
        );
        self.tasks();
        self.schedule();
        self.items("blockers", &self.phase.blockers, self.style.blockers);
        self.items(
            "success_criteria",
            &self.phase.criteria,
            self.style.criteria,
        );
        self.texts("files_modified", &self.phase.files, 0, self.style.files);
        if self.style.figures_last {
            self.figures();
        }
        self.out.push_str("---\n\n# Body\n");
        for note in &self.phase.notes {
            let _ = write!(self.out, "\n{note}\n\nA line that stays.\n");
        }
    }

    fn comment(&self, here: bool, what: &str) -> String {
        if here && self.style.comments {
            format!(" # {what}")
        } else {
            String::new()
        }
    }

    fn figures(&mut self) {
        let tasks = &self.phase.tasks;
        let count = |word: &str| tasks.iter().filter(|task| task.status() == word).count();
        let total = tasks.len();
        let done = count("completed");
        let stated = i64::try_from(done).unwrap() + self.phase.off;
        let percent = (100 * done).checked_div(total).unwrap_or(0);
        let values = [
            total.to_string(),
            stated.max(0).to_string(),
            count("in_progress").to_string(),
            count("blocked").to_string(),
            count("at_risk").to_string(),
            percent.to_string(),
            format!("\"{percent}%\""),
        ];
        for ((key, value), is_stated) in FIGURES.iter().zip(values).zip(self.style.figures) {
            if is_stated {
                let _ = writeln!(self.out, "{key}: {value}");
            }
        }
    }

    fn schedule(&mut self) {
        self.out.push_str("parallelization:\n");
        for batch in 1..=3 {
            let tasks = self.phase.tasks.iter().filter(|task| task.batch == batch);
            let ids: Vec<String> = tasks.map(|task| task.id.clone()).collect();
            self.texts(&format!("batch_{batch}"), &ids, 2, self.style.short);
        }
    }

    fn texts(&mut self, key: &str, texts: &[String], column: usize, shape: Shape) {
        let pad = " ".repeat(column);
        if texts.is_empty() {
            let empty = if self.style.nulls { "null" } else { "[]" };
            let _ = writeln!(self.out, "{pad}{key}: {empty}");
            return;
        }
        let in_flow = !matches!(shape, Shape::Block | Shape::Braces);
        let items: Vec<String> = texts
            .iter()
            .map(|text| self.quoted(text, in_flow))
            .collect();
        if in_flow {
            let list = self.brackets(&items, shape, column);
            let _ = writeln!(self.out, "{pad}{key}: {list}");
            return;
        }
        let _ = writeln!(self.out, "{pad}{key}:");
        let dash = " ".repeat(column + self.style.dash);
        for item in items {
            let comment = self.comment(key == "files_modified", "a file");
            let _ = writeln!(self.out, "{dash}- {item}{comment}");
        }
    }

    fn brackets(&self, items: &[String], shape: Shape, column: usize) -> String {
        let pad = " ".repeat(column);
        let separator = format!("\n{pad}  ");
        let comment = |at: usize| {
            if self.style.inner_comments && at.is_multiple_of(2) {
                let name: String = items[at]
                    .chars()
                    .filter(char::is_ascii_alphanumeric)
                    .take(6)
                    .collect();
                format!(" # on {name}")
            } else {
                String::new()
            }
        };
        match shape {
            Shape::Lines | Shape::Trailing => {
                let mut list = "[".to_owned();
                for (at, item) in items.iter().enumerate() {
                    let is_last = at + 1 == items.len() && shape == Shape::Lines;
                    let comma = if is_last { "" } else { "," };
                    let _ = write!(list, "{separator}{item}{comma}{}", comment(at));
                }
                list + "\n" + &pad + "]"
            }
            Shape::Wrapped => {
                let pairs: Vec<String> = items.chunks(2).map(|pair| pair.join(", ")).collect();
                format!("[{}]", pairs.join(&format!(",{separator}")))
            }
            _ => format!("[{}]", items.join(", ")),
        }
    }

    fn tasks(&mut self) {
        let ids: std::collections::BTreeMap<u32, String> = self
            .phase
            .tasks
            .iter()
            .map(|task| (task.uid, task.id.clone()))
            .collect();
        let shape = self.style.tasks;
        if shape == Shape::Block && !self.phase.tasks.is_empty() {
            self.out.push_str("tasks:\n");
            for (number, task) in self.phase.tasks.iter().enumerate() {
                self.task(number, task, &ids);
            }
            return;
        }
        let write = |task: &Task| {
            let list = |texts: &[String]| {
                let items: Vec<String> = texts.iter().map(|text| self.quoted(text, true)).collect();
                format!("[{}]", items.join(", "))
            };
            let mut entries = self.entries(&task.id, &task.fields);
            entries.push(format!("assigned_to: {}", list(&task.assigned)));
            let after: Vec<String> = task
                .after
                .iter()
                .filter_map(|uid| ids.get(uid).cloned())
                .collect();
            entries.push(format!("dependencies: {}", list(&after)));
            self.braces(&entries)
        };
        let items: Vec<String> = self.phase.tasks.iter().map(write).collect();
        self.flow_items("tasks", &items, shape);
    }

    fn task(&mut self, number: usize, task: &Task, ids: &std::collections::BTreeMap<u32, String>) {
        if self.style.gaps && number > 0 {
            self.out.push('\n');
        }
        let dash = self.style.dash;
        let pad = " ".repeat(dash);
        if self.style.comments && task.uid.is_multiple_of(2) {
            let _ = writeln!(self.out, "{pad}# About {}", task.uid);
        }
        let comment = self.comment(task.uid.is_multiple_of(3), "first");
        let _ = writeln!(
            self.out,
            "{pad}- id: {}{comment}",
            self.quoted(&task.id, false)
        );
        if self.style.lists_first {
            self.task_lists(task, ids);
        }
        self.task_fields(task);
        if !self.style.lists_first {
            self.task_lists(task, ids);
        }
    }

    fn task_fields(&mut self, task: &Task) {
        let pad = " ".repeat(self.style.dash);
        for (key, value) in &task.fields {
            let comment = self.comment(key == "status", "how far it is");
            match value {
                Scalar::Text(text)
                    if key == "description" && self.style.folded && is_foldable(text) =>
                {
                    let (first, rest) = text.split_once(' ').unwrap();
                    let _ = writeln!(
                        self.out,
                        "{pad}  {key}: >-\n{pad}    {first}\n{pad}    {rest}"
                    );
                }
                value => {
                    let _ = writeln!(
                        self.out,
                        "{pad}  {key}: {}{comment}",
                        self.scalar(value, false)
                    );
                }
            }
        }
    }

    fn task_lists(&mut self, task: &Task, ids: &std::collections::BTreeMap<u32, String>) {
        let after: Vec<String> = task
            .after
            .iter()
            .filter_map(|uid| ids.get(uid).cloned())
            .collect();
        let column = self.style.dash + 2;
        self.texts("assigned_to", &task.assigned, column, self.style.short);
        self.texts("dependencies", &after, column, self.style.short);
    }

    fn items(&mut self, key: &str, items: &[Item], shape: Shape) {
        if shape == Shape::Block && !items.is_empty() {
            let _ = writeln!(self.out, "{key}:");
            let pad = " ".repeat(self.style.dash);
            for item in items {
                let _ = writeln!(self.out, "{pad}- id: {}", self.quoted(&item.id, false));
                for (key, value) in &item.fields {
                    let comment = self.comment(key == "description", "what");
                    let _ = writeln!(
                        self.out,
                        "{pad}  {key}: {}{comment}",
                        self.scalar(value, false)
                    );
                }
            }
            return;
        }
        let write = |item: &Item| self.braces(&self.entries(&item.id, &item.fields));
        let items: Vec<String> = items.iter().map(write).collect();
        self.flow_items(key, &items, shape);
    }

    fn flow_items(&mut self, key: &str, items: &[String], shape: Shape) {
        if items.is_empty() {
            let empty = if self.style.nulls { "" } else { " []" };
            let _ = writeln!(self.out, "{key}:{empty}");
        } else if shape == Shape::Braces {
            let _ = writeln!(self.out, "{key}:");
            let pad = " ".repeat(self.style.dash);
            for item in items {
                let comment = self.comment(item.len().is_multiple_of(2), "in braces");
                let _ = writeln!(self.out, "{pad}- {item}{comment}");
            }
        } else {
            let list = self.brackets(items, shape, 0);
            let _ = writeln!(self.out, "{key}: {list}");
        }
    }

    fn entries(&self, id: &str, fields: &Fields) -> Vec<String> {
        let mut entries = vec![format!("id: {}", self.quoted(id, true))];
        let fields = fields.iter();
        entries.extend(fields.map(|(key, value)| format!("{key}: {}", self.scalar(value, true))));
        entries
    }

    fn braces(&self, entries: &[String]) -> String {
        let entries = entries.join(", ");
        if self.style.airy {
            format!("{{ {entries} }}")
        } else {
            format!("{{{entries}}}")
        }
    }

    fn scalar(&self, value: &Scalar, in_flow: bool) -> String {
        match value {
            Scalar::Text(text) => self.quoted(text, in_flow),
            Scalar::Int(number) => number.to_string(),
            Scalar::Null => "null".to_owned(),
        }
    }

    fn quoted(&self, text: &str, in_flow: bool) -> String {
        let single = || format!("'{}'", text.replace('\'', "''"));
        match self.style.quotes {
            Quotes::Plain if is_plain(text, in_flow) => text.to_owned(),
            Quotes::Single => single(),
            Quotes::Plain if text.len().is_multiple_of(2) => single(),
            _ => format!("\"{}\"", text.replace('\\', "\\\\").replace('"', "\\\"")),
        }
    }
}

/// Whether nobody would quote a text.
fn is_plain(text: &str, in_flow: bool) -> bool {
    let first = text.chars().next().unwrap_or(' ');
    let is_word = first.is_alphabetic() && !["null", "yes"].contains(&text);
    let is_calm = !text.contains(": ") && !text.contains(" #") && !text.ends_with(':');
    is_word && is_calm && !(in_flow && text.contains(['[', ']', '{', '}', ',']))
}

fn is_foldable(text: &str) -> bool {
    is_plain(text, false) && text.contains(' ') && !text.contains("  ")
}
