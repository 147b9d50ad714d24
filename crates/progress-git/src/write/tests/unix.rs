use std::ffi::OsStr;
use std::io::{Seek, SeekFrom, Write};
use std::os::unix::fs::{MetadataExt, PermissionsExt, symlink};

use super::*;
use crate::write::folder::Folder;
use crate::write::temporary::Staged;

#[test]
fn permissions_are_kept() {
    let sandbox = Sandbox::new();
    let file = sandbox.root.join(NAME);
    for mode in [0o600, 0o664, 0o755] {
        fs::set_permissions(&file, fs::Permissions::from_mode(mode)).unwrap();
        sandbox.replace(NAME, &format!("{mode:o}")).unwrap();
        assert_eq!(file.metadata().unwrap().mode() & 0o7777, mode);
    }
    let new = sandbox.root.join("plan/new.md");
    sandbox
        .store
        .create(&sandbox.path("plan/new.md"), b"x")
        .unwrap();
    let ordinary = sandbox.root.join("plan/ordinary.md");
    fs::write(&ordinary, "x").unwrap();
    let mode = |path: &Path| path.metadata().unwrap().mode();
    assert_eq!(mode(&new), mode(&ordinary));
}

#[test]
fn links_inside_are_followed_and_stay() {
    let sandbox = Sandbox::new();
    symlink("phase-1-progress.md", sandbox.root.join("plan/link.md")).unwrap();
    symlink("plan", sandbox.root.join("other")).unwrap();
    sandbox.replace("plan/link.md", "one").unwrap();
    sandbox.holds(NAME, "one");
    sandbox.replace("other/link.md", "two").unwrap();
    sandbox.holds(NAME, "two");
    assert!(sandbox.root.join("plan/link.md").is_symlink());
}

#[test]
fn links_that_lead_out_are_refused() {
    let sandbox = Sandbox::new();
    fs::write(sandbox.root.join("../x.md"), "theirs").unwrap();
    symlink("../../x.md", sandbox.root.join("plan/out.md")).unwrap();
    symlink("../.git/config", sandbox.root.join("plan/git.md")).unwrap();
    symlink("../..", sandbox.root.join("plan/up")).unwrap();
    symlink("../../none.md", sandbox.root.join("plan/none.md")).unwrap();
    for name in ["plan/out.md", "plan/git.md", "plan/up/x.md"] {
        let error = sandbox.replace(name, "x").unwrap_err();
        assert!(matches!(error, WriteError::LeadsOut(_)), "{name}: {error}");
    }
    let dangling = sandbox.replace("plan/none.md", "x").unwrap_err();
    assert!(matches!(dangling, WriteError::Absent(_)), "{dangling}");
    for name in ["plan/none.md", "plan/up/new.md", "plan/up/new/new.md"] {
        let error = sandbox.store.create(&sandbox.path(name), b"x").unwrap_err();
        let refused = matches!(error, WriteError::LeadsOut(_) | WriteError::Exists(_));
        assert!(refused, "{name}: {error}");
    }
    sandbox.holds("../x.md", "theirs");
    assert_eq!(sandbox.root.join("..").read_dir().unwrap().count(), 2);
}

#[test]
fn a_file_has_one_lock_under_all_its_names() {
    let sandbox = Sandbox::new();
    symlink("plan", sandbox.root.join("other")).unwrap();
    let other = sandbox.path("other/phase-1-progress.md");
    let outcome = sandbox.store.replace(&sandbox.path(NAME), |_| {
        let impatient = Store::open(None, &sandbox.root).patience(Duration::from_millis(10));
        let second = impatient.replace(&other, |_| Ok::<_, WriteError>(None));
        assert!(
            matches!(second, Err(WriteError::Locked { .. })),
            "{second:?}"
        );
        Ok::<_, WriteError>(None)
    });
    outcome.unwrap();
    let both = [sandbox.path(NAME), other];
    let refused = sandbox
        .store
        .replace_all(&both, |_| Ok::<_, WriteError>(()));
    assert!(matches!(refused, Err(WriteError::SameFile(..))));
}

#[test]
fn an_edit_in_place_that_leaves_size_and_time_is_noticed() {
    let sandbox = Sandbox::new();
    let file = sandbox.root.join(NAME);
    // Both long ago and a moment ago.
    for age in [Duration::from_secs(3600), Duration::ZERO] {
        fs::write(&file, "old").unwrap();
        let time = SystemTime::now() - age;
        let edit = |text: &[u8]| {
            let mut open = File::options().write(true).open(&file).unwrap();
            open.seek(SeekFrom::Start(0)).unwrap();
            open.write_all(text).unwrap();
            open.set_modified(time).unwrap();
        };
        edit(b"old");
        let mut calls = 0;
        let appended = sandbox.store.replace(&sandbox.path(NAME), |current| {
            calls += 1;
            if calls == 1 {
                edit(b"ins");
            }
            Ok::<_, WriteError>(Some([current, b" and ours"].concat()))
        });
        assert_eq!((appended.unwrap(), calls), (Outcome::Replaced, 2));
        sandbox.holds(NAME, "ins and ours");
    }
}

/// A folder for temporary files and the one with the plan, both open.
fn folders(sandbox: &Sandbox) -> (Folder, Folder) {
    let apart = sandbox.root.join(".git/progress/tmp");
    fs::create_dir_all(&apart).unwrap();
    let open = |path: &Path| Folder::open(&real_path(path).unwrap()).unwrap();
    (open(&apart), open(&sandbox.root.join("plan")))
}

fn entries(folder: &Folder) -> usize {
    folder.path().read_dir().unwrap().count()
}

#[test]
fn temporary_files_are_where_git_does_not_look() {
    let sandbox = Sandbox::new();
    let (apart, plan) = folders(&sandbox);
    let name = OsStr::new("phase-1-progress.md");
    let like = plan.look(name).unwrap();
    let stage = || Staged::write(Some(&apart), &plan, name, b"new", Some(&like)).unwrap();
    let dropped = stage();
    assert_eq!((entries(&apart), entries(&plan)), (1, 1));
    drop(dropped);
    assert_eq!(entries(&apart), 0);
    stage().replace(&plan, name).unwrap();
    sandbox.holds(NAME, "new");
    assert_eq!((entries(&apart), entries(&plan)), (0, 1));
    // A staged file never replaces an existing one.
    let error = stage().place(&plan, name).unwrap_err();
    assert_eq!(error.kind(), io::ErrorKind::AlreadyExists);
    assert_eq!(entries(&apart), 0);
}

#[test]
fn a_file_that_cannot_be_moved_from_elsewhere_is_written_in_place() {
    let sandbox = Sandbox::new();
    let (_, plan) = folders(&sandbox);
    let Ok(elsewhere) = TempDir::new_in("/dev/shm") else {
        return;
    };
    let elsewhere = Folder::open(&real_path(elsewhere.path()).unwrap()).unwrap();
    if elsewhere.identity().unwrap().0 == plan.identity().unwrap().0 {
        return;
    }
    let name = OsStr::new("phase-1-progress.md");
    let like = plan.look(name).unwrap();
    let staged = Staged::write(Some(&elsewhere), &plan, name, b"new", Some(&like)).unwrap();
    assert_eq!((entries(&elsewhere), entries(&plan)), (0, 2));
    drop(staged);
    // Only the rename shows that two folders that seem to share a file system do not.
    fs::set_permissions(sandbox.root.join(NAME), fs::Permissions::from_mode(0o640)).unwrap();
    let like = plan.look(name).unwrap();
    let staged = Staged::write(None, &elsewhere, name, b"moved", Some(&like)).unwrap();
    staged.replace(&plan, name).unwrap();
    sandbox.holds(NAME, "moved");
    assert_eq!(plan.look(name).unwrap().mode() & 0o7777, 0o640);
    assert_eq!((entries(&elsewhere), entries(&plan)), (0, 1));
}

#[test]
fn a_link_added_to_the_path_is_not_followed() {
    let sandbox = Sandbox::new();
    let theirs = sandbox.root.join("../theirs");
    fs::create_dir(&theirs).unwrap();
    fs::write(theirs.join("phase-1-progress.md"), "theirs").unwrap();
    let plan = sandbox.root.join("plan");
    fs::rename(&plan, sandbox.root.join("away")).unwrap();
    symlink("../theirs", &plan).unwrap();
    let error = Folder::open(&plan).unwrap_err();
    assert_eq!(error.kind(), io::ErrorKind::NotADirectory);
    fs::remove_file(&plan).unwrap();
    fs::rename(sandbox.root.join("away"), &plan).unwrap();
    // During the edit, everything happens in the opened folder.
    let outcome = sandbox.store.replace(&sandbox.path(NAME), |_| {
        fs::rename(&plan, sandbox.root.join("away")).unwrap();
        symlink("../theirs", &plan).unwrap();
        Ok::<_, WriteError>(Some(b"new".to_vec()))
    });
    outcome.unwrap();
    sandbox.holds("away/phase-1-progress.md", "new");
    sandbox.holds("../theirs/phase-1-progress.md", "theirs");
    // The file itself may become a link, too.
    fs::remove_file(&plan).unwrap();
    fs::rename(sandbox.root.join("away"), &plan).unwrap();
    let file = sandbox.root.join(NAME);
    let outcome = sandbox.store.replace(&sandbox.path(NAME), |_| {
        let _ = fs::remove_file(&file);
        symlink("../../theirs/phase-1-progress.md", &file).unwrap();
        Ok::<_, WriteError>(Some(b"new".to_vec()))
    });
    assert!(
        matches!(outcome, Err(WriteError::Restless(_))),
        "{outcome:?}"
    );
    sandbox.holds("../theirs/phase-1-progress.md", "theirs");
}

#[test]
fn a_shared_folder_keeps_its_group_and_access() {
    let sandbox = Sandbox::new();
    let (apart, plan) = folders(&sandbox);
    assert_eq!(plan.group(), None);
    let mode = fs::Permissions::from_mode(0o2775);
    fs::set_permissions(plan.path(), mode).unwrap();
    assert_eq!(plan.group(), Some(plan.path().metadata().unwrap().gid()));
    let staged = Staged::write(Some(&apart), &plan, OsStr::new("x.md"), b"x", None).unwrap();
    staged.place(&plan, OsStr::new("x.md")).unwrap();
    let new = sandbox.root.join("plan/x.md").metadata().unwrap();
    assert_eq!(Some(new.gid()), plan.group());
}
