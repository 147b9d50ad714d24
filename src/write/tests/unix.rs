use super::*;
use std::os::unix::fs::{MetadataExt, PermissionsExt, symlink};

#[test]
fn permissions_are_kept() {
    let bench = Bench::new();
    let file = bench.root.join(NAME);
    for mode in [0o600, 0o664, 0o755] {
        fs::set_permissions(&file, fs::Permissions::from_mode(mode)).unwrap();
        bench.replace(NAME, &format!("{mode:o}")).unwrap();
        assert_eq!(file.metadata().unwrap().mode() & 0o7777, mode);
    }
    let new = bench.root.join("plan/new.md");
    bench
        .store
        .create(&bench.path("plan/new.md"), b"x")
        .unwrap();
    let ordinary = bench.root.join("plan/ordinary.md");
    fs::write(&ordinary, "x").unwrap();
    let mode = |path: &Path| path.metadata().unwrap().mode();
    assert_eq!(mode(&new), mode(&ordinary));
}

#[test]
fn links_inside_are_followed_and_stay() {
    let bench = Bench::new();
    symlink("phase-1-progress.md", bench.root.join("plan/link.md")).unwrap();
    symlink("plan", bench.root.join("other")).unwrap();
    bench.replace("plan/link.md", "one").unwrap();
    bench.holds(NAME, "one");
    bench.replace("other/link.md", "two").unwrap();
    bench.holds(NAME, "two");
    assert!(bench.root.join("plan/link.md").is_symlink());
    // However it is named, the file has one lock.
    assert_eq!(bench.locks(), 1);
}

#[test]
fn links_that_lead_out_are_refused() {
    let bench = Bench::new();
    fs::write(bench.root.join("../x.md"), "theirs").unwrap();
    symlink("../../x.md", bench.root.join("plan/out.md")).unwrap();
    symlink("../.git/config", bench.root.join("plan/git.md")).unwrap();
    symlink("../..", bench.root.join("plan/up")).unwrap();
    symlink("../../none.md", bench.root.join("plan/none.md")).unwrap();
    for name in ["plan/out.md", "plan/git.md", "plan/up/x.md"] {
        let error = bench.replace(name, "x").unwrap_err();
        assert!(matches!(error, WriteError::LeadsOut(_)), "{name}: {error}");
    }
    let dangling = bench.replace("plan/none.md", "x").unwrap_err();
    assert!(matches!(dangling, WriteError::Absent(_)), "{dangling}");
    for name in ["plan/none.md", "plan/up/new.md", "plan/up/new/new.md"] {
        let error = bench.store.create(&bench.path(name), b"x").unwrap_err();
        let refused = matches!(error, WriteError::LeadsOut(_) | WriteError::Exists(_));
        assert!(refused, "{name}: {error}");
    }
    bench.holds("../x.md", "theirs");
    assert_eq!(bench.root.join("..").read_dir().unwrap().count(), 2);
}
