use std::collections::HashSet;

use tempfile::TempDir;

use super::*;

/// A folder with claims, as if shared by worktrees.
struct Sandbox {
    folder: TempDir,
}

impl Sandbox {
    fn new() -> Self {
        Self {
            folder: TempDir::new().unwrap(),
        }
    }

    fn claims(&self) -> Claims {
        Claims {
            folder: self.folder.path().join("progress/claims"),
            worktree: self.folder.path().to_str().unwrap().to_owned(),
            is_shared: false,
            tree: None,
            sharing: Sharing::Umask,
        }
    }

    fn plant(&self, key: &TaskKey, content: &str) {
        let file = self.claims().file(key);
        fs::create_dir_all(file.parent().unwrap()).unwrap();
        fs::write(file, content).unwrap();
    }
}

fn key(task: &str) -> TaskKey {
    TaskKey {
        plan: "auth-v1".to_owned(),
        path: "progress/auth-v1/phase-1-progress.md".to_owned(),
        task: task.to_owned(),
    }
}

#[test]
fn the_first_free_candidate_is_taken() {
    let bench = Sandbox::new();
    let claims = bench.claims();
    assert!(claims.list().unwrap().claims.is_empty());
    let candidates = [key("TASK-1"), key("TASK-2")];
    let first = claims.claim(&candidates, "alice").unwrap().unwrap();
    let second = claims.claim(&candidates, "bob").unwrap().unwrap();
    assert_eq!(
        (first.key.task.as_str(), second.key.task.as_str()),
        ("TASK-1", "TASK-2")
    );
    assert_eq!(claims.claim(&candidates, "carol").unwrap(), None);
    let listing = claims.list().unwrap();
    assert_eq!(listing.claims.len(), 2);
    assert_eq!(listing.claim(&candidates[1]), Some(&second));
    assert!(!listing.is_taken(&key("TASK-3")));
}

#[test]
fn the_same_id_in_another_file_is_another_task() {
    let claims = Sandbox::new();
    let claims = claims.claims();
    let mut other = key("TASK-1");
    other.path = "progress/auth-v1/phase-2-progress.md".to_owned();
    assert!(claims.claim(&[key("TASK-1")], "alice").unwrap().is_some());
    assert!(claims.claim(&[other], "bob").unwrap().is_some());
}

#[test]
fn a_released_task_can_be_taken_again() {
    let bench = Sandbox::new();
    let claims = bench.claims();
    assert!(!claims.release(&key("TASK-1")).unwrap());
    claims.claim(&[key("TASK-1")], "alice").unwrap();
    assert!(claims.release(&key("TASK-1")).unwrap());
    let again = claims.claim(&[key("TASK-1")], "bob").unwrap().unwrap();
    assert_eq!(again.who, "bob");
}

#[test]
fn a_claim_is_stale_once_its_worktree_is_gone() {
    let bench = Sandbox::new();
    let worktree = TempDir::new().unwrap();
    let mut claims = bench.claims();
    claims.worktree = worktree.path().to_str().unwrap().to_owned();
    let claim = claims.claim(&[key("TASK-1")], "alice").unwrap().unwrap();
    assert!(!claim.is_stale());
    drop(worktree);
    let listing = claims.list().unwrap();
    assert!(listing.claims[0].is_stale());
    // Only people can decide whether its work is lost.
    assert_eq!(claims.claim(&[key("TASK-1")], "bob").unwrap(), None);
}

#[test]
fn claims_are_written_for_people_too() {
    let bench = Sandbox::new();
    let claims = bench.claims();
    let claim = claims.claim(&[key("TASK-1")], "alice").unwrap().unwrap();
    let json = fs::read_to_string(claims.file(&claim.key)).unwrap();
    let expected = format!(
        r#"{{
  "plan": "auth-v1",
  "path": "progress/auth-v1/phase-1-progress.md",
  "task": "TASK-1",
  "who": "alice",
  "worktree": "{}",
  "claimed_at": "{}",
  "version": 1
}}
"#,
        claim.worktree.replace('\\', "\\\\"),
        claim.claimed_at
    );
    assert_eq!(json, expected);
}

#[test]
fn garbage_is_reported_and_takes_its_task() {
    let bench = Sandbox::new();
    let claims = bench.claims();
    let other = claims.claim(&[key("OTHER")], "alice").unwrap().unwrap();
    let copy = serde_json::to_string(&other).unwrap();
    let garbage = ["", "{", "[]", "null", "\u{1b}[31m", "{\"who\": 1}", &copy];
    for (number, content) in garbage.iter().enumerate() {
        let key = key(&format!("TASK-{number}"));
        bench.plant(&key, content);
        let listing = claims.list().unwrap();
        assert_eq!(listing.claims, std::slice::from_ref(&other), "{content}");
        assert_eq!(listing.unreadable.len(), 1, "{content}");
        assert!(listing.is_taken(&key), "{content}");
        assert_eq!(
            claims.claim(std::slice::from_ref(&key), "bob").unwrap(),
            None
        );
        assert!(claims.release(&key).unwrap());
    }
    let bad_time = copy.replace(&other.claimed_at.to_string(), "yesterday");
    bench.plant(&other.key, &bad_time);
    assert_eq!(claims.list().unwrap().unreadable.len(), 1);
}

#[test]
fn ten_claimers_get_ten_tasks() {
    let bench = Sandbox::new();
    let candidates: Vec<TaskKey> = (0..10).map(|n| key(&format!("TASK-{n}"))).collect();
    let taken: HashSet<String> = std::thread::scope(|scope| {
        let claim = || bench.claims().claim(&candidates, "somebody");
        let claimers: Vec<_> = (0..10).map(|_| scope.spawn(claim)).collect();
        let claims = claimers.into_iter().map(|claimer| claimer.join().unwrap());
        claims
            .map(|claim| claim.unwrap().unwrap().key.task)
            .collect()
    });
    assert_eq!(taken.len(), 10);
}

#[test]
fn a_claim_of_a_newer_version_is_left_alone() {
    let bench = Sandbox::new();
    let claims = bench.claims();
    bench.plant(&key("TASK-1"), "{\"version\": 2, \"holder\": \"somebody\"}");
    let taken = claims.claim(&[key("TASK-1"), key("TASK-2")], "alice");
    assert_eq!(taken.unwrap().unwrap().key.task, "TASK-2");
    let listing = claims.list().unwrap();
    assert!(listing.is_taken(&key("TASK-1")));
    assert_eq!(
        listing.unreadable[0].reason,
        "written by a newer version of `progress`"
    );
    let refused = claims.release(&key("TASK-1")).unwrap_err();
    assert!(matches!(refused, ClaimError::Newer(_)), "{refused}");
    assert!(claims.file(&key("TASK-1")).exists());
    // A malformed claim can be released.
    bench.plant(&key("TASK-3"), "{");
    assert!(claims.release(&key("TASK-3")).unwrap());
    let text = fs::read_to_string(claims.file(&key("TASK-2"))).unwrap();
    assert!(text.contains("\"version\": 1"), "{text}");
}
