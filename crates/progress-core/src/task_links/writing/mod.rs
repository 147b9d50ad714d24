//! Edits a message that is being written: what Git will remove from it, and where a trailer goes.
//!
//! The rules are Git's own (`commit.c`, `strbuf.c`, `trailer.c`, `wt-status.c`), because Git will
//! read the result: `git log --format='%(trailers)'`. Everything works on bytes, because a message
//! may be in any encoding.

mod block;
mod cleanup;
mod editor_help;
mod insert;

pub use block::TrailerRules;
pub use cleanup::{Cleanup, CleanupSettings};
pub use editor_help::{EditorHelp, editor_help};
pub use insert::with_trailer;

/// The line above the diff that Git shows in an editor; it is removed with everything below it.
pub(super) const SCISSORS: &str = "------------------------ >8 ------------------------";

/// Whether Git considers a byte white space. A form feed is not.
fn is_space(byte: u8) -> bool {
    matches!(byte, b' ' | b'\t' | b'\n' | b'\r')
}

fn is_blank(line: &[u8]) -> bool {
    line.iter().all(|byte| is_space(*byte))
}

/// Returns the lines of a text including their newlines, each with its offset.
fn lines(text: &[u8]) -> impl Iterator<Item = (usize, &[u8])> {
    let mut at = 0;
    text.split_inclusive(|byte| *byte == b'\n')
        .map(move |line| {
            let start = at;
            at += line.len();
            (start, line)
        })
}

/// Returns where Git cuts a message: the start of the scissors line, or the end of the text.
fn cut(text: &[u8], comment: &[u8]) -> usize {
    let mark = [comment, b" ", SCISSORS.as_bytes(), b"\n"].concat();
    let cut = lines(text).find(|(_, line)| line.starts_with(&mark));
    cut.map_or(text.len(), |(at, _)| at)
}

#[cfg(test)]
mod tests;
