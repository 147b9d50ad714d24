//! A message while it is being written: what Git will remove from it, and where a trailer goes.
//!
//! The rules are Git's own (`commit.c`, `strbuf.c`, `trailer.c`, `wt-status.c`), because Git is
//! asked about the result: `git log --format='%(trailers)'`. All of it works on bytes, as a
//! message may be in any encoding.

mod block;
mod cleanup;
mod insert;
mod shown;

pub use block::TrailerRules;
pub use cleanup::{Cleanup, Draft};
pub use insert::with_trailer;
pub use shown::{Shown, shown};

/// The line above the changes that Git shows in an editor; it and what follows is removed.
pub(super) const SCISSORS: &str = "------------------------ >8 ------------------------";

/// What Git takes for white space. A form feed is none.
fn is_space(byte: u8) -> bool {
    matches!(byte, b' ' | b'\t' | b'\n' | b'\r')
}

fn is_blank(line: &[u8]) -> bool {
    line.iter().all(|byte| is_space(*byte))
}

/// The lines of a text with their ends, each with its offset.
fn lines(text: &[u8]) -> impl Iterator<Item = (usize, &[u8])> {
    let mut at = 0;
    text.split_inclusive(|byte| *byte == b'\n')
        .map(move |line| {
            let start = at;
            at += line.len();
            (start, line)
        })
}

/// Where the line is that Git cuts a message at: the offset of its start, or the text's length.
fn cut(text: &[u8], comment: &[u8]) -> usize {
    let mark = [comment, b" ", SCISSORS.as_bytes(), b"\n"].concat();
    let cut = lines(text).find(|(_, line)| line.starts_with(&mark));
    cut.map_or(text.len(), |(at, _)| at)
}

#[cfg(test)]
mod tests;
