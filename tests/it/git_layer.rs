//! What the Git layer reads of every kind of repository, against what `git` itself says.

use std::fs;
use std::path::Path;

use progress_git::git::{
    EntryKind, EveryPath, Lister, ObjectId, Repository, Snapshot, TreeComparer, changes,
};
#[cfg(unix)]
use {
    progress_core::source::{Contents, RootedPath},
    progress_git::trees::Recorded,
};

use crate::common::{QUOTE, Sandbox};

fn open(folder: &Path) -> Repository {
    Repository::discover(folder).unwrap().unwrap()
}

/// A repository with folders, a link, and names that are no plain words.
fn filled(arguments: &[&str]) -> Sandbox {
    let bench = Sandbox::folder();
    bench.git(&[&["init", "--quiet", "--initial-branch=main"], arguments].concat());
    for index in 0..40 {
        let path = format!("f{}/g{}/file {index} ä{QUOTE}.md", index % 3, index % 5);
        bench.write(&path, &format!("{index}\n"));
    }
    bench.write("a-b/x", "x\n");
    bench.write("a/x", "x\n");
    bench.write("a.b/x", "x\n");
    #[cfg(unix)]
    std::os::unix::fs::symlink("nowhere", bench.root.join("link")).unwrap();
    bench.commit();
    bench
}

/// `path blob` of every file, as the layer reads them.
fn walked(snapshot: &Snapshot<'_>) -> Vec<String> {
    let mut files = Vec::new();
    let visit = &mut |path: &[u8], entry: progress_git::git::Entry| {
        let path = String::from_utf8_lossy(path);
        files.push(format!("{path} {}", entry.id.unwrap()));
    };
    snapshot.walk(b"", visit).unwrap();
    files
}

/// The same as `git` lists them.
fn listed(bench: &Sandbox) -> Vec<String> {
    let text = bench.git(&["ls-files", "--stage", "-z"]);
    let lines = text.split_terminator('\0').map(|line| {
        let (info, path) = line.split_once('\t').unwrap();
        format!("{path} {}", info.split(' ').nth(1).unwrap())
    });
    lines.collect()
}

#[track_caller]
fn agrees(bench: &Sandbox) {
    let repository = open(&bench.root);
    let index = repository.index().unwrap();
    assert_eq!(walked(&index), listed(bench));
    for line in walked(&index) {
        let path = line.rsplit_once(' ').unwrap().0;
        let entry = index.entry(path.as_bytes()).unwrap().unwrap();
        if entry.kind.is_file() {
            let name = format!(":{path}");
            let blob = bench.git(&["cat-file", "blob", &name]).into_bytes();
            assert_eq!(index.read(path.as_bytes()).unwrap(), blob);
        }
    }
    let Some(head) = repository.head().unwrap() else {
        return;
    };
    assert_eq!(
        head.id.to_string(),
        bench.git(&["rev-parse", "HEAD"]).trim()
    );
    let tree = repository.tree(head.tree);
    let found: Vec<String> = changes(&tree, &index)
        .unwrap()
        .into_iter()
        .map(|change| String::from_utf8(change.path).unwrap())
        .collect();
    let staged = ["diff", "--cached", "--name-only", "--no-renames", "-z"];
    let staged = bench.git(&staged);
    let mut staged: Vec<&str> = staged.split_terminator('\0').collect();
    let mut sorted = found.clone();
    sorted.sort();
    staged.sort_unstable();
    assert_eq!(sorted, staged);
}

/// Stages an addition, a change, a deletion, and a file in the place of a folder.
fn stage_changes(bench: &Sandbox) {
    bench.write("new/deep/file", "new\n");
    bench.write(&format!("f0/g0/file 0 ä{QUOTE}.md"), "changed\n");
    fs::remove_file(bench.root.join(format!("f1/g1/file 1 ä{QUOTE}.md"))).unwrap();
    fs::remove_dir_all(bench.root.join("a")).unwrap();
    bench.write("a", "a file now\n");
    bench.git(&["add", "--all"]);
}

#[test]
fn the_index_and_what_is_staged_are_as_git_says() {
    let bench = filled(&[]);
    agrees(&bench);
    stage_changes(&bench);
    agrees(&bench);
    // Git fills the tree cache while it writes a tree.
    bench.git(&["write-tree"]);
    agrees(&bench);
    bench.git(&["update-index", "--force-remove", "a-b/x"]);
    agrees(&bench);
}

#[test]
fn every_version_of_the_index_is_read() {
    for version in ["2", "3", "4"] {
        let bench = filled(&[]);
        bench.git(&["update-index", "--index-version", version]);
        agrees(&bench);
        stage_changes(&bench);
        agrees(&bench);
    }
}

#[test]
fn an_index_that_only_git_understands_is_read_through_git() {
    let bench = filled(&[]);
    bench.git(&["update-index", "--split-index"]);
    stage_changes(&bench);
    agrees(&bench);
    let bench = filled(&[]);
    bench.git(&["sparse-checkout", "set", "--cone", "--sparse-index", "f0"]);
    bench.write("f0/g0/new", "new\n");
    bench.git(&["add", "f0/g0/new"]);
    agrees(&bench);
}

#[test]
fn objects_with_long_names_are_read_through_git() {
    let bench = filled(&["--object-format=sha256"]);
    agrees(&bench);
    stage_changes(&bench);
    agrees(&bench);
}

#[test]
fn references_in_tables_are_read_through_git() {
    let bench = filled(&["--ref-format=reftable"]);
    stage_changes(&bench);
    agrees(&bench);
    assert_eq!(open(&bench.root).branch().unwrap().name, "main");
    bench.git(&["switch", "--quiet", "--detach"]);
    assert!(open(&bench.root).branch().is_none());
    let bench = Sandbox::folder();
    bench.git(&["init", "--quiet", "--ref-format=reftable"]);
    assert!(open(&bench.root).head().unwrap().is_none());
}

#[test]
fn ignore_rules_are_asked_for_through_git() {
    for format in ["sha1", "sha256"] {
        let bench = Sandbox::folder();
        bench.git(&["init", "--quiet", &format!("--object-format={format}")]);
        bench.write(".gitignore", "*.log\n!keep.log\nbuild/\n");
        bench.write("build/x", "");
        let repository = open(&bench.root);
        let ignored = ["a.log", "keep.log", "build/", "b.md", "d/c.log"]
            .map(|path| repository.is_ignored(Path::new(path)));
        assert_eq!(ignored, [true, false, true, false, true], "{format}");
    }
}

#[test]
fn an_empty_repository_has_an_empty_index_and_no_head() {
    let bench = Sandbox::repository();
    let repository = open(&bench.root);
    assert!(repository.head().unwrap().is_none());
    assert!(!repository.has_index());
    assert_eq!(walked(&repository.index().unwrap()), [""; 0]);
}

#[test]
fn what_is_only_meant_to_be_added_is_not_in_the_index() {
    let bench = filled(&[]);
    bench.write("later", "later\n");
    bench.git(&["add", "--intent-to-add", "later"]);
    let repository = open(&bench.root);
    let index = repository.index().unwrap();
    assert_eq!(index.entry(b"later").unwrap(), None);
}

#[test]
fn a_conflict_leaves_our_side() {
    let bench = filled(&[]);
    bench.git(&["switch", "--quiet", "--create", "other"]);
    bench.write("a/x", "theirs\n");
    bench.commit();
    bench.git(&["switch", "--quiet", "main"]);
    bench.write("a/x", "ours\n");
    bench.commit();
    bench.bash("git merge other");
    let repository = open(&bench.root);
    let index = repository.index().unwrap();
    assert_eq!(index.read(b"a/x").unwrap(), b"ours\n");
}

#[test]
fn a_broken_index_is_an_error_that_says_so() {
    let bench = filled(&[]);
    let path = bench.root.join(".git/index");
    let bytes = fs::read(&path).unwrap();
    for end in [0, 3, 12, 30, 70, 200, 1_000] {
        fs::write(&path, &bytes[..end]).unwrap();
        let repository = open(&bench.root);
        let error = repository.index().err().map(|error| error.to_string());
        assert!(error.is_some_and(|error| error.contains("index")), "{end}");
    }
}

#[test]
fn names_of_commits_are_understood_as_git_does() {
    let bench = filled(&[]);
    bench.git(&["tag", "--annotate", "--message=x", "v1"]);
    let repository = open(&bench.root);
    let head = repository.head().unwrap().unwrap();
    for name in [
        "HEAD",
        "main",
        "v1",
        "@",
        "HEAD^{/Work}",
        &head.id.to_string(),
    ] {
        assert_eq!(repository.commit_named(name).unwrap(), head.id, "{name}");
    }
    for name in ["nothing", "--help", "HEAD~1", "HEAD:a/x"] {
        let error = repository.commit_named(name).unwrap_err();
        assert_eq!(error.to_string(), format!("unknown revision `{name}`"));
    }
    assert_eq!(head.message, "Work\n");
    assert_eq!((head.time, head.committed), (1_770_292_800, 1_770_292_800));
    assert_eq!(head.author, "Alice");
    let tree = repository.tree(head.tree);
    let link = tree.entry(b"link").unwrap();
    let kind = cfg!(unix).then_some(EntryKind::Link);
    assert_eq!(link.map(|link| link.kind), kind);
}

/// What commits do to paths, as `git` says it: `A path`, `R old new`.
fn changed(bench: &Sandbox, commit: &str) -> Vec<String> {
    let ask = [
        "diff-tree",
        "-r",
        "-M",
        "--root",
        "--no-commit-id",
        "--name-status",
        "-z",
    ];
    let text = bench.git(&[&ask[..], &[commit]].concat());
    let mut fields = text.split_terminator('\0');
    let mut lines = Vec::new();
    while let Some(status) = fields.next() {
        let count = if status.starts_with('R') { 2 } else { 1 };
        let paths: Vec<&str> = fields.by_ref().take(count).collect();
        lines.push(format!("{} {}", &status[..1], paths.join(" -> ")));
    }
    lines.sort();
    lines
}

#[test]
fn histories_of_every_kind_are_walked_as_git_does() {
    for format in [
        &[][..],
        &["--object-format=sha256"],
        &["--ref-format=reftable"],
    ] {
        let bench = filled(format);
        stage_changes(&bench);
        bench.git(&["commit", "--quiet", "--message=Second"]);
        bench.git(&["switch", "--quiet", "--create", "other", "HEAD~1"]);
        bench.git(&["mv", "f0", "renamed"]);
        let long = (0..30).map(|line| format!("line {line}\n"));
        let long = long.collect::<Vec<_>>().concat();
        bench.write("long.md", &long);
        bench.commit();
        bench.git(&["mv", "long.md", "longer.md"]);
        bench.write("longer.md", &format!("{long}more\n"));
        bench.git(&["mv", "a-b/x", "x"]);
        bench.commit();
        bench.git(&["merge", "--quiet", "--no-edit", "-X", "ours", "main"]);
        let repository = open(&bench.root);
        for range in ["HEAD", "main..HEAD", "main...HEAD", "HEAD^2.."] {
            let walked = repository.range(Some(range)).unwrap();
            let walked = repository.history(&walked).unwrap();
            let commits: Vec<_> = walked.map(Result::unwrap).collect();
            let ids: Vec<String> = commits.iter().map(|commit| commit.id.to_string()).collect();
            let range = range.replace("main...HEAD", "main..HEAD");
            let listed = bench.git(&["rev-list", "--topo-order", &range]);
            let (mut ids, mut listed) = (ids, listed.lines().collect::<Vec<_>>());
            // Commits of one second have no order among them.
            ids.sort();
            listed.sort_unstable();
            assert_eq!(ids, listed, "{range}");
            for commit in commits.iter().filter(|commit| commit.parents.len() < 2) {
                let text = |path: &[u8]| String::from_utf8(path.to_vec()).unwrap();
                let changes = repository.changes(commit).unwrap().into_iter();
                let mut found: Vec<String> = changes
                    .map(|change| match (&change.from, change.old, change.new) {
                        (Some(from), ..) => format!("R {} -> {}", text(from), text(&change.path)),
                        (None, None, _) => format!("A {}", text(&change.path)),
                        (None, _, None) => format!("D {}", text(&change.path)),
                        _ => format!("M {}", text(&change.path)),
                    })
                    .collect();
                found.sort();
                assert_eq!(found, changed(&bench, &commit.id.to_string()));
            }
        }
        let base = bench.git(&["merge-base", "main", "HEAD~1"]);
        let named = |name| repository.commit_named(name).unwrap();
        let found = repository.merge_base(named("main"), named("HEAD~1"));
        assert_eq!(found.unwrap().unwrap().to_string(), base.trim());
    }
}

#[test]
fn a_merge_base_that_cannot_be_found_out_is_an_error() {
    for arguments in [&[][..], &["--object-format=sha256"]] {
        let bench = filled(arguments);
        bench.git(&["checkout", "--quiet", "--orphan", "other"]);
        bench.write("a/x", "other\n");
        bench.commit();
        let repository = open(&bench.root);
        let named = |name| repository.commit_named(name).unwrap();
        let (main, other) = (named("main"), named("other"));
        assert_eq!(repository.merge_base(main, other), Ok(None));
        let absent = ObjectId::from_hex(&"1".repeat(main.to_string().len())).unwrap();
        let failed = repository.merge_base(main, absent);
        assert!(failed.is_err(), "{arguments:?} {failed:?}");
    }
}

// Windows does not remove files of Git, which cannot be written.
#[cfg(unix)]
#[test]
fn only_where_a_shallow_clone_is_cut_off_may_a_parent_be_missing() {
    let bench = filled(&[]);
    for number in 1..3 {
        bench.write("a/x", &format!("{number}\n"));
        bench.commit();
    }
    let [head, parent, root] =
        ["HEAD", "HEAD~1", "HEAD~2"].map(|name| bench.git(&["rev-parse", name]));
    let object = format!(".git/objects/{}/{}", &parent[..2], parent[2..].trim());
    fs::remove_file(bench.root.join(object)).unwrap();
    for (cut, is_known) in [(&root, true), (&head, false)] {
        bench.write(".git/shallow", cut);
        let repository = open(&bench.root);
        let id = ObjectId::from_hex(head.trim()).unwrap();
        let before = repository.tree_before(&repository.commit(id).unwrap());
        assert_eq!(before.is_err(), is_known, "{before:?}");
    }
}

#[test]
fn wanted_files_of_an_index_are_listed() {
    for arguments in [
        &["--index-version", "2"][..],
        &["--index-version", "4"],
        &["--split-index"],
    ] {
        let bench = filled(&[]);
        bench.git(&[&["update-index"], arguments].concat());
        stage_changes(&bench);
        let repository = open(&bench.root);
        let wanted = |path: &[u8]| path.ends_with(b".md") || path == b"link";
        let found = repository.indexed(None, &wanted).unwrap();
        let found: Vec<String> = found
            .into_iter()
            .map(|(path, id)| format!("{path} {id}"))
            .collect();
        let mut expected = listed(&bench);
        expected.retain(|line| line.contains(".md "));
        assert_eq!(found, expected, "{arguments:?}");
    }
}

fn is_markdown(path: &str) -> bool {
    Path::new(path).extension().is_some_and(|it| it == "md")
}

#[test]
fn folders_of_the_index_are_listed_like_trees() {
    let bench = Sandbox::repository();
    let paths = [
        "a.md",
        "a/x.md",
        "a/b/y.md",
        "a/b-c/y.md",
        "a-b/z.md",
        "a/node_modules/n.md",
        "src/main.rs",
        "src/deep/er/x.md",
    ];
    for path in paths {
        bench.write(path, path);
    }
    bench.commit();
    bench.write("src/main.rs", "changed");
    bench.commit();
    bench.write("a/b/y.md", "changed");
    bench.git(&["rm", "--quiet", "a-b/z.md"]);
    bench.commit();
    let repository = open(&bench.root);
    let mut by_tree = Lister::new(&repository, is_markdown);
    let mut by_index = Lister::new(&repository, is_markdown);
    by_index.use_index().unwrap();
    for revision in ["HEAD", "HEAD~1", "HEAD~2"] {
        let id = bench.git(&["rev-parse", &format!("{revision}^{{tree}}")]);
        let tree = ObjectId::from_hex(id.trim()).unwrap();
        let expected = by_tree.list(tree).unwrap();
        assert_eq!(expected.len(), if revision == "HEAD" { 5 } else { 6 });
        assert_eq!(by_index.list(tree).unwrap(), expected, "{revision}");
    }
}

#[test]
fn a_tree_is_listed_from_another_and_what_changed() {
    let bench = Sandbox::repository();
    for path in ["a.md", "a/x.md", "a/b/y.md", "a-b/z.md", "src/main.rs"] {
        bench.write(path, path);
    }
    bench.commit();
    bench.write("src/main.rs", "changed");
    bench.commit();
    for path in ["new/deep/x.md", "a.b/w.md", "a/node_modules/n.md", "a/y.md"] {
        bench.write(path, path);
    }
    bench.git(&["rm", "--quiet", "a-b/z.md", "a.md"]);
    bench.commit();
    // A file becomes a folder.
    bench.write("a.md/x.md", "x");
    bench.write("a/x.md", "changed");
    bench.commit();
    let repository = open(&bench.root);
    let revisions = bench.git(&["log", "--reverse", "--format=%T"]);
    let trees = revisions
        .lines()
        .map(|line| ObjectId::from_hex(line).unwrap());
    let trees: Vec<ObjectId> = trees.collect();
    let mut comparer = TreeComparer::new(&repository);
    let mut every = EveryPath::of_nothing(repository.head().unwrap().unwrap().id);
    every.add(&comparer.changes(None, Some(trees[0])).unwrap());
    let mut lister = Lister::new(&repository, is_markdown);
    let mut listing = lister.list(trees[0]).unwrap();
    for pair in trees.windows(2) {
        let before = std::sync::Arc::clone(&listing);
        let changes = comparer.changes(Some(pair[0]), Some(pair[1])).unwrap();
        every.add(&changes);
        let after = changes.iter().map(|it| (it.path.as_slice(), it.new));
        listing = lister.list_changed(pair[1], &before, after);
        assert_eq!(
            listing,
            Lister::new(&repository, is_markdown).list(pair[1]).unwrap()
        );
        // And back.
        let mut backward = Lister::new(&repository, is_markdown);
        let old = changes.iter().map(|it| (it.path.as_slice(), it.old));
        assert_eq!(backward.list_changed(pair[0], &listing, old), before);
        assert!(backward.has_listed(pair[0]));
    }
    for path in ["a.md", "a", "a/b/y.md", "a-b/z.md", "a.md/x.md", "new/deep"] {
        assert!(every.has(path.as_bytes()), "{path}");
    }
    assert!(!every.has(b"a/z.md"));
}

#[test]
fn a_history_that_may_change_is_recognized() {
    let is_alterable = |bench: &Sandbox| open(&bench.root).has_alterable_history();
    let bench = filled(&[]);
    bench.write("more", "x");
    bench.commit();
    assert!(!is_alterable(&bench));
    bench.git(&["replace", "--graft", "HEAD"]);
    assert!(is_alterable(&bench));
    bench.git(&["pack-refs", "--all", "--prune"]);
    assert!(is_alterable(&bench));
    let head = bench.git(&["rev-parse", "HEAD"]);
    bench.git(&["replace", "-d", head.trim()]);
    assert!(!is_alterable(&bench));
    bench.write(".git/info/grafts", &head);
    assert!(is_alterable(&bench));
}

/// Whether what the index notes about a file shows that it has its committed content, and whether it
/// really has.
#[cfg(unix)]
fn on_disk(bench: &Sandbox) -> (bool, bool) {
    let repository = open(&bench.root);
    // Only an index that was read for another reason is used.
    repository.index().unwrap();
    let head = repository.head_tree().unwrap().unwrap();
    let files = Recorded::new(bench.root.clone(), repository.tree(head));
    let path = RootedPath::new(&bench.root, &bench.root.join("a.md"));
    let content = fs::read(path.absolute()).unwrap_or_default();
    let is_same = files.read(&path).ok() == Some(content.clone());
    (files.has_as_on_disk(&path, &content), is_same)
}

#[cfg(unix)]
#[test]
fn what_the_index_notes_about_a_file_is_trusted_as_in_git() {
    let bench = Sandbox::folder();
    bench.git(&["init", "--quiet", "--initial-branch=main"]);
    bench.bash("echo one > a.md; touch -t 200101010000 a.md");
    bench.commit();
    assert_eq!(on_disk(&bench), (true, true));
    for (change, expected) in [
        // Nothing shows that it was written with the same content.
        ("echo one > x; touch -r a.md x; mv x a.md", (false, true)),
        ("git update-index --refresh", (true, true)),
        // The same size at the same time, as far as anybody can set it.
        (
            "touch -r a.md x; echo two > a.md; touch -r x a.md",
            (false, false),
        ),
        ("git update-index --assume-unchanged a.md", (false, false)),
        (
            "git update-index --no-assume-unchanged a.md",
            (false, false),
        ),
        // The index notes the changed file, which was not committed.
        ("echo three > a.md; git add a.md", (false, false)),
        (
            "git reset -q --hard; touch -t 200101010000 a.md; git update-index --refresh",
            (true, true),
        ),
        ("git rm -q --cached a.md", (false, true)),
        ("git add -N a.md", (false, true)),
        ("git add a.md; rm a.md; ln -s x a.md", (false, false)),
        ("rm a.md", (false, false)),
        // Modified in the second in which the index was written.
        (
            "git checkout -q a.md; touch -r .git/index a.md; git update-index --refresh; touch -r a.md .git/index",
            (false, true),
        ),
        (
            "git config core.splitIndex true; touch -t 200101010000 a.md; git update-index --split-index --refresh",
            (false, true),
        ),
    ] {
        bench.bash(change);
        assert_eq!(on_disk(&bench), expected, "{change}");
    }
}

#[cfg(unix)]
#[test]
fn a_file_that_git_converts_is_not_known_to_be_as_stored() {
    let bench = Sandbox::folder();
    bench.git(&["init", "--quiet", "--initial-branch=main"]);
    bench.write("a.md", "one\n");
    bench.commit();
    let again =
        "rm a.md; git checkout -q a.md; touch -t 200101010000 a.md; git update-index --refresh";
    let filter =
        "git config filter.f.clean 'sed s/two/one/'; git config filter.f.smudge 'sed s/one/two/'";
    for (change, expected) in [
        ("true", (true, true)),
        // A filter that is not configured does nothing.
        ("echo '*.md filter=f' > .gitattributes", (true, true)),
        (filter, (false, false)),
        ("git add .gitattributes; rm .gitattributes", (false, false)),
        ("git rm -q --cached .gitattributes", (true, true)),
        (
            "echo '*.md filter=f' > .git/info/attributes",
            (false, false),
        ),
        (
            "echo '*.md text eol=crlf' > .git/info/attributes",
            (false, false),
        ),
        ("rm .git/info/attributes", (true, true)),
    ] {
        bench.bash(&format!("{change}; {again}"));
        let status = bench.git(&["status", "--porcelain", "a.md"]);
        assert_eq!((on_disk(&bench), &*status), (expected, ""), "{change}");
    }
}
