//! What a cache may contain.

use proptest::prelude::*;

use super::*;

const MAX: usize = 1 << 20;

fn saved(common: &Path, facts: &[(&str, u32)]) {
    let mut cache = Cache::open(common, "x", &["settings"], MAX);
    for (key, fact) in facts {
        cache.put(key, fact);
    }
    cache.save(|| Sharing::Umask);
}

fn found(common: &Path, key: &str) -> Option<u32> {
    Cache::open(common, "x", &["settings"], MAX).get(key)
}

#[test]
fn facts_are_found_again() {
    let folder = tempfile::tempdir().unwrap();
    let common = folder.path();
    saved(common, &[("a", 1), ("b c", 2)]);
    saved(common, &[("d", 3), ("odd\nkey", 4)]);
    assert_eq!(found(common, "a"), Some(1));
    assert_eq!(found(common, "b c"), Some(2));
    assert_eq!(found(common, "d"), Some(3));
    assert_eq!(found(common, "odd\nkey"), None);
    assert_eq!(found(common, "e"), None);
}

#[test]
fn facts_belong_to_their_basis() {
    let folder = tempfile::tempdir().unwrap();
    let common = folder.path();
    saved(common, &[("a", 1)]);
    let mut other = Cache::open(common, "x", &["other settings"], MAX);
    assert_eq!(other.get::<u32>("a"), None);
    other.put("a", &2);
    other.save(|| Sharing::Umask);
    assert_eq!(found(common, "a"), Some(1));
    let other = Cache::open(common, "x", &["other settings"], MAX);
    assert_eq!(other.get::<u32>("a"), Some(2));
}

#[test]
fn damaged_facts_are_not_found() {
    let folder = tempfile::tempdir().unwrap();
    let common = folder.path();
    saved(common, &[("a", 1), ("b", 22)]);
    let path = common.join(FOLDER).join("x");
    let whole = fs::read(&path).unwrap();
    for at in 0..whole.len() {
        let mut damaged = whole.clone();
        damaged[at] ^= 1;
        fs::write(&path, &damaged).unwrap();
        for (key, fact) in [("a", 1), ("b", 22)] {
            let read = found(common, key);
            assert!(read.is_none_or(|it| it == fact), "{at}: {read:?}");
        }
        fs::write(&path, &whole[..at]).unwrap();
        let read = found(common, "b");
        assert!(read.is_none_or(|it| it == 22), "{at}: {read:?}");
    }
    fs::remove_file(&path).unwrap();
    fs::create_dir(&path).unwrap();
    saved(common, &[("a", 1)]);
    assert_eq!(found(common, "a"), None);
}

#[test]
fn a_damaged_fact_leaves_the_others() {
    let folder = tempfile::tempdir().unwrap();
    let common = folder.path();
    saved(common, &[("a", 1), ("b", 22)]);
    let path = common.join(FOLDER).join("x");
    let mut bytes = fs::read(&path).unwrap();
    let last = bytes.len() - 2;
    // Not UTF-8.
    bytes[last] = 0xff;
    fs::write(&path, bytes).unwrap();
    assert_eq!((found(common, "a"), found(common, "b")), (Some(1), None));
}

#[test]
fn a_large_store_is_reduced_to_what_was_used() {
    let folder = tempfile::tempdir().unwrap();
    let common = folder.path();
    saved(common, &[("a", 1), ("b", 2)]);
    let mut cache = Cache::open(common, "x", &["settings"], MAX);
    assert_eq!(cache.get::<u32>("a"), Some(1));
    cache.put("large", &"x".repeat(MAX));
    cache.save(|| Sharing::Umask);
    assert_eq!(found(common, "a"), Some(1));
    assert_eq!(found(common, "b"), None);
}

#[test]
fn a_fact_can_be_replaced() {
    let folder = tempfile::tempdir().unwrap();
    let common = folder.path();
    saved(common, &[("a", 1), ("b", 2)]);
    let before = fs::metadata(common.join(FOLDER).join("x")).unwrap().len();
    saved(common, &[("a", 3)]);
    assert_eq!(found(common, "a"), Some(3));
    assert_eq!(found(common, "b"), Some(2));
    let after = fs::metadata(common.join(FOLDER).join("x")).unwrap().len();
    assert_eq!(before, after);
}

/// A change of the bytes of a file.
#[derive(Clone, Debug)]
enum Damage {
    Replace(usize, u8),
    Remove(usize, usize),
    /// Copies a range to another place, as a file system may after a crash.
    Copy(usize, usize, usize),
}

fn damage() -> impl Strategy<Value = Damage> {
    prop_oneof![
        (any::<usize>(), any::<u8>()).prop_map(|(at, byte)| Damage::Replace(at, byte)),
        (any::<usize>(), 0_usize..200).prop_map(|(at, length)| Damage::Remove(at, length)),
        (any::<usize>(), 0_usize..200, any::<usize>())
            .prop_map(|(from, length, to)| Damage::Copy(from, length, to)),
    ]
}

fn apply(damage: &Damage, bytes: &mut Vec<u8>) {
    // An empty file has one place.
    let places = bytes.len() + 1;
    match *damage {
        Damage::Replace(at, byte) => {
            if let Some(old) = bytes.get_mut(at % places) {
                *old = byte;
            }
        }
        Damage::Remove(at, length) => {
            let start = at % places;
            let end = start.saturating_add(length).min(bytes.len());
            bytes.drain(start..end);
        }
        Damage::Copy(from, length, to) => {
            let start = from % places;
            let end = start.saturating_add(length).min(bytes.len());
            let copy = bytes[start..end].to_vec();
            let to = to % places;
            bytes.splice(to..to, copy);
        }
    }
}

proptest! {
    #[test]
    fn whatever_happens_to_a_file_no_other_fact_is_found(
        damages in prop::collection::vec(damage(), 1..6),
    ) {
        let folder = tempfile::tempdir().unwrap();
        let common = folder.path();
        let facts = [("a", 1), ("b c", 22), ("d", 333)];
        saved(common, &facts);
        let path = common.join(FOLDER).join("x");
        let mut bytes = fs::read(&path).unwrap();
        for damage in &damages {
            apply(damage, &mut bytes);
        }
        fs::write(&path, &bytes).unwrap();
        for (key, fact) in facts {
            let read = found(common, key);
            prop_assert!(read.is_none_or(|it| it == fact), "{key}: {read:?}");
        }
        // What is stored afterwards is found again.
        saved(common, &facts);
        for (key, fact) in facts {
            prop_assert_eq!(found(common, key), Some(fact));
        }
    }
}
