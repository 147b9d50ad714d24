//! The merge of bodies.

use std::borrow::Cow;

use progress_git::git::Lines;

use super::Structure;
use crate::text::{has_crlf, with_endings};
use crate::{Fallback, Three};

impl<'v> Structure<'v, '_> {
    /// The merged body, with our line endings.
    pub(super) fn body(&self) -> Result<Lines<'v>, Fallback> {
        let crlf = self.crlf();
        let base = with_our_endings(self.bodies.base, self.fronts.base, crlf);
        let theirs = with_our_endings(self.bodies.theirs, self.fronts.theirs, crlf);
        let ours = self.bodies.ours;
        // Without conversion, the result can borrow from the versions.
        if let (Cow::Borrowed(base), Cow::Borrowed(theirs)) = (&base, &theirs) {
            return self.merged_body(Three { base, ours, theirs });
        }
        let lines = self.merged_body(Three {
            base: &base,
            ours,
            theirs: &theirs,
        })?;
        Ok(Lines {
            pieces: vec![Cow::Owned(lines.bytes())],
            is_clean: lines.is_clean,
        })
    }

    fn merged_body<'b>(&self, body: Three<&'b [u8]>) -> Result<Lines<'b>, Fallback> {
        // A side that changed nothing needs no line merge, which a binary text does not have.
        if body.theirs == body.base || body.theirs == body.ours {
            return Ok(whole(body.ours));
        }
        if body.ours == body.base {
            return Ok(whole(body.theirs));
        }
        self.lines(body)
    }
}

fn whole(body: &[u8]) -> Lines<'_> {
    Lines {
        pieces: vec![Cow::Borrowed(body)],
        is_clean: true,
    }
}

/// A body with our line endings, if the frontmatter before it has others.
fn with_our_endings<'b>(body: &'b [u8], front: &str, crlf: bool) -> Cow<'b, [u8]> {
    if has_crlf(front.as_bytes()) == crlf {
        return Cow::Borrowed(body);
    }
    Cow::Owned(with_endings(body, crlf))
}
