//! The entries of `files_modified`, as people and tools write them.

use super::listed::{Listed, PATH_KEYS, path_of};
use super::plan_documents::PlanDocuments;
use crate::collections::HashSet;
use crate::document::{Document, Edited, Frontmatter};
use crate::git::ObjectId;
use crate::yaml::Node;
use crate::yaml::edit::{Change, EditError, Value};

const KEY: &str = "files_modified";
const REFS: &str = "commit_refs";
/// The keys that a new list stands behind.
const BEHIND: &[&str] = &["success_criteria", "blockers", "parallelization", "tasks"];

/// Why the list cannot be changed.
#[derive(Debug, thiserror::Error)]
pub enum FillError {
    /// There is no frontmatter that can be read.
    #[error("its frontmatter cannot be read")]
    Unreadable,
    /// What stands there is no list.
    #[error("`files_modified` is no list")]
    NotList,
    /// What stands under `commit_refs` is no list.
    #[error("`commit_refs` is no list")]
    NoListOfCommits,
    /// The list is written in a way that cannot be changed without harm.
    #[error(transparent)]
    Edit(#[from] EditError),
}

/// Adds paths that are not listed yet, in the file's own style; `None` where all are.
///
/// # Errors
///
/// Fails where there is no list that can be added to.
pub fn fill(document: &Document, paths: &[String]) -> Result<Option<Edited>, FillError> {
    fill_both(document, paths, &[])
}

/// The same, with commits for `commit_refs`.
///
/// # Errors
///
/// Fails where there is no list that can be added to.
pub fn fill_both(
    document: &Document,
    paths: &[String],
    commits: &[ObjectId],
) -> Result<Option<Edited>, FillError> {
    let files = new_paths(document, paths)?;
    let refs = new_refs(document, commits)?;
    let changes: Vec<Change> = files.into_iter().chain(refs).collect();
    if changes.is_empty() {
        return Ok(None);
    }
    Ok(Some(document.edit(&changes)?))
}

fn new_paths(document: &Document, paths: &[String]) -> Result<Option<Change>, FillError> {
    let root = root(document)?;
    let list = root.get(KEY);
    let listed = listed(document)?;
    let mut seen = HashSet::default();
    let each = paths.iter().filter(|path| seen.insert(path.as_str()));
    let new = each.filter(|path| !listed.contains(path.as_str()));
    let in_mappings = list.and_then(path_key);
    let entry = |path: &String| match in_mappings {
        Some(key) => Value::Map(vec![(key.to_owned(), Value::text(path.as_str()))]),
        None => Value::text(path.as_str()),
    };
    Ok(append(root, KEY, new.map(entry).collect()))
}

fn new_refs(document: &Document, commits: &[ObjectId]) -> Result<Option<Change>, FillError> {
    if commits.is_empty() {
        return Ok(None);
    }
    let root = root(document)?;
    let list = root.get(REFS);
    if list.is_some_and(|list| !list.is_sequence() && !list.is_null()) {
        return Err(FillError::NoListOfCommits);
    }
    let items = list.into_iter().flat_map(Node::items);
    let known: Vec<&str> = items.filter_map(Node::some_text).map(str::trim).collect();
    let is_known = |id: &str| {
        known
            .iter()
            .any(|own| !own.is_empty() && id.starts_with(own))
    };
    let new = commits.iter().filter(|id| !is_known(&id.to_string()));
    let items = new.map(|id| Value::text(id.short())).collect();
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

/// Takes paths out that stand there as we would have written them; `None` where none does.
///
/// # Errors
///
/// Fails where the list cannot be changed.
pub fn take_out(document: &Document, paths: &[String]) -> Result<Option<Edited>, FillError> {
    let root = root(document)?;
    let Some(list) = root.get(KEY) else {
        return Ok(None);
    };
    let is_ours = |item: &Node<'_>| {
        let alone = |node: &Node<'_>| node.entries().len() == 1;
        let named = path_of(*item).filter(|_| item.text().is_some() || alone(item));
        named.is_some_and(|named| paths.iter().any(|path| path == named))
    };
    let gone = list.items().filter(is_ours);
    let changes: Vec<Change> = gone.map(|item| Change::Remove(item.id())).collect();
    if changes.is_empty() {
        return Ok(None);
    }
    Ok(Some(document.edit(&changes)?))
}

/// The paths that are listed, in whatever dress, and those that need not be: the documents of
/// the plan.
///
/// # Errors
///
/// Fails where there is no list that can be read.
pub fn listed(document: &Document) -> Result<Listed<'_>, FillError> {
    let root = root(document)?;
    let plans = PlanDocuments::of(root);
    let Some(list) = root.get(KEY) else {
        return Ok(Listed::default().with_plans(plans));
    };
    if !list.is_sequence() && !list.is_null() {
        return Err(FillError::NotList);
    }
    Ok(Listed::of(list).with_plans(plans))
}

fn root(document: &Document) -> Result<Node<'_>, FillError> {
    match &document.frontmatter {
        Frontmatter::Mapping(tree) => Ok(tree.root()),
        _ => Err(FillError::Unreadable),
    }
}

/// The key under which all entries name their paths, where they are mappings.
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
        let edited = fill(&document(list), &paths).unwrap()?;
        Some(lines(edited.document.text.as_str()).to_owned())
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
    fn a_path_that_is_named_twice_is_added_once() {
        let added = "files_modified:\n  - a.rs\n";
        let found = filled("files_modified: []\n", &["a.rs", "a.rs"]);
        assert_eq!(found.as_deref(), Some(added));
    }

    #[test]
    fn what_is_listed_in_another_dress_is_not_added_again() {
        assert_eq!(filled("files_modified: [./src/]\n", &["src/a.rs"]), None);
        let list = "files_modified:\n- lib/\n";
        let added = "files_modified:\n- lib/\n- src/a.rs\n";
        assert_eq!(
            filled(list, &["lib/b.rs", "src/a.rs"]).as_deref(),
            Some(added)
        );
    }

    #[test]
    fn only_what_is_as_we_write_it_is_taken_out() {
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
    fn what_is_no_list_is_left_alone() {
        let paths = ["a.rs".to_owned()];
        let error = fill(&document("files_modified: many\n"), &paths).unwrap_err();
        assert!(matches!(error, FillError::NotList));
        let broken = Document::parse(b"---\na: [\n---\n".to_vec());
        assert!(matches!(fill(&broken, &paths), Err(FillError::Unreadable)));
    }
}
