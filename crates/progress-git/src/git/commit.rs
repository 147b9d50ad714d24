//! Commits as plain types, parsed from their bytes.

use std::borrow::Cow;

use encoding_rs::Encoding;

use super::ObjectId;

/// A commit.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Commit {
    /// Its ID.
    pub id: ObjectId,
    /// Its tree.
    pub tree: ObjectId,
    /// Its parents; the first is the branch it was made on.
    pub parents: Vec<ObjectId>,
    /// The name of its author as recorded; see [`super::Mailmap`].
    pub author: String,
    /// The address of its author.
    pub email: String,
    /// When it was written, in seconds since 1970.
    pub time: i64,
    /// The minutes by which the author's clock was ahead of UTC.
    pub offset: i32,
    /// The committer's address, which a rebase changes.
    pub committer_email: String,
    /// The committer date, which a rebase changes, in seconds since 1970.
    pub committed: i64,
    /// Its message, decoded according to its `encoding` header, with invalid bytes replaced.
    pub message: String,
}

impl Commit {
    /// Parses a commit object; `None` if it is malformed.
    pub(super) fn parse(id: ObjectId, bytes: &[u8]) -> Option<Self> {
        // A signature in the headers has no empty line: its lines are indented.
        let end = memchr::memmem::find(bytes, b"\n\n");
        let (headers, message) = match end {
            Some(end) => (&bytes[..end], &bytes[end + 2..]),
            None => (bytes, &[][..]),
        };
        // The name of the author is in the encoding of the message.
        let decode = decoder(headers);
        let headers = decode(headers);
        let tree = values(&headers, "tree").next()?;
        let parents = values(&headers, "parent").filter_map(ObjectId::from_hex);
        let author = values(&headers, "author").next().unwrap_or_default();
        let (time, offset) = when(author);
        let person = values(&headers, "committer").next().unwrap_or_default();
        let (committed, _) = when(person);
        Some(Self {
            id,
            tree: ObjectId::from_hex(tree)?,
            parents: parents.collect(),
            author: name(author).to_owned(),
            email: email(author).to_owned(),
            time,
            offset,
            committer_email: email(person).to_owned(),
            committed,
            message: decode(message).into_owned(),
        })
    }
}

/// What a commit refers to.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct Links {
    /// Its tree.
    pub tree: ObjectId,
    /// Its parents.
    pub parents: Vec<ObjectId>,
}

impl Links {
    /// Reads the first headers of a commit object, always in this order; the rest takes far longer
    /// to parse. `None` if they are malformed.
    pub(super) fn parse(bytes: &[u8]) -> Option<Self> {
        let mut lines = bytes.split(|&byte| byte == b'\n');
        let tree = named(lines.next()?, b"tree ")?;
        let parents = lines.map_while(|line| named(line, b"parent "));
        Some(Self {
            tree,
            parents: parents.collect(),
        })
    }
}

/// The object that a header names.
fn named(line: &[u8], key: &[u8]) -> Option<ObjectId> {
    let hex = line.strip_prefix(key)?;
    ObjectId::from_hex(std::str::from_utf8(hex).ok()?)
}

/// The values of a header, which may occur more than once.
fn values<'h>(headers: &'h str, key: &'h str) -> impl Iterator<Item = &'h str> {
    headers
        .lines()
        .filter_map(move |line| line.strip_prefix(key)?.strip_prefix(' '))
}

/// Returns a decoder for the text of a commit with these headers; UTF-8 if they name no encoding
/// or an unknown one.
fn decoder(headers: &[u8]) -> impl Fn(&[u8]) -> Cow<'_, str> {
    let encoding = headers
        .split(|byte| *byte == b'\n')
        .find_map(|line| line.strip_prefix(b"encoding "))
        .and_then(Encoding::for_label)
        .filter(|encoding| *encoding != encoding_rs::UTF_8);
    move |bytes| match encoding {
        Some(encoding) => encoding.decode_without_bom_handling(bytes).0,
        // Checking all of it first is faster if it is valid, as it almost always is.
        None => match std::str::from_utf8(bytes) {
            Ok(text) => Cow::Borrowed(text),
            Err(_) => String::from_utf8_lossy(bytes),
        },
    }
}

/// The name in `Name <address> 1770292800 +0100`.
fn name(person: &str) -> &str {
    person.split('<').next().unwrap_or_default().trim()
}

/// The address in `Name <address> 1770292800 +0100`.
pub(super) fn email(person: &str) -> &str {
    let address = person.split_once('<').map(|(_, rest)| rest);
    address
        .and_then(|rest| rest.split('>').next())
        .unwrap_or_default()
}

/// The time in `Name <address> 1770292800 +0100`.
fn when(person: &str) -> (i64, i32) {
    let mut words = person.rsplit(' ');
    let zone = words.next().unwrap_or_default();
    // Commits of broken tools may have no date at all. Git shows them as of 1970, too.
    let time = words.next().and_then(|time| time.parse().ok()).unwrap_or(0);
    let offset: i32 = zone.parse().unwrap_or(0);
    // `+0130` is an hour and a half.
    (time, offset / 100 * 60 + offset % 100)
}

#[cfg(test)]
mod tests {
    use super::*;

    const HEX: &str = "0123456789abcdef0123456789abcdef01234567";

    #[test]
    fn any_commit_is_read() {
        let id = ObjectId::from_hex(HEX).unwrap();
        let text = format!(
            "tree {HEX}\nparent {HEX}\nparent {HEX}\nauthor A B <a@x> 1 +0100\n\
             committer A <a@x> 1770292800 -0130\ngpgsig x\n tree y\n\nSubject\n\ntree z\n"
        );
        let commit = Commit::parse(id, text.as_bytes()).unwrap();
        assert_eq!(commit.parents.len(), 2);
        assert_eq!((&*commit.author, &*commit.email), ("A B", "a@x"));
        assert_eq!((commit.time, commit.offset), (1, 60));
        assert_eq!(commit.committed, 1_770_292_800);
        assert_eq!(commit.message, "Subject\n\ntree z\n");
        let links = Links::parse(text.as_bytes()).unwrap();
        assert_eq!((links.tree, links.parents), (commit.tree, commit.parents));
        assert_eq!(Links::parse(b"tree x\n\n"), None);
        assert_eq!(Commit::parse(id, b"tree x\n\n"), None);
        assert_eq!(Commit::parse(id, b""), None);
    }

    #[test]
    fn the_header_sets_the_encoding() {
        let id = ObjectId::from_hex(HEX).unwrap();
        let read = |encoding: &[u8], name: &[u8], message: &[u8]| {
            let parts: [&[u8]; 7] = [
                b"tree ",
                HEX.as_bytes(),
                b"\nauthor ",
                name,
                b" <a@x> 1 +0000\n",
                encoding,
                message,
            ];
            let commit = Commit::parse(id, &parts.concat()).unwrap();
            (commit.author, commit.message)
        };
        let want = ("J\u{fc}rgen".to_owned(), "Gr\u{fc}n\n".to_owned());
        let latin = read(b"encoding ISO-8859-1\n\n", b"J\xfcrgen", b"Gr\xfcn\n");
        assert_eq!(latin, want);
        let utf8 = read(b"\n", "J\u{fc}rgen".as_bytes(), "Gr\u{fc}n\n".as_bytes());
        assert_eq!(utf8, want);
        // An unknown encoding is not an error.
        let (_, message) = read(b"encoding x-none\n\n", b"A", b"Gr\xfcn\n");
        assert_eq!(message, "Gr\u{fffd}n\n");
    }
}
