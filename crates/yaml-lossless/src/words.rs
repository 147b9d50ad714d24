//! libyaml errors that can be reworded without looking at the text.

pub(super) const QUOTE: &str = "quote the text";
pub(super) const ALIGN: &str = "align this line with the other keys of its mapping";

/// Returns what is wrong and how to fix it; unknown problems are returned unchanged, without help.
pub(super) fn in_words(problem: &str) -> (&str, &'static str) {
    match problem {
        "block sequence entries are not allowed in this context" => (
            "a list cannot start on the line of its key",
            "put each entry on its own line, or quote the text",
        ),
        "mapping keys are not allowed in this context" => {
            ("`? ` starts a key, which is not allowed here", QUOTE)
        }
        "found unknown escape character" => (
            "unknown escape sequence",
            "write `\\\\` for a backslash, or use single quotes",
        ),
        "did not find expected hexdecimal number"
        | "found invalid Unicode character escape code" => (
            "invalid character escape",
            "write `\\\\` for a backslash, or use single quotes",
        ),
        "did not find expected comment or line break" => (
            "expected a comment or the end of the line",
            "start the text on the next line, indented",
        ),
        "found an indentation indicator equal to 0" => (
            "text after `|` or `>` must be indented by at least one space",
            "remove the `0`",
        ),
        "found undefined tag handle"
        | "did not find expected tag URI"
        | "did not find expected '!'"
        | "did not find the expected '>'"
        | "did not find expected whitespace or line break" => {
            ("`!` starts a tag, but this is not a valid YAML tag", QUOTE)
        }
        "found unexpected ':'" => ("unexpected `:` in unquoted text", QUOTE),
        "did not find expected <document start>" => {
            ("the top-level mapping ends before this line", ALIGN)
        }
        "found incompatible YAML document" => {
            ("unsupported YAML version", "remove the `%YAML` line")
        }
        other => (other, ""),
    }
}
