#[cfg(unix)]
mod unix;

use std::fs::{self, File};
use std::path::PathBuf;
use std::time::SystemTime;

use progress_core::source::is_temporary;
use tempfile::TempDir;

use super::*;
use crate::paths::real_path;

const NAME: &str = "plan/phase-1-progress.md";

/// A repository with a file in it.
struct Sandbox {
    _folder: TempDir,
    root: PathBuf,
    store: Store,
}

impl Sandbox {
    fn new() -> Self {
        let folder = TempDir::new().unwrap();
        let root = real_path(folder.path()).unwrap().join("repository");
        git2::Repository::init(&root).unwrap();
        fs::create_dir(root.join("plan")).unwrap();
        fs::write(root.join(NAME), "old").unwrap();
        let repository = Repository::discover(&root).unwrap();
        let store = Store::open(repository.as_ref(), &root);
        Self {
            _folder: folder,
            root,
            store,
        }
    }

    fn path(&self, name: &str) -> RootedPath {
        RootedPath::new(&self.root, Path::new(name))
    }

    fn replace(&self, name: &str, new: &str) -> Result<Outcome, WriteError> {
        let new = new.as_bytes().to_vec();
        self.store
            .replace(&self.path(name), |_| Ok(Some(new.clone())))
    }

    #[track_caller]
    fn holds(&self, name: &str, content: &str) {
        assert_eq!(fs::read_to_string(self.root.join(name)).unwrap(), content);
    }

    fn temporaries(&self) -> Vec<PathBuf> {
        let entries = self.root.join("plan").read_dir().unwrap();
        let paths = entries.map(|entry| entry.unwrap().path());
        let name = |path: &PathBuf| path.file_name().unwrap().to_str().unwrap().to_owned();
        paths.filter(|path| is_temporary(&name(path))).collect()
    }
}

#[test]
fn a_file_is_replaced_under_its_lock() {
    let sandbox = Sandbox::new();
    let path = sandbox.path(NAME);
    let outcome = sandbox.store.replace(&path, |current| {
        assert_eq!(current, b"old");
        // A store without a repository uses the same lock.
        for repository in [Repository::discover(&sandbox.root).unwrap(), None] {
            let impatient = Store::open(repository.as_ref(), &sandbox.root);
            let other: Result<_, WriteError> = impatient
                .patience(Duration::from_millis(10))
                .replace(&path, |_| panic!("two hold the lock"));
            let error = other.unwrap_err();
            assert!(error.to_string().contains("locked"), "{error}");
        }
        Ok::<_, WriteError>(Some(b"new".to_vec()))
    });
    assert_eq!(outcome.unwrap(), Outcome::Replaced);
    sandbox.holds(NAME, "new");
    assert!(sandbox.temporaries().is_empty());
}

#[test]
fn what_stays_the_same_is_not_touched() {
    let sandbox = Sandbox::new();
    let file = sandbox.root.join(NAME);
    let before = file.metadata().unwrap().modified().unwrap();
    assert_eq!(sandbox.replace(NAME, "old").unwrap(), Outcome::Unchanged);
    let nothing = sandbox
        .store
        .replace(&sandbox.path(NAME), |_| Ok::<_, WriteError>(None));
    assert_eq!(nothing.unwrap(), Outcome::Unchanged);
    assert_eq!(file.metadata().unwrap().modified().unwrap(), before);
}

#[test]
fn an_error_of_the_caller_changes_nothing() {
    #[derive(Debug, thiserror::Error)]
    enum Error {
        #[error("no such task")]
        Task,
        #[error(transparent)]
        Write(#[from] WriteError),
    }
    let sandbox = Sandbox::new();
    let refused = sandbox.store.replace(&sandbox.path(NAME), |_| {
        Err::<Option<Vec<u8>>, _>(Error::Task)
    });
    assert!(matches!(refused, Err(Error::Task)));
    let absent = sandbox
        .store
        .replace(&sandbox.path("x.md"), |_| Ok::<_, Error>(None));
    assert!(matches!(absent, Err(Error::Write(WriteError::Absent(_)))));
    sandbox.holds(NAME, "old");
}

#[test]
fn what_another_program_writes_meanwhile_is_kept() {
    let sandbox = Sandbox::new();
    let mut calls = 0;
    let appended = sandbox.store.replace(&sandbox.path(NAME), |current| {
        calls += 1;
        if calls == 1 {
            fs::write(sandbox.root.join(NAME), "theirs").unwrap();
        }
        Ok::<_, WriteError>(Some([current, b" and ours"].concat()))
    });
    assert_eq!((appended.unwrap(), calls), (Outcome::Replaced, 2));
    sandbox.holds(NAME, "theirs and ours");

    let mut length = 100;
    let restless = sandbox.store.replace(&sandbox.path(NAME), |_| {
        length += 1;
        fs::write(sandbox.root.join(NAME), "x".repeat(length)).unwrap();
        Ok::<_, WriteError>(Some(b"ours".to_vec()))
    });
    assert!(matches!(restless, Err(WriteError::Restless(name)) if name == NAME));
    assert!(sandbox.temporaries().is_empty());
}

#[test]
fn a_file_that_vanishes_is_not_recreated() {
    let sandbox = Sandbox::new();
    let vanished = sandbox.store.replace(&sandbox.path(NAME), |_| {
        fs::remove_file(sandbox.root.join(NAME)).unwrap();
        Ok::<_, WriteError>(Some(b"new".to_vec()))
    });
    assert!(matches!(vanished, Err(WriteError::Absent(_))));
    assert!(!sandbox.root.join(NAME).exists() && sandbox.temporaries().is_empty());
}

#[test]
fn only_files_are_written() {
    let sandbox = Sandbox::new();
    let folder = sandbox.replace("plan", "x").unwrap_err();
    assert_eq!(folder.to_string(), "`plan` is not a file");
    let below = sandbox.replace(&format!("{NAME}/x"), "x").unwrap_err();
    assert!(matches!(below, WriteError::Absent(_)), "{below}");
}

#[test]
fn nothing_outside_is_written() {
    let sandbox = Sandbox::new();
    fs::write(sandbox.root.join("../x.md"), "theirs").unwrap();
    for name in ["../x.md", ".git/config", ".GIT/HEAD"] {
        let error = sandbox.replace(name, "x").unwrap_err();
        let refused = matches!(error, WriteError::Outside(_) | WriteError::Absent(_));
        assert!(refused, "{name}: {error}");
    }
    let path = sandbox.path("../y.md");
    let error = sandbox.store.create(&path, b"x").unwrap_err();
    assert!(matches!(error, WriteError::Outside(_)), "{error}");
    sandbox.holds("../x.md", "theirs");
}

#[test]
fn files_that_change_together_are_read_together() {
    let sandbox = Sandbox::new();
    for name in ["plan/b.md", "plan/a.md"] {
        fs::write(sandbox.root.join(name), name).unwrap();
    }
    let paths = [sandbox.path("plan/b.md"), sandbox.path("plan/a.md")];
    let outcomes = sandbox.store.replace_all(&paths, |drafts| {
        let [b, a] = drafts else { panic!() };
        b.new = Some(a.current.clone());
        Ok::<_, WriteError>(())
    });
    assert_eq!(outcomes.unwrap(), [Outcome::Replaced, Outcome::Unchanged]);
    sandbox.holds("plan/b.md", "plan/a.md");

    let twice = [sandbox.path(NAME), sandbox.path(NAME)];
    let refused = sandbox
        .store
        .replace_all(&twice, |_| Ok::<_, WriteError>(()));
    assert!(matches!(refused, Err(WriteError::SameFile(..))));
}

#[test]
fn one_unwritable_file_leaves_all_unchanged() {
    let sandbox = Sandbox::new();
    fs::write(sandbox.root.join("plan/b.md"), "b").unwrap();
    let file = File::open(sandbox.root.join("plan/b.md")).unwrap();
    let mut permissions = file.metadata().unwrap().permissions();
    permissions.set_readonly(true);
    file.set_permissions(permissions).unwrap();
    let paths = [sandbox.path(NAME), sandbox.path("plan/b.md")];
    let refused = sandbox.store.replace_all(&paths, |drafts| {
        for draft in drafts {
            draft.new = Some(b"new".to_vec());
        }
        Ok::<_, WriteError>(())
    });
    let error = refused.unwrap_err();
    assert_eq!(error.to_string(), "`plan/b.md` is read-only");
    sandbox.holds(NAME, "old");
    assert!(sandbox.temporaries().is_empty());
}

#[test]
fn two_orders_of_the_same_files_never_deadlock() {
    let sandbox = Sandbox::new();
    fs::write(sandbox.root.join("plan/b.md"), "").unwrap();
    let paths = [sandbox.path(NAME), sandbox.path("plan/b.md")];
    let reversed = [paths[1].clone(), paths[0].clone()];
    let append = |paths: &[RootedPath]| {
        for _ in 0..20 {
            let appended = sandbox.store.replace_all(paths, |drafts| {
                for draft in drafts {
                    draft.new = Some([draft.current.as_slice(), b"x"].concat());
                }
                Ok::<_, WriteError>(())
            });
            appended.unwrap();
        }
    };
    std::thread::scope(|scope| {
        scope.spawn(|| append(&paths));
        scope.spawn(|| append(&reversed));
    });
    sandbox.holds("plan/b.md", &"x".repeat(40));
}

#[test]
fn a_new_file_replaces_nothing() {
    let sandbox = Sandbox::new();
    let path = sandbox.path("plan/deep/er/phase-2-progress.md");
    sandbox.store.create(&path, b"new").unwrap();
    sandbox.holds("plan/deep/er/phase-2-progress.md", "new");
    let again = sandbox.store.create(&path, b"other").unwrap_err();
    assert!(matches!(again, WriteError::Exists(_)), "{again}");
    let below = sandbox.path(&format!("{NAME}/x.md"));
    sandbox.store.create(&below, b"x").unwrap_err();
    sandbox.holds("plan/deep/er/phase-2-progress.md", "new");
}

#[test]
fn of_many_creators_of_a_file_one_succeeds() {
    let sandbox = Sandbox::new();
    let path = sandbox.path("plan/new.md");
    let made = std::thread::scope(|scope| {
        let make = |number: u8| sandbox.store.create(&path, &[number]).is_ok();
        let threads: Vec<_> = (0..8).map(|n| scope.spawn(move || make(n))).collect();
        let results = threads.into_iter().map(|thread| thread.join().unwrap());
        results.filter(|made| *made).count()
    });
    assert_eq!(made, 1);
    assert!(sandbox.temporaries().is_empty());
}

#[test]
fn leftovers_of_a_killed_process_are_removed_by_the_next_write() {
    let sandbox = Sandbox::new();
    let apart = sandbox.root.join(".git/progress/tmp");
    fs::create_dir_all(&apart).unwrap();
    let beside = sandbox
        .root
        .join("plan/.phase-1-progress.md.progress-aaaaaaaa.tmp");
    let old = apart.join(".phase-1-progress.md.progress-aaaaaaaa.tmp");
    // It may belong to another writer, which holds another lock.
    let fresh = apart.join(".phase-1-progress.md.progress-bbbbbbbb.tmp");
    for path in [&beside, &old, &fresh] {
        fs::write(path, "half").unwrap();
    }
    let hour_ago = SystemTime::now() - Duration::from_secs(3600);
    let file = File::options().write(true).open(&old).unwrap();
    file.set_modified(hour_ago).unwrap();
    // Even if nothing changes.
    sandbox.replace(NAME, "old").unwrap();
    assert!(sandbox.temporaries().is_empty());
    sandbox.replace(NAME, "new").unwrap();
    // Elsewhere, nothing is written there.
    assert!(fresh.exists() && (cfg!(not(unix)) || !old.exists()));
}

#[test]
fn a_file_named_by_the_user_is_put_in_place() {
    let sandbox = Sandbox::new();
    let path = sandbox.root.join("baseline.json");
    for content in ["one", "two"] {
        sandbox.store.put(&path, content.as_bytes()).unwrap();
        sandbox.holds("baseline.json", content);
    }
    let error = sandbox
        .store
        .put(&sandbox.root.join("plan"), b"x")
        .unwrap_err();
    assert!(matches!(error, WriteError::NotAFile(_)), "{error}");
    for name in ["gone/x.json", "baseline.json/x.json"] {
        let path = sandbox.root.join(name);
        let error = sandbox.store.put(&path, b"x").unwrap_err();
        assert!(matches!(error, WriteError::NoFolder(_)), "{error}");
    }
    let outside = sandbox.root.join("../outside.json");
    sandbox
        .store
        .put(
            &real_path(&sandbox.root.join(".."))
                .unwrap()
                .join("outside.json"),
            b"x",
        )
        .unwrap();
    assert!(outside.exists());
    let error = sandbox
        .store
        .put(&sandbox.root.join(".git/config"), b"x")
        .unwrap_err();
    assert!(matches!(error, WriteError::Outside(_)), "{error}");
}
