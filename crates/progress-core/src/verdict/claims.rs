//! What a task or a criterion itself says about its evidence.

use yaml_lossless::Node;

use crate::model::commit_id::is_commit_id;
use crate::model::{Name, keys};
use crate::workspace::{commits_in, task_files};

/// The evidence that a task or a criterion names.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Claims {
    /// The paths of files, as written.
    pub files: Vec<String>,
    /// The IDs of commits.
    pub commits: Vec<String>,
    /// Texts that may be the names of files, without a directory.
    pub possible_files: Vec<String>,
    /// Words that may be the IDs of commits.
    pub possible_commits: Vec<String>,
    /// Who or what verified it.
    pub verified_by: Vec<String>,
    /// Whether it has evidence besides files and commits.
    pub has_words: bool,
}

/// Keys of free text that may say that something is missing.
const REMARKS: &[&str] = &["notes", "note", "outcome", "result", "resolution"];
/// First words of a remark that say so.
const ADMISSIONS: &[&str] = &[
    "deferred",
    "descoped",
    "not done",
    "not implemented",
    "not started",
    "postponed",
    "skipped",
    "still pending",
];

/// Returns the evidence that a task or a criterion names.
#[must_use]
pub fn claims_of(node: Node<'_>) -> Claims {
    let mut claims = Claims::default();
    for name in task_files(node) {
        if !is_list(&name.text) {
            push(&mut claims.files, first_listed(&name.text));
        }
    }
    add_commits(node, &mut claims.commits);
    if let Some(value) = node.get("verified_by") {
        claims.verified_by = Name::all_in(value).into_iter().map(|it| it.text).collect();
    }
    if let Some(value) = node.get("evidence") {
        add_evidence(value, &mut claims);
    }
    claims
}

/// Returns the remark with which a task says that it is not really done.
#[must_use]
pub fn admission(node: Node<'_>) -> Option<&str> {
    for key in REMARKS {
        let text = node.get(key).and_then(Node::some_text).map(str::trim);
        let Some(text) = text else { continue };
        let says = |start: &&&str| {
            let head = text.get(..start.len());
            head.is_some_and(|head| head.eq_ignore_ascii_case(start))
        };
        if ADMISSIONS.iter().any(|it| says(&it)) {
            return Some(text.lines().next().unwrap_or_default());
        }
    }
    None
}

fn add_commits(node: Node<'_>, commits: &mut Vec<String>) {
    if keys::names_commit(node) {
        for id in commits_in(node) {
            push(commits, id);
        }
    }
    for item in node.items() {
        add_commits(item, commits);
    }
    for (_, value) in node.entries() {
        add_commits(value, commits);
    }
}

fn add_evidence(node: Node<'_>, claims: &mut Claims) {
    for item in node.items() {
        add_evidence(item, claims);
    }
    for (_, value) in node.entries() {
        add_evidence(value, claims);
    }
    let Some(text) = node.some_text() else { return };
    let (mut is_named, mut before) = (false, "");
    for word in text.split([',', '\n', ' ']) {
        let word = word.trim_start_matches(['`', '(', ')', ';']);
        let word = word.trim_end_matches(['`', '(', ')', ';', '.']);
        // `tests/a.py::test_x` and `src/a.rs:12` name a file too.
        let path = first_listed(word.split(':').next().unwrap_or_default());
        if is_path(path) {
            push(&mut claims.files, path);
            is_named = true;
        } else if is_alone(word, text) && is_file_name(path) && is_plain(path) {
            push(&mut claims.possible_files, path);
        } else if is_commit(word) {
            // Alone, or after that word, it can only be a commit.
            let is_certain = is_alone(word, text) || names_commits(before);
            is_named |= is_certain;
            let commits = if is_certain {
                &mut claims.commits
            } else {
                &mut claims.possible_commits
            };
            push(commits, word);
        }
        before = word;
    }
    claims.has_words |= !is_named;
}

/// Whether a text consists of one word.
fn is_alone(word: &str, text: &str) -> bool {
    text.trim_matches(['`', ' ', '\n']) == word
}

/// Whether a word looks like the ID of a commit, and not like a number or a word.
fn is_commit(word: &str) -> bool {
    let has_letter = word.contains(|c: char| c.is_ascii_alphabetic());
    is_commit_id(word) && has_letter && word.contains(|c: char| c.is_ascii_digit())
}

fn names_commits(word: &str) -> bool {
    let word = word.trim_end_matches(':');
    ["commit", "commits", "sha"]
        .iter()
        .any(|it| word.eq_ignore_ascii_case(it))
}

/// Whether a word of prose is certainly a path: it has a folder and an extension.
fn is_path(word: &str) -> bool {
    let Some((folder, name)) = word.rsplit_once('/') else {
        return false;
    };
    !folder.is_empty() && is_file_name(name) && is_plain(word) && !is_list(word)
}

/// Whether a word without a folder has an extension.
fn is_file_name(word: &str) -> bool {
    let (stem, extension) = word.rsplit_once('.').unwrap_or_default();
    !stem.is_empty()
        && !word.contains('/')
        && (1..=5).contains(&extension.len())
        && extension.bytes().all(|byte| byte.is_ascii_alphanumeric())
        && extension.starts_with(|c: char| c.is_ascii_alphabetic())
}

fn is_plain(word: &str) -> bool {
    !word.contains(['*', '{', '<', '$', '~', '\\']) && !word.starts_with('/')
}

/// The first file of a list without spaces, such as `tests/a.py+b.py`, in which it is unclear what
/// folders the other files are in. A name such as `+page.svelte` is not a list.
fn first_listed(text: &str) -> &str {
    let ends = text.match_indices(['+', '&', '|', ';']);
    let mut starts = ends.map(|(end, _)| &text[..end]);
    starts.find(|start| is_path(start)).unwrap_or(text)
}

/// Whether a text lists several files, as in `types.ts/Dashboard.tsx`.
fn is_list(text: &str) -> bool {
    let folders = text.rsplit_once('/').map_or("", |(folders, _)| folders);
    folders.split('/').any(|folder| {
        let (stem, extension) = folder.rsplit_once('.').unwrap_or_default();
        let is_word = extension.bytes().all(|byte| byte.is_ascii_lowercase());
        !stem.is_empty() && (2..=4).contains(&extension.len()) && is_word
    })
}

fn push(texts: &mut Vec<String>, text: &str) {
    if !texts.iter().any(|known| known == text) {
        texts.push(text.to_owned());
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::document::Document;

    #[test]
    fn the_first_file_of_a_list_is_taken() {
        for (text, expected) in [
            ("tests/a.py+b.py+c.py", "tests/a.py"),
            ("tests/a.py&tests/b.py", "tests/a.py"),
            ("tests/a.py|b.py;c.py", "tests/a.py"),
            ("routes/+page.svelte", "routes/+page.svelte"),
            ("include/c++/list.h", "include/c++/list.h"),
            ("src/a.rs", "src/a.rs"),
        ] {
            assert_eq!(first_listed(text), expected);
        }
        let yaml =
            "---\nevidence: [{test: tests/a.py+b.py (3/3 pass)}]\nfiles: [src/a.rs+b.rs]\n---\n";
        let document = Document::parse(yaml.as_bytes().to_vec());
        let claims = claims_of(document.tree().unwrap().root());
        assert_eq!(claims.files, ["src/a.rs", "tests/a.py"]);
    }

    fn read<T>(task: &str, of: impl Fn(Node<'_>) -> T) -> T {
        let document = Document::parse(format!("---\ntask: {task}\n---\n").into_bytes());
        of(document.get("task").unwrap())
    }

    #[test]
    fn evidence_is_found_in_all_its_forms() {
        let claims = read(
            "{files: [src/a.rs], evidence: [{test: 'tests/a.py::test_x (passes)'}, 'seen by hand'], \
             commit: 0123abc, verified_by: [A-2, bob]}",
            claims_of,
        );
        assert_eq!(claims.files, ["src/a.rs", "tests/a.py"]);
        assert_eq!(claims.commits, ["0123abc"]);
        assert_eq!(claims.verified_by, ["A-2", "bob"]);
        assert!(claims.has_words);
        let hidden = read(
            "{evidence: ['run by (`.github/workflows/ci.yml`).', ./tests/a.py, .mcp.json]}",
            claims_of,
        );
        assert_eq!(hidden.files, [".github/workflows/ci.yml", "./tests/a.py"]);
        assert_eq!(hidden.possible_files, [".mcp.json"]);
        let odd = read(
            "{files: [a.ts/B.tsx/c.ts], evidence: 'see src/.venv'}",
            claims_of,
        );
        assert!(odd.files.is_empty());
        assert_eq!(read("{id: A-1}", claims_of), Claims::default());
    }

    #[test]
    fn commits_and_files_of_the_root_are_evidence_too() {
        let claims = read(
            "{evidence: [cart.rs, 'cart.js works', 0019bfc2, commit 0019bfd, 'seen in 0019bfe (v1.2, 20261129, facades)']}",
            claims_of,
        );
        assert_eq!(claims.possible_files, ["cart.rs"]);
        assert_eq!(claims.commits, ["0019bfc2", "0019bfd"]);
        assert_eq!(claims.possible_commits, ["0019bfe"]);
    }

    #[test]
    fn a_remark_may_admit_that_something_is_missing() {
        let admits = |task: &str| read(task, |node| admission(node).is_some());
        assert!(admits("{notes: 'Deferred to phase 3'}"));
        assert!(admits("{outcome: not implemented}"));
        assert!(!admits("{notes: 'Adds deferred loading'}"));
        assert!(!admits("{description: 'Deferred loading'}"));
    }
}
