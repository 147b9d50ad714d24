//! How files are split, and why frontmatter cannot be read.

use super::*;

fn parse(text: &str) -> Document {
    Document::parse(text.as_bytes().to_vec())
}

fn error(text: &str) -> SyntaxError {
    match parse(text).frontmatter {
        Frontmatter::Unreadable(error) => error,
        other => panic!("{other:?}"),
    }
}

#[test]
fn frontmatter_ends_at_the_first_fence_in_column_zero() {
    let document = parse("\u{feff}---\r\na: |\r\n  ---\r\n  x\r\n--- \r\nbody\r\n");
    assert_eq!(document.get("a").unwrap().text(), Some("---\nx\n"));
    assert_eq!(document.body_text(), "body\r\n");
}

#[test]
fn a_crash_of_libyaml_is_a_syntax_error_with_its_place() {
    let text = "---\na: 1\nb: [!important, c]\n---\n";
    assert_eq!(error(text).span, Span::new(13, 14));
    assert_eq!(&text[13..14], "!");
    let text = "---\na: 1\nb: [c, # more!\n  !important, d]\n---\n";
    let tag = text.find("!imp").unwrap();
    assert_eq!(error(text).span, Span::new(tag, tag + 1));
}

#[test]
fn positions_are_relative_to_the_file() {
    let text = "---\nprd: \"é\"\nphase: 1\n---\n";
    let document = parse(text);
    let phase = document.get("phase").unwrap().span();
    assert_eq!(document.text.slice(phase), "1");
    let text = "---\na: 1\nb: [1, 2\nc: }\n---\n";
    let opening = error(text).span;
    assert_eq!(parse(text).text.position(opening.start as usize).line, 3);
}

#[test]
fn unreadable_frontmatter_is_kept_as_an_error() {
    assert!(error("---\na: 1\n").message.contains("never closed"));
    assert!(
        error("---\n- a\n---\n")
            .message
            .contains("must be a mapping")
    );
    assert!(error("---\n---\n").message.contains("empty"));
    for marker in ["<<<<<<< HEAD", ">>>>>>> x", "<<<<<<<<<<< HEAD"] {
        let error = error(&format!("---\na: 1\n{marker}\nb: 2\n---\n"));
        assert!(error.message.contains("conflict"), "{marker}");
        assert_eq!(error.span.range().len(), marker.find(' ').unwrap());
    }
    assert!(error("---\na: \u{0}\n---\n").message.contains("control"));
    assert!(error("---\na: &x [*x]\n---\n").message.contains("inside"));
    assert!(error("---\na: *x\n---\n").message.contains("no anchor"));
}

#[test]
fn bytes_are_split_after_the_frontmatter() {
    for (bytes, front) in [
        (&b"---\na: 1\n---\nb\xff\n"[..], 13),
        (b"\xef\xbb\xbf---\r\na: 1\r\n---\r\n\xe9", 19),
        (b"---\na: \xff\n---\n", 13),
        (b"---\na: 1\n---\xff\n", 14),
        (b"---\na: 1\n", 9),
        (b"---\na: 1\n---", 12),
        (b"# Title\n", 8),
    ] {
        assert_eq!(Document::split(bytes).0.len(), front, "{bytes:?}");
    }
}

#[test]
fn another_encoding_is_not_reported_as_missing_frontmatter() {
    let utf16: Vec<u8> = "\u{feff}---\na: 1\n---\n"
        .encode_utf16()
        .flat_map(u16::to_le_bytes)
        .collect();
    let frontmatter = Document::parse(utf16).frontmatter;
    assert!(matches!(frontmatter, Frontmatter::Unreadable(error) if error.help.is_some()));
}

#[test]
fn markdown_in_the_frontmatter_hints_at_a_missing_fence() {
    let error = error("---\na: 1\n\n# Title\n\n**Bold** text\n\n---\n");
    assert!(
        error
            .help
            .is_some_and(|help| help.contains("close the frontmatter"))
    );
}

#[test]
fn a_conflict_around_the_whole_file_is_not_reported_as_missing_frontmatter() {
    for text in [
        "<<<<<<< HEAD\n---\na: 1\n---\n=======\n---\na: 2\n---\n>>>>>>> x\n",
        "<<<<<<< HEAD\r\n\u{feff}---\r\na: 1\r\n",
    ] {
        assert!(error(text).message.contains("conflict"), "{text:?}");
    }
}

#[test]
fn no_fence_means_no_frontmatter() {
    for text in ["", "# Title\n", "----\n", "\n---\na: 1\n---\n"] {
        assert!(
            matches!(parse(text).frontmatter, Frontmatter::Missing),
            "{text:?}"
        );
    }
}

#[test]
fn hostile_yaml_ends_in_an_error() {
    let deep = format!("---\na: {}\n---\n", "[".repeat(100_000));
    assert!(error(&deep).message.contains("128"));
    let dashes = format!("---\n{}\n---\n", "- ".repeat(100_000));
    assert!(error(&dashes).message.contains("128"));
    let mut bomb = "---\na0: &a0 [x,x,x,x,x,x,x,x,x,x]\n".to_owned();
    for level in 1..12 {
        let aliases = vec![format!("*a{}", level - 1); 10].join(",");
        bomb.extend(["a", &level.to_string(), ": &a", &level.to_string()]);
        bomb.extend([" [", &aliases, "]\n"]);
    }
    assert!(error(&(bomb + "---\n")).message.contains("excessive"));
}
