//! Where in an output the findings about each file are.

use std::io::{self, Write};

use progress_core::model::FileId;

/// Where the findings about each file start, in the order of the output.
#[derive(Debug, Default)]
pub struct Marks {
    /// Findings about the branch have no file.
    pub starts: Vec<(Option<FileId>, usize)>,
    /// Where all findings end; totals may follow.
    pub end: usize,
}

/// A stream that notes which file what is written to it is about.
pub(super) struct Marked<'w> {
    out: &'w mut dyn Write,
    written: usize,
    marks: Marks,
}

impl<'w> Marked<'w> {
    pub(super) fn new(out: &'w mut dyn Write) -> Self {
        Self {
            out,
            written: 0,
            marks: Marks::default(),
        }
    }

    /// Notes that a finding about this file follows.
    pub(super) fn start(&mut self, file: Option<FileId>) {
        let last = self.marks.starts.last();
        if last.is_none_or(|(of, _)| *of != file) {
            self.marks.starts.push((file, self.written));
        }
    }

    /// Notes that no finding follows; returns the marks.
    pub(super) fn end(self) -> Marks {
        Marks {
            end: self.written,
            ..self.marks
        }
    }
}

impl Write for Marked<'_> {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        let written = self.out.write(bytes)?;
        self.written += written;
        Ok(written)
    }

    fn flush(&mut self) -> io::Result<()> {
        self.out.flush()
    }
}
