//! Hunk headers for Git's own diff.

/// The value of `diff.progress.xfuncname`, for files with the attribute `diff=progress`. Each
/// hunk header then shows the ID of the enclosing task, criterion or blocker, or otherwise the
/// top-level list or the heading.
///
/// One extended regular expression per line; the first one that matches decides, and its group
/// is shown. Lines that match an expression starting with `!` are never headers.
pub const XFUNCNAME: &str = concat!(
    "!^# *progress:\n",
    // `- id: "X"`, `- { id: X`, `    id: 'X'`; the ID must be the first group.
    "^[- {]*[\"']?id[\"']? *: *[\"']?([[:alnum:]][[:alnum:]._-]*)\n",
    "^([[:alpha:]_][[:alnum:]_-]*:)[[:space:]]*(#.*)?$\n",
    "^(#+ .*)$"
);
