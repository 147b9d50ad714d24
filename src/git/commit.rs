//! Commits in plain types, parsed from their bytes.

use super::ObjectId;

/// A commit.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Commit {
    /// Its name.
    pub id: ObjectId,
    /// Its files.
    pub tree: ObjectId,
    /// What it builds on, the branch it was made on first.
    pub parents: Vec<ObjectId>,
    /// Who wrote it.
    pub author: String,
    /// When it was written, in seconds since 1970.
    pub time: i64,
    /// The minutes by which the author's clock was ahead of UTC.
    pub offset: i32,
    /// When it was put where it is, as by a rebase, in seconds since 1970.
    pub committed: i64,
    /// The minutes by which the committer's clock was ahead of UTC.
    pub committed_offset: i32,
    /// Its message; bytes that are not UTF-8 are replaced.
    pub message: String,
}

impl Commit {
    /// Reads the bytes of a commit object; `None` where they are none.
    pub(super) fn parse(id: ObjectId, bytes: &[u8]) -> Option<Self> {
        let end = memchr::memmem::find(bytes, b"\n\n");
        let (headers, message) = match end {
            Some(end) => (&bytes[..end], &bytes[end + 2..]),
            None => (bytes, &[][..]),
        };
        let headers = String::from_utf8_lossy(headers);
        let values = |key: &'static str| {
            let lines = headers.lines();
            lines.filter_map(move |line| line.strip_prefix(key)?.strip_prefix(' '))
        };
        let tree = values("tree").next().and_then(ObjectId::from_hex)?;
        let parents = values("parent").filter_map(ObjectId::from_hex).collect();
        let author = values("author").next().unwrap_or_default();
        let (time, offset) = when(author);
        let (committed, committed_offset) = values("committer").next().map_or((0, 0), when);
        Some(Self {
            id,
            tree,
            parents,
            author: name(author).to_owned(),
            time,
            offset,
            committed,
            committed_offset,
            message: String::from_utf8_lossy(message).into_owned(),
        })
    }
}

/// The name in `Name <address> 1770292800 +0100`.
fn name(person: &str) -> &str {
    person.split('<').next().unwrap_or_default().trim()
}

/// The time in `Name <address> 1770292800 +0100`.
fn when(person: &str) -> (i64, i32) {
    let mut words = person.rsplit(' ');
    let zone = words.next().unwrap_or_default();
    let time = words.next().and_then(|time| time.parse().ok()).unwrap_or(0);
    let offset: i32 = zone.parse().unwrap_or(0);
    (time, offset / 100 * 60 + offset % 100)
}

#[cfg(test)]
mod tests {
    use super::*;

    const HEX: &str = "0123456789abcdef0123456789abcdef01234567";

    #[test]
    fn a_commit_is_read_whatever_stands_in_it() {
        let id = ObjectId::from_hex(HEX).unwrap();
        let text = format!(
            "tree {HEX}\nparent {HEX}\nparent {HEX}\nauthor A B <a@x> 1 +0100\n\
             committer A <a@x> 1770292800 -0130\ngpgsig x\n tree y\n\nSubject\n\ntree z\n"
        );
        let commit = Commit::parse(id, text.as_bytes()).unwrap();
        assert_eq!(commit.parents.len(), 2);
        assert_eq!(commit.author, "A B");
        assert_eq!((commit.time, commit.offset), (1, 60));
        let committed = (commit.committed, commit.committed_offset);
        assert_eq!(committed, (1_770_292_800, -90));
        assert_eq!(commit.message, "Subject\n\ntree z\n");
        assert_eq!(Commit::parse(id, b"tree x\n\n"), None);
        assert_eq!(Commit::parse(id, b""), None);
    }
}
