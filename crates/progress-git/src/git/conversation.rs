//! A conversation with a running process.

use std::io::{BufReader, Write};
use std::process::{Child, ChildStdin};

use super::process_timeout::Timed;

/// A process that answers queries.
pub(super) struct Talk {
    input: Option<ChildStdin>,
    pub(super) output: BufReader<Timed>,
    child: Child,
}

impl Talk {
    /// Wraps a started process.
    pub(super) fn with(child: Child, input: ChildStdin, output: Timed) -> Self {
        Self {
            input: Some(input),
            output: BufReader::new(output),
            child,
        }
    }

    /// Writes a question.
    pub(super) fn ask(&mut self, question: &[u8]) -> std::io::Result<()> {
        let Some(input) = &mut self.input else {
            return Err(std::io::ErrorKind::BrokenPipe.into());
        };
        input.write_all(question)?;
        input.flush()
    }
}

impl Drop for Talk {
    fn drop(&mut self) {
        // It exits when its input is closed, unless it hangs.
        self.input = None;
        if self.output.get_ref().is_stuck() {
            let _ = self.child.kill();
        }
        let _ = self.child.wait();
    }
}
