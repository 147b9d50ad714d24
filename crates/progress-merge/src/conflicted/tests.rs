//! Reading the sides off conflict markers.

use std::fs;
use std::path::Path;
use std::process::Command;

use proptest::prelude::*;

use super::{Conflicted, MarkerError, Notation};

fn parsed(text: &str) -> Conflicted<'_> {
    Conflicted::parse(text.as_bytes()).unwrap().unwrap()
}

fn texts(versions: &[Vec<u8>]) -> Vec<String> {
    let text = |bytes: &Vec<u8>| String::from_utf8(bytes.clone()).unwrap();
    versions.iter().map(text).collect()
}

fn error(text: &str) -> String {
    let error = Conflicted::parse(text.as_bytes()).unwrap_err();
    error.to_string()
}

#[test]
fn gits_markers_show_two_sides() {
    let text = "1\n<<<<<<< HEAD\na\n=======\nb\n>>>>>>> feature/x\n2\n";
    let conflict = parsed(text);
    assert_eq!(texts(&conflict.sides()), ["1\na\n2\n", "1\nb\n2\n"]);
    assert_eq!(texts(&conflict.bases()), ["1\n2\n"]);
    assert_eq!(conflict.labels, ["HEAD", "feature/x"]);
    assert_eq!(conflict.notation, Notation::Merge);
    assert!(!conflict.shows_bases());
}

#[test]
fn the_base_is_read_if_shown() {
    let text = "<<<<<<< o\r\na\r\n||||||| b\r\nx\r\n=======\r\nb\r\n>>>>>>> t\r\n";
    let conflict = parsed(text);
    assert_eq!(texts(&conflict.sides()), ["a\r\n", "b\r\n"]);
    assert_eq!(texts(&conflict.bases()), ["x\r\n"]);
    assert!(conflict.shows_bases());
}

#[test]
fn other_lengths_are_text() {
    let text =
        "Heading\n=======\n<<<<<<<<<\n=======\n|||||||||\n=========\n---------\nb\n>>>>>>>>>\n";
    let conflict = parsed(text);
    assert_eq!(conflict.marker_size, 9);
    assert_eq!(texts(&conflict.sides())[0], "Heading\n=======\n=======\n");
    for text in [
        "",
        "a\n=======\n",
        "<<<<<<<< a\n",
        ">>>>>>>> a\n<<<<<<<< a\n",
        "<<<<<<<a\n>>>>>>>b\n",
    ] {
        assert_eq!(Conflicted::parse(text.as_bytes()), Ok(None), "{text}");
    }
}

/// Git lengthens the markers by two if the bases of a criss-cross merge conflict.
#[test]
fn a_base_in_conflict_is_no_base() {
    let text = "<<<<<<< o\na\n||||||| b\n<<<<<<<<< 1\nx\n=========\ny\n>>>>>>>>> 2\n=======\nb\n>>>>>>> t\n";
    let conflict = parsed(text);
    assert_eq!(texts(&conflict.sides()), ["a\n", "b\n"]);
    assert!(!conflict.shows_bases());
    assert_eq!(conflict.notation, Notation::Diff3);
}

#[test]
fn doubtful_markers_are_refused() {
    for (text, message) in [
        (
            "<<<<<<< a\n<<<<<<< b\n=======\n>>>>>>> b\n=======\n>>>>>>> a\n",
            "line 2: a conflict starts inside another",
        ),
        (
            "<<<<<<< a\n=======\n>>>>>>> a\n<<<<<<< b\n=======\n",
            "line 4: the conflict has no end marker",
        ),
        (
            "<<<<<<< a\n=======\n>>>>>>> a\n>>>>>>> b\n",
            "line 4: end marker of a conflict that does not start",
        ),
        (
            "<<<<<<< a\nTitle\n=======\n=======\n>>>>>>> a\n",
            "line 4: this may be a conflict marker or text",
        ),
        (
            "\n<<<<<<< a\nb\n>>>>>>> a\n",
            "line 2: the conflict is incomplete",
        ),
        (
            "<<<<<<< a\n%%%%%%% d\nno diff\n+++++++ s\n>>>>>>> a\n",
            "line 3: the conflict is incomplete",
        ),
        (
            "<<<<<<< a\n+++++++ s\n>>>>>>> a\n<<<<<<< a\n=======\n>>>>>>> b\n",
            "line 4: the conflict has a different number of sides than the first one",
        ),
        ("a\n<<<<<<< a\n", "line 2: the conflict has no end marker"),
        (
            "\n=======\n>>>>>>> a\n<<<<<<< a\n",
            "line 3: end marker of a conflict that does not start",
        ),
        (
            "<<<<<<<<< a\n=========\n>>>>>>>>> b\n<<<<<<< HEAD\n",
            "line 4: the conflict has no end marker",
        ),
        (
            "<<<<<<< a\n1\n=======\n>>>>>>> b\n<<<<<<<<< a\n2\n=========\n>>>>>>>>> b\n",
            "line 5: the markers of this conflict have another length than those of others",
        ),
        (
            "1\n<<<<<<< a\n<<<<<<<<< a\n2\n=========\n>>>>>>>>> b\n=======\n>>>>>>> b\n",
            "line 2: the markers of this conflict have another length than those of others",
        ),
    ] {
        assert_eq!(error(text), message);
    }
    assert_eq!(
        Conflicted::parse(b"<<<<<<< a\n>>>>>>> b"),
        Err(MarkerError::Incomplete { line: 1 })
    );
}

#[test]
fn jujutsus_markers_show_any_number_of_sides() {
    let text = "\
1
<<<<<<< conflict 1 of 1
%%%%%%% diff from: abc \"base\"
\\\\\\\\\\\\\\        to: def \"one\"
 2
-3
+three

+++++++ ghi \"two\"
2
3
4
%%%%%%% diff from: abc \"base\"
-5
+five
>>>>>>> conflict 1 of 1 ends
";
    let conflict = parsed(text);
    assert_eq!(
        texts(&conflict.sides()),
        ["1\n2\nthree\n\n", "1\n2\n3\n4\n", "1\nfive\n"]
    );
    assert_eq!(texts(&conflict.bases()), ["1\n2\n3\n\n", "1\n5\n"]);
    assert_eq!(conflict.notation, Notation::Jujutsu);
    let text = "<<<<<<< c\n+++++++ a\na\n------- b\nx\n+++++++ c\nb\n>>>>>>> c ends";
    let conflict = parsed(text);
    // Without a line break after the last marker, no side ends with one.
    assert_eq!(texts(&conflict.sides()), ["a", "b"]);
    assert_eq!(texts(&conflict.bases()), ["x"]);
}

/// What `git merge-file` prints.
fn merge_file(folder: &Path, arguments: &[&str]) -> Vec<u8> {
    let mut command = Command::new("git");
    command.current_dir(folder).args(["merge-file", "-p"]);
    command.env("GIT_CONFIG_NOSYSTEM", "1");
    command.args(arguments).args(["ours", "base", "theirs"]);
    command.output().unwrap().stdout
}

/// A line, often one that is almost a marker.
fn line() -> impl Strategy<Value = &'static str> {
    const NEAR: [&str; 8] = [
        "=======",
        "========",
        "-------",
        "%%%%%%%",
        "+++++++ a",
        "<<<<<<",
        "|||||||a",
        "<<<<<<<<",
    ];
    const PLAIN: [&str; 6] = ["a", "b", "c", "d", "e", ""];
    prop_oneof![1 => prop::sample::select(&NEAR[..]), 3 => prop::sample::select(&PLAIN[..])]
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(60))]

    /// Each side is what Git writes if that side wins every conflict, and merging what was read
    /// gives the same markers again.
    #[test]
    fn the_sides_are_gits(
        lines in prop::array::uniform3(prop::collection::vec(line(), 0..9)),
        size in prop::sample::select(vec![7usize, 9, 20]),
        style in prop::sample::select(vec!["--diff3", "--zdiff3", "--no-diff3"]),
        crlf in any::<bool>(),
    ) {
        // Such a line inside a conflict is ambiguous.
        prop_assume!(size != 7 || !lines.iter().flatten().any(|line| *line == "======="));
        let folder = tempfile::tempdir().unwrap();
        let end = if crlf { "\r\n" } else { "\n" };
        for (name, lines) in ["base", "ours", "theirs"].iter().zip(&lines) {
            let text: String = lines.iter().flat_map(|line| [*line, end]).collect();
            fs::write(folder.path().join(name), text).unwrap();
        }
        let size_option = format!("--marker-size={size}");
        let style = if style == "--no-diff3" { &[][..] } else { &[style][..] };
        let options = [&[size_option.as_str()], style].concat();
        let marked = merge_file(folder.path(), &options);
        let Some(conflict) = Conflicted::parse(&marked).unwrap() else {
            return Ok(());
        };
        prop_assert_eq!(conflict.marker_size, size);
        let sides = conflict.sides();
        prop_assert_eq!(&sides[0], &merge_file(folder.path(), &["--ours"]));
        prop_assert_eq!(&sides[1], &merge_file(folder.path(), &["--theirs"]));
        // Lines that `zdiff3` moves out of a conflict count as lines of the base afterwards.
        if style == ["--diff3"] && conflict.shows_bases() {
            for (name, text) in [("ours", &sides[0]), ("base", &conflict.bases()[0]), ("theirs", &sides[1])] {
                fs::write(folder.path().join(name), text).unwrap();
            }
            let again = merge_file(folder.path(), &options);
            prop_assert_eq!(String::from_utf8_lossy(&again), String::from_utf8_lossy(&marked));
        }
    }
}

/// `zdiff3` moves the line that both sides have out of the conflict, but not out of the base.
#[test]
fn lines_that_the_base_has_inside_are_left_out_of_it() {
    let text = "---\na: 1\nf:\n<<<<<<< o\n  - x\n||||||| b\nf: []\ng: 1\n=======\n  - y\n>>>>>>> t\ng: 2\nh: 3\n---\n";
    let conflict = parsed(text);
    assert_eq!(
        texts(&conflict.bases()),
        ["---\na: 1\nf:\nf: []\ng: 1\ng: 2\nh: 3\n---\n"]
    );
    assert_eq!(
        texts(&[conflict.trimmed_base()]),
        ["---\na: 1\nf: []\ng: 1\nh: 3\n---\n"]
    );
}

/// Both sides have added a task, whose last lines are the same.
#[test]
fn lines_after_an_empty_base_are_left_out_of_it() {
    let text = "---\ntasks:\n- id: A\n  who:\n  - x\n  s: p\n<<<<<<< o\n- id: B\n||||||| b\n=======\n- id: C\n>>>>>>> t\n  who:\n  - x\n\n  s: p\n# end\ntotal: 2\n---\n";
    assert_eq!(
        texts(&[parsed(text).trimmed_base()]),
        ["---\ntasks:\n- id: A\n  who:\n  - x\n  s: p\n\n# end\ntotal: 2\n---\n"]
    );
}

#[test]
fn conflicts_in_code_fences_are_examples() {
    let example = "```\n<<<<<<< a\n1\n=======\n2\n>>>>>>> b\n```\n";
    let front = "---\ntype: progress\n---\n";
    assert_eq!(
        Conflicted::parse(format!("{front}{example}").as_bytes()),
        Ok(None)
    );
    let conflict = "<<<<<<< a\n```\nx\n```\n=======\n```\ny\n```\n>>>>>>> b\n";
    let text = format!("{front}{example}{conflict}{example}");
    let sides = texts(&parsed(&text).sides());
    let side = |line: &str| format!("{front}{example}```\n{line}\n```\n{example}");
    assert_eq!(sides, [side("x"), side("y")]);
}

#[test]
fn conflicts_in_code_fences_of_merged_files_are_no_examples() {
    let example = "```\n<<<<<<< a\n1\n=======\n2\n>>>>>>> b\n```\n";
    let front = "---\ntype: progress\n---\n";
    let version = |line: &str| format!("{front}{example}~~~\n{line}\n~~~\n");
    let (ours, theirs) = (version("x"), version("y"));
    let versions = Some([ours.as_bytes(), theirs.as_bytes()]);
    let merged = version("<<<<<<< HEAD\nx\n=======\ny\n>>>>>>> other");
    assert_eq!(Conflicted::parse(merged.as_bytes()), Ok(None));
    let conflict = Conflicted::parse_merged(merged.as_bytes(), versions);
    assert_eq!(
        texts(&conflict.unwrap().unwrap().sides()),
        [&*ours, &theirs]
    );
    // What both versions have is an example, and half a conflict is none.
    assert_eq!(
        Conflicted::parse_merged(ours.as_bytes(), versions),
        Ok(None)
    );
    let half = version("<<<<<<< HEAD\nx\n=======\ny");
    let half = Conflicted::parse_merged(half.as_bytes(), versions);
    assert_eq!(half, Err(MarkerError::Unclosed { line: 12 }));
}
