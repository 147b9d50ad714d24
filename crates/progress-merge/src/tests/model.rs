//! Files made up for properties: what they say, how they are written, and how they change.

use std::fmt::Write as _;

use proptest::prelude::*;

/// What a file says.
#[derive(Clone, Debug)]
pub(super) struct Model {
    pub title: String,
    pub tasks: Vec<Task>,
    pub files: Vec<String>,
    pub criteria: Vec<(String, bool)>,
    pub blockers: Vec<(String, bool)>,
    pub notes: Vec<String>,
}

#[derive(Clone, Debug)]
pub(super) struct Task {
    pub id: String,
    pub about: String,
    pub status: &'static str,
    pub who: Vec<String>,
    pub after: Vec<String>,
    pub batch: usize,
}

/// How a file is written.
#[derive(Clone, Copy, Debug)]
#[allow(clippy::struct_excessive_bools, reason = "each is a habit of its own")]
pub(super) struct Style {
    pub indent: bool,
    pub quotes: bool,
    pub gaps: bool,
    pub flow_files: bool,
    pub crlf: bool,
}

pub(super) fn model() -> impl Strategy<Value = Model> {
    (0..7_usize, 0..4_usize, 0..3_usize).prop_map(|(tasks, files, criteria)| Model {
        title: "Title".to_owned(),
        tasks: (0..tasks).map(|n| Task::new(&format!("T-{n}"))).collect(),
        files: (0..files).map(|n| format!("src/{n}.rs")).collect(),
        criteria: (0..criteria).map(|n| (format!("SC-{n}"), false)).collect(),
        blockers: Vec::new(),
        notes: vec!["first".to_owned()],
    })
}

pub(super) fn style() -> impl Strategy<Value = Style> {
    any::<[bool; 5]>().prop_map(|[indent, quotes, gaps, flow_files, crlf]| Style {
        indent,
        quotes,
        gaps,
        flow_files,
        crlf: crlf && gaps,
    })
}

impl Task {
    pub(super) fn new(id: &str) -> Self {
        Self {
            id: id.to_owned(),
            about: format!("About {id}"),
            status: "pending",
            who: vec!["alice".to_owned()],
            after: Vec::new(),
            batch: 1,
        }
    }
}

impl Model {
    fn status(&self) -> &'static str {
        let settled = |task: &Task| matches!(task.status, "completed" | "deferred");
        let any = |word: &str| self.tasks.iter().any(|task| task.status == word);
        let all_met = self.criteria.iter().all(|(_, met)| *met);
        match () {
            () if any("in_progress") => "in_progress",
            () if any("completed") && self.tasks.iter().all(settled) && all_met => "completed",
            () if any("completed") && self.tasks.iter().all(settled) => "review",
            () if any("completed") => "in_progress",
            () => "planning",
        }
    }

    /// The file.
    pub(super) fn text(&self, style: Style) -> String {
        let quote = |text: &str| {
            if style.quotes {
                format!("\"{text}\"")
            } else {
                text.to_owned()
            }
        };
        let list = |items: &[String]| {
            let items: Vec<String> = items.iter().map(|item| quote(item)).collect();
            format!("[{}]", items.join(", "))
        };
        let count = |word: &str| self.tasks.iter().filter(|task| task.status == word).count();
        let (pad, gap) = (
            if style.indent { "  " } else { "" },
            if style.gaps { "\n" } else { "" },
        );
        let mut out = "---\ntype: progress\nprd: auth-v1\nphase: 1\n".to_owned();
        let _ = writeln!(out, "title: {} # the title", quote(&self.title));
        let status = self.status();
        let _ = writeln!(out, "status: {status}");
        let date = if status == "completed" {
            "\"2026-02-06\""
        } else {
            "null"
        };
        let _ = writeln!(out, "started: \"2026-02-05\"\ncompleted: {date}");
        let total = self.tasks.len();
        let done = count("completed");
        let _ = writeln!(
            out,
            "overall_progress: {}",
            (100 * done).checked_div(total).unwrap_or(0)
        );
        let _ = writeln!(
            out,
            "total_tasks: {total}\ncompleted_tasks: {done}\nin_progress_tasks: {}",
            count("in_progress")
        );
        let _ = write!(out, "{gap}# The tasks\ntasks:");
        out.push_str(if self.tasks.is_empty() { " []\n" } else { "\n" });
        for (number, task) in self.tasks.iter().enumerate() {
            let gap = if number == 0 { "" } else { gap };
            let Task {
                id, about, status, ..
            } = task;
            let _ = writeln!(out, "{gap}{pad}- id: {} # {id}", quote(id));
            let _ = writeln!(
                out,
                "{pad}  description: {}\n{pad}  status: {status}",
                quote(about)
            );
            let _ = writeln!(
                out,
                "{pad}  assigned_to: {}\n{pad}  dependencies: {}",
                list(&task.who),
                list(&task.after)
            );
        }
        let _ = writeln!(out, "{gap}parallelization:");
        for batch in 1..4 {
            let ids = self.tasks.iter().filter(|task| task.batch == batch);
            let ids: Vec<String> = ids.map(|task| task.id.clone()).collect();
            let _ = writeln!(out, "  batch_{batch}: {}", list(&ids));
        }
        self.rest(style, &mut out);
        if style.crlf {
            out.replace('\n', "\r\n")
        } else {
            out
        }
    }

    fn rest(&self, style: Style, out: &mut String) {
        let status = |done: bool| if done { "completed" } else { "pending" };
        out.push_str(if self.blockers.is_empty() {
            "blockers: []\n"
        } else {
            "blockers:\n"
        });
        for (about, gone) in &self.blockers {
            let _ = writeln!(
                out,
                "  - description: {about}\n    status: {}",
                status(*gone)
            );
        }
        out.push_str(if self.criteria.is_empty() {
            "success_criteria: []\n"
        } else {
            "success_criteria: [\n"
        });
        for (number, (id, met)) in self.criteria.iter().enumerate() {
            let comma = if number + 1 == self.criteria.len() {
                "\n]"
            } else {
                ","
            };
            let _ = writeln!(
                out,
                "  {{id: {id}, description: Met, status: {}}}{comma}",
                status(*met)
            );
        }
        if style.flow_files || self.files.is_empty() {
            let _ = writeln!(out, "files_modified: [{}]", self.files.join(", "));
        } else {
            out.push_str("files_modified:\n");
            for path in &self.files {
                let _ = writeln!(out, "  - {path} # file");
            }
        }
        out.push_str("---\n\n# Body\n\n");
        for note in &self.notes {
            let _ = writeln!(out, "- {note}\n");
        }
    }
}
