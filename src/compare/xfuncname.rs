//! What Git's own diff shows above a hunk.

/// The value of `diff.progress.xfuncname`, for files with the attribute `diff=progress`: above
/// each hunk Git then names the task, criterion or blocker that it lies in, by its ID; else
/// the list of the frontmatter, or the heading of the body.
///
/// Extended regular expressions, one a line; the first that matches a line decides, and what
/// its group matches is shown. A line that begins with `!` is none of a heading's.
pub const XFUNCNAME: &str = concat!(
    "!^# *progress:\n",
    // `- id: "X"`, `- { id: X`, `    id: 'X'`; no group may stand before the ID's.
    "^[- {]*[\"']?id[\"']? *: *[\"']?([[:alnum:]][[:alnum:]._-]*)\n",
    "^([[:alpha:]_][[:alnum:]_-]*:)[[:space:]]*(#.*)?$\n",
    "^(#+ .*)$"
);
