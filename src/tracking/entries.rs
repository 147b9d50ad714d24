//! The entries of `files_modified`, as people and tools write them.

use progress_core::document::{Document, Edited, Frontmatter, Preview};
use progress_git::git::ObjectId;
use yaml_lossless::Node;
use yaml_lossless::edit::{Change, EditError, Value};

use super::listed::{Listed, PATH_KEYS, path_of};
use super::plan_documents::PlanDocuments;

const KEY: &str = "files_modified";
const REFS: &str = "commit_refs";
/// The keys after which a new list is inserted.
const BEHIND: &[&str] = &["success_criteria", "blockers", "parallelization", "tasks"];

/// Why a list cannot be changed.
#[derive(Debug, thiserror::Error)]
pub enum FillError {
    /// The frontmatter cannot be parsed.
    #[error("cannot parse its frontmatter")]
    Unreadable,
    /// The value is not a list.
    #[error("`files_modified` is not a list")]
    NotList,
    /// The value of `commit_refs` is not a list.
    #[error("`commit_refs` is not a list")]
    NoListOfCommits,
    /// The list cannot be changed without changing anything else.
    #[error(transparent)]
    Edit(#[from] EditError),
}

/// Adds paths that are not listed yet, in the file's own style; `None` if all are listed.
///
/// # Errors
///
/// Fails if there is no list to which paths can be added.
pub fn fill(document: &Document, paths: &[String]) -> Result<Option<Edited>, FillError> {
    fill_both(document, paths, &[])
}

/// Like [`fill()`], and also adds commits to `commit_refs`.
///
/// # Errors
///
/// Fails if the frontmatter cannot be read, or has no list that can take the entries.
pub fn fill_both(
    document: &Document,
    paths: &[String],
    commits: &[ObjectId],
) -> Result<Option<Edited>, FillError> {
    let changes = additions(document, paths, commits)?;
    if changes.is_empty() {
        return Ok(None);
    }
    Ok(Some(document.edit(&changes)?))
}

/// Like [`fill_both()`], but only to be shown.
///
/// # Errors
///
/// Fails if the frontmatter cannot be read, or has no list that can take the entries.
pub fn preview_both(
    document: &Document,
    paths: &[String],
    commits: &[ObjectId],
) -> Result<Option<Preview>, FillError> {
    let changes = additions(document, paths, commits)?;
    if changes.is_empty() {
        return Ok(None);
    }
    Ok(Some(document.preview(&changes)?))
}

fn additions(
    document: &Document,
    paths: &[String],
    commits: &[ObjectId],
) -> Result<Vec<Change>, FillError> {
    let mut changes = Vec::new();
    changes.extend(new_paths(document, paths)?);
    changes.extend(new_refs(document, commits)?);
    Ok(changes)
}

fn new_paths(document: &Document, paths: &[String]) -> Result<Option<Change>, FillError> {
    let root = root_of(document)?;
    let list = root.get(KEY);
    let known = listed(document)?;
    // In a list of mappings, whatever reads the key would stumble over a bare path.
    let key_of_path = list.and_then(path_key);
    let mut items = Vec::new();
    for path in known.lacking(paths) {
        let path = Value::text(path.as_str());
        items.push(match key_of_path {
            Some(key) => Value::Map(vec![(key.to_owned(), path)]),
            None => path,
        });
    }
    Ok(append(root, KEY, items))
}

fn new_refs(document: &Document, commits: &[ObjectId]) -> Result<Option<Change>, FillError> {
    // A malformed `commit_refs` must not keep paths from being added.
    if commits.is_empty() {
        return Ok(None);
    }
    let root = root_of(document)?;
    let list = root.get(REFS);
    // A key without a value is an empty list.
    if list.is_some_and(|list| !list.is_sequence() && !list.is_null()) {
        return Err(FillError::NoListOfCommits);
    }
    let mut known: Vec<&str> = match list {
        Some(list) => list.items().filter_map(Node::some_text).collect(),
        None => Vec::new(),
    };
    // An empty entry would be an abbreviation of every ID.
    known.retain(|own| !own.trim().is_empty());
    let mut items = Vec::new();
    for id in commits {
        let full = id.to_string();
        // People abbreviate IDs to any length.
        if !known.iter().any(|own| full.starts_with(own.trim())) {
            items.push(Value::text(id.short()));
        }
    }
    Ok(append(root, REFS, items))
}

fn append(root: Node<'_>, key: &str, items: Vec<Value>) -> Option<Change> {
    if items.is_empty() {
        return None;
    }
    Some(match root.get(key) {
        Some(list) => Change::Append(list.id(), items),
        None => Change::put(root, key, Value::List(items), BEHIND),
    })
}

/// Removes paths whose entries are exactly as we would write them; `None` if there are none.
///
/// # Errors
///
/// Fails if the list cannot be changed.
pub fn take_out(document: &Document, paths: &[String]) -> Result<Option<Edited>, FillError> {
    let root = root_of(document)?;
    let Some(list) = root.get(KEY) else {
        return Ok(None);
    };
    let mut changes = Vec::new();
    for item in list.items() {
        // A mapping with further keys says more than we would write.
        let is_plain = item.text().is_some() || item.entries().len() == 1;
        if let Some(named) = path_of(item)
            && is_plain
            && paths.iter().any(|path| path == named)
        {
            changes.push(Change::Remove(item.id()));
        }
    }
    if changes.is_empty() {
        return Ok(None);
    }
    Ok(Some(document.edit(&changes)?))
}

/// Returns the paths that are listed, in whatever notation, and those that need not be listed: the
/// documents of the plan.
///
/// # Errors
///
/// Fails if there is no list that can be read.
pub fn listed(document: &Document) -> Result<Listed<'_>, FillError> {
    let root = root_of(document)?;
    let plans = PlanDocuments::of(root);
    let Some(list) = root.get(KEY) else {
        return Ok(Listed::default().with_plans(plans));
    };
    if !list.is_sequence() && !list.is_null() {
        return Err(FillError::NotList);
    }
    Ok(Listed::of(list).with_plans(plans))
}

fn root_of(document: &Document) -> Result<Node<'_>, FillError> {
    match &document.frontmatter {
        Frontmatter::Mapping(tree) => Ok(tree.root()),
        _ => Err(FillError::Unreadable),
    }
}

/// Returns the key that holds the path, if all entries are mappings.
fn path_key(list: Node<'_>) -> Option<&'static str> {
    let mut items = list.items();
    let first = items.next()?;
    let key = PATH_KEYS.iter().find(|key| first.get(key).is_some())?;
    items.all(|item| item.get(key).is_some()).then_some(*key)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn document(list: &str) -> Document {
        let text = format!("---\ntype: progress\ntasks: []\n{list}title: x # keep\n---\nbody");
        Document::parse(text.into_bytes())
    }

    fn lines(text: &str) -> &str {
        let start = text.find("tasks: []\n").unwrap() + "tasks: []\n".len();
        &text[start..text.find("title: x # keep").unwrap()]
    }

    fn filled(list: &str, paths: &[&str]) -> Option<String> {
        let paths: Vec<String> = paths.iter().map(|path| (*path).to_owned()).collect();
        let document = document(list);
        let edited = fill(&document, &paths).unwrap()?;
        let new = edited.document.text.as_str();
        // What is shown is what would be written.
        let preview = preview_both(&document, &paths, &[]).unwrap()?;
        assert_eq!(preview.document.text.as_str(), new);
        assert_eq!(preview.edits, edited.edits);
        Some(lines(new).to_owned())
    }

    #[test]
    fn paths_are_added_in_the_style_of_the_file() {
        for (before, after) in [
            (
                "files_modified: []\n",
                "files_modified:\n  - a b.rs\n  - src/x.rs\n",
            ),
            ("", "files_modified:\n  - a b.rs\n  - src/x.rs\n"),
            (
                "files_modified: # ours\n- \"y\"\n",
                "files_modified: # ours\n- \"y\"\n- \"a b.rs\"\n- \"src/x.rs\"\n",
            ),
            (
                "files_modified: ['y']\n",
                "files_modified: ['y', 'a b.rs', 'src/x.rs']\n",
            ),
            (
                "files_modified:\n- path: y\n  lines: 3\n",
                "files_modified:\n- path: y\n  lines: 3\n- path: a b.rs\n- path: src/x.rs\n",
            ),
        ] {
            let found = filled(before, &["a b.rs", "src/x.rs"]);
            assert_eq!(found.as_deref(), Some(after), "{before}");
        }
    }

    #[test]
    fn a_path_given_twice_is_added_once() {
        let added = "files_modified:\n  - a.rs\n";
        let found = filled("files_modified: []\n", &["a.rs", "a.rs"]);
        assert_eq!(found.as_deref(), Some(added));
    }

    #[test]
    fn a_path_listed_in_another_notation_is_not_added_again() {
        assert_eq!(filled("files_modified: [./src/]\n", &["src/a.rs"]), None);
        let list = "files_modified:\n- lib/\n";
        let added = "files_modified:\n- lib/\n- src/a.rs\n";
        assert_eq!(
            filled(list, &["lib/b.rs", "src/a.rs"]).as_deref(),
            Some(added)
        );
    }

    #[test]
    fn only_entries_as_we_write_them_are_removed() {
        let list = "files_modified:\n- a.rs # mine\n- b.rs\n- /c.rs\n";
        let out = |paths: &[&str]| {
            let paths: Vec<String> = paths.iter().map(|path| (*path).to_owned()).collect();
            let edited = take_out(&document(list), &paths).ok()??;
            Some(lines(edited.document.text.as_str()).to_owned())
        };
        assert_eq!(
            out(&["b.rs", "c.rs"]).as_deref(),
            Some("files_modified:\n- a.rs # mine\n- /c.rs\n")
        );
        assert_eq!(out(&["x.rs"]), None);
    }

    #[test]
    fn a_commit_is_listed_once_however_it_is_abbreviated() {
        let id = ObjectId::from_hex("0123456789abcdef0123456789abcdef01234567").unwrap();
        let with = |list: &str| {
            let document = document(&format!("files_modified: []\ncommit_refs: {list}\n"));
            let edited = fill_both(&document, &[], &[id]).unwrap()?;
            Some(edited.document.text.as_str().contains("01234567"))
        };
        assert_eq!(with("[\"0123456\"]"), None);
        assert_eq!(with("[]"), Some(true));
    }

    #[test]
    fn a_value_that_is_not_a_list_is_not_changed() {
        let paths = ["a.rs".to_owned()];
        let error = fill(&document("files_modified: many\n"), &paths).unwrap_err();
        assert!(matches!(error, FillError::NotList));
        let broken = Document::parse(b"---\na: [\n---\n".to_vec());
        assert!(matches!(fill(&broken, &paths), Err(FillError::Unreadable)));
    }
}
