//! Questions to the history: which commits belong to a task, which one last changed each of its
//! values, and how the tasks of plans changed over time.

mod blame;
mod by_plan;
mod dates;
mod day;
mod evolution;
mod forecast;
mod log;
mod steps;
mod subject;
mod timeline;
mod times;
mod trace;
mod unreadable;

pub use blame::{BlamedTask, BlamedValue, Origin, blame};
pub use dates::{day, moment};
pub use day::Day;
pub use evolution::{Evolution, EvolutionStep, Transition, evolution};
pub use forecast::{Forecast, NoForecast};
pub use log::{Log, LoggedCommit, Period, log};
pub use steps::{Revision, Step, TaskSteps, steps};
pub use subject::{Subject, SubjectError};
pub use timeline::{Flow, Interval, Point, States};
pub use times::{TaskTimes, TimesOfTasks};
pub use trace::{StateChange, Trace};
pub use unreadable::unreadable;
