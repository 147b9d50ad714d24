//! What a cache may hold.

use super::*;

#[test]
fn what_cannot_be_read_is_lost_and_no_more() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("progress/cache/digests.json");
    fs::create_dir_all(path.parent().unwrap()).unwrap();
    let deep = "[".repeat(100_000);
    for text in [
        "",
        "{",
        "[]",
        "{\"version\":9,\"files\":{}}",
        &deep,
        "{\"version\":1,\"files\":{\"x\":{\"tasks\":[[1]]}}}",
    ] {
        fs::write(&path, text).unwrap();
        assert_eq!(Cache::open(folder.path()).entries.len(), 0, "{text:.20}");
    }
}
