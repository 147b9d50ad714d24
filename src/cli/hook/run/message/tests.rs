use super::*;

fn edited() -> Cleanup {
    Cleanup {
        comment: "#".to_owned(),
        is_for_editor: true,
        strips_comments: true,
        is_certain: true,
    }
}

fn bare(message: &str, template: Option<&str>) -> Option<String> {
    let bare = without_lone_trailer(message.as_bytes(), message, &edited(), template);
    bare.map(|bare| String::from_utf8(bare).unwrap())
}

#[test]
fn git_says_what_becomes_of_comments() {
    let hint = |mark: &str, what: &str| {
        format!("S\n\n{mark}{HINT}\n{mark} with '{mark}' will be {what}\n")
    };
    let found = |text: &str| super::hint(text);
    let stripped = Some((";".to_owned(), true));
    assert_eq!(found(&hint(";", "ignored, and an empty")), stripped);
    let kept = Some(("//".to_owned(), false));
    assert_eq!(found(&hint("//", "kept; you may remove them")), kept);
    assert_eq!(found("S\n\n# comment\n"), None);
}

#[test]
fn a_lone_trailer_is_taken_back() {
    let text = "\n\nTask: A-1\n# Please enter\n";
    assert_eq!(bare(text, None).unwrap(), "\n\n# Please enter\n");
    assert_eq!(bare("Subject\n\nTask: A-1\n", None), None);
}

#[test]
fn a_subject_is_no_trailer() {
    assert_eq!(bare("Task: refactor the parser\n", None), None);
    assert_eq!(bare("task: add tests\n\nTask: A-1\n", None), None);
}

#[test]
fn an_untouched_template_is_given_back() {
    let template = "Area: \n\n# why\n";
    let text = "Area: \n\nTask: A-1\n\n# why\n";
    assert_eq!(bare(text, Some(template)).unwrap(), "Area: \n\n\n# why\n");
    let text = "Area: parser\n\nTask: A-1\n\n# why\n";
    assert_eq!(bare(text, Some(template)), None);
}
