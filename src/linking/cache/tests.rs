//! What a cache may contain.

use super::*;

fn file(name: &str, digit: &str) -> (String, ObjectId) {
    let blob = ObjectId::from_hex(&digit.repeat(40)).unwrap();
    (format!("progress/{name}"), blob)
}

fn digest(plan: &str) -> Arc<Digest> {
    Arc::new(Digest {
        prd: Some(plan.to_owned()),
        ..Digest::default()
    })
}

#[test]
fn lines_that_cannot_be_read_are_ignored() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("progress/cache/digests");
    fs::create_dir_all(path.parent().unwrap()).unwrap();
    let file = file("a.md", "1");
    let key = key("a.md", file.1);
    let line = |json: &str| format!("{VERSION}{key}\t{json}\n");
    let known = r#"{"prd":"a","phase":null,"status":null,"tasks":[]}"#;
    for (text, count) in [
        (String::new(), 0),
        ("{".to_owned(), 0),
        (format!("{key}\t{known}\n"), 0),
        (line(&"[".repeat(100_000)), 0),
        (line("{\"tasks\":[[1]]}"), 0),
        (line("null").replace("a.md", "b.md"), 0),
        (line("null"), 1),
        (line(known), 1),
    ] {
        fs::write(&path, &text).unwrap();
        let cache = Cache::open(folder.path(), std::iter::once(&file));
        assert_eq!(cache.entries.len(), count, "{text:.120}");
    }
}

#[test]
fn a_file_that_was_read_is_cached() {
    let folder = tempfile::tempdir().unwrap();
    let (one, other, odd) = (file("a.md", "1"), file("b.md", "2"), file("a\n.md", "3"));
    let files = [one.clone(), other.clone(), odd.clone()];
    let mut cache = Cache::open(folder.path(), files.iter());
    cache.add("a.md", one.1, Some(digest("a")));
    cache.add("a\n.md", odd.1, Some(digest("odd")));
    assert_eq!(cache.get("a\n.md", odd.1), Some(digest("odd")));
    cache.save(&files, || Sharing::Umask);
    let mut cache = Cache::open(folder.path(), files.iter());
    assert!(!cache.has("b.md", other.1) && !cache.has("a\n.md", odd.1));
    cache.add("b.md", other.1, None);
    cache.save(&files, || Sharing::Umask);
    let cache = Cache::open(folder.path(), files.iter());
    assert_eq!(cache.get("a.md", one.1), Some(digest("a")));
    assert!(cache.has("b.md", other.1) && cache.get("b.md", other.1).is_none());
}

#[test]
fn a_large_cache_keeps_the_current_files() {
    let folder = tempfile::tempdir().unwrap();
    let (one, other) = (file("a.md", "1"), file("b.md", "2"));
    let files = [one.clone(), other.clone()];
    let mut cache = Cache::open(folder.path(), files.iter());
    cache.add("a.md", one.1, Some(digest("a")));
    cache.add("b.md", other.1, Some(digest(&"x".repeat(KEPT_BYTES))));
    cache.save(std::slice::from_ref(&one), || Sharing::Umask);
    let cache = Cache::open(folder.path(), files.iter());
    assert_eq!(cache.get("a.md", one.1), Some(digest("a")));
    assert!(!cache.has("b.md", other.1));
}
