//! Complaints of libyaml that can be put into words without a look at the text.

pub(super) const QUOTE: &str = "put the text in quotes";
pub(super) const ALIGN: &str = "align the line with the keys it belongs to";

/// What is wrong, and what to do about it; nothing where nobody can tell.
pub(super) fn in_words(problem: &str) -> (&str, &'static str) {
    match problem {
        "block sequence entries are not allowed in this context" => (
            "a list cannot start here, behind its key",
            "put its entries on lines of their own, or quote the text",
        ),
        "mapping keys are not allowed in this context" => (
            "`? ` at the start of a value makes it a key, and none may stand here",
            QUOTE,
        ),
        "found unknown escape character" => (
            "this backslash starts no escape that YAML knows",
            "write `\\\\` for a backslash, or use single quotes",
        ),
        "did not find expected hexdecimal number"
        | "found invalid Unicode character escape code" => (
            "this escape names no character",
            "write `\\\\` for a backslash, or use single quotes",
        ),
        "did not find expected comment or line break" => (
            "nothing but a comment may follow here on this line",
            "start the text on the next line, indented",
        ),
        "found an indentation indicator equal to 0" => (
            "a text behind `|` or `>` is indented by one space at least",
            "remove the 0",
        ),
        "found undefined tag handle"
        | "did not find expected tag URI"
        | "did not find expected '!'"
        | "did not find the expected '>'"
        | "did not find expected whitespace or line break" => (
            "`!` at the start of a value makes it a tag, and this is none that YAML knows",
            QUOTE,
        ),
        "found unexpected ':'" => ("a `:` cannot stand in this unquoted text", QUOTE),
        "did not find expected <document start>" => (
            "the frontmatter's mapping has ended before this line",
            ALIGN,
        ),
        "found incompatible YAML document" => (
            "this `%YAML` line asks for a version that no reader knows",
            "remove the line",
        ),
        other => (other, ""),
    }
}
