//! Questions to the history: which commits belong to a task, and which one last changed each of
//! its values.

mod blame;
mod dates;
mod log;
mod steps;
mod subject;
mod trace;

pub use blame::{BlamedTask, BlamedValue, Origin, blame};
pub use dates::{day, moment};
pub use log::{Log, LoggedCommit, Period, log};
pub use steps::{Step, TaskSteps, task_steps};
pub use subject::{Subject, SubjectError};
pub use trace::{StateChange, Trace};
