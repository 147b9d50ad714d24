#![doc = include_str!("../README.md")]

mod attention;
mod checks;
mod course;
mod html;
mod overview;
mod page;
mod people;
mod plan;
mod script;
mod style;
#[cfg(test)]
mod tests;

pub use attention::waits_for;
pub use checks::{Checks, Judged};
pub use course::{Course, CoursePoint, History, TaskDays};
pub use page::{Page, page};
pub use people::{Contributor, Workload, workloads};
