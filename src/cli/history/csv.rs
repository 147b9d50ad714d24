//! CSV output of `progress history`.

use std::io::{self, Write};

use progress_core::model::Class;

use super::View;

/// Writes one row per point. No text of a file is in it, so nothing needs quotes.
pub(super) fn write(view: &View<'_>, out: &mut dyn Write) -> io::Result<()> {
    out.write_all(
        b"date,commit,total,done,active,in_review,at_risk,blocked,not_started,dropped,unknown,\
          tasks_added,tasks_added_done,tasks_completed,tasks_reopened,tasks_dropped,tasks_removed\r\n",
    )?;
    for point in view.points {
        let commit = point.commit.map(|it| it.to_string()).unwrap_or_default();
        write!(out, "{},{commit},{}", point.day, point.states.total())?;
        for class in [
            Class::Done,
            Class::Active,
            Class::Review,
            Class::AtRisk,
            Class::Blocked,
            Class::Open,
            Class::Dropped,
            Class::Unknown,
        ] {
            write!(out, ",{}", point.states.of(class))?;
        }
        let flow = &point.flow;
        write!(
            out,
            ",{},{},{},{},{},{}\r\n",
            flow.added, flow.added_done, flow.completed, flow.reopened, flow.dropped, flow.removed
        )?;
    }
    Ok(())
}
