//! Long-running `git` processes that answer queries.

use std::io::{BufRead, Read};
use std::path::Path;

use super::GitError;
use super::command::{Git, conversation_failed};
use super::conversation::Talk;
use super::object::{ObjectId, ObjectKind};

/// `git cat-file --batch`: objects by name, fetched if a partial clone lacks them.
pub(super) struct CatFile {
    talk: Talk,
    git: Git,
    has_ended: bool,
}

impl CatFile {
    /// Starts the process.
    pub(super) fn start(git: &Git) -> Result<Self, GitError> {
        let talk = git.talk(&["cat-file", "--batch"])?;
        Ok(Self {
            talk,
            git: git.clone(),
            has_ended: false,
        })
    }

    /// Whether it has exited, for example because an object could not be fetched.
    pub(super) fn has_ended(&self) -> bool {
        self.has_ended
    }

    /// An object; `None` if it does not exist.
    pub(super) fn read(&mut self, id: ObjectId) -> Result<Option<(ObjectKind, Vec<u8>)>, GitError> {
        match self.answer(&id.to_string()) {
            Ok(Answer::Object(_, kind, bytes)) => Ok(Some((kind, bytes))),
            Ok(Answer::Missing | Answer::Ambiguous) => Ok(None),
            Err(error) => Err(self.failed(&error)),
        }
    }

    /// Whether an object ID starts with `prefix`.
    pub(super) fn has(&mut self, prefix: &str) -> Result<bool, GitError> {
        let answer = self.answer(prefix).map_err(|error| self.failed(&error))?;
        Ok(!matches!(answer, Answer::Missing))
    }

    /// Resolves a revision to a commit.
    pub(super) fn commit(&mut self, name: &str) -> Result<Option<ObjectId>, GitError> {
        // Each line is a query.
        if name.contains(['\n', '\0']) {
            return Ok(None);
        }
        match self.answer(&format!("{name}^{{commit}}")) {
            Ok(Answer::Object(id, ..)) => Ok(ObjectId::from_hex(&id)),
            Ok(Answer::Missing | Answer::Ambiguous) => Ok(None),
            Err(error) => Err(self.failed(&error)),
        }
    }

    fn failed(&self, error: &std::io::Error) -> GitError {
        conversation_failed("cat-file", error, &self.git)
    }

    fn answer(&mut self, name: &str) -> std::io::Result<Answer> {
        self.talk.ask(format!("{name}\n").as_bytes())?;
        let mut line = String::new();
        if self.talk.output.read_line(&mut line)? == 0 {
            self.has_ended = true;
            return Ok(Answer::Missing);
        }
        // A missing object is reported with the query, which may be several words.
        if line.trim_end().strip_prefix(name) == Some(" missing") {
            return Ok(Answer::Missing);
        }
        let mut words = line.split_whitespace();
        let id = words.next().unwrap_or_default().to_owned();
        let kind = match words.next() {
            Some("blob") => ObjectKind::Blob,
            Some("tree") => ObjectKind::Tree,
            Some("commit") => ObjectKind::Commit,
            Some("tag") => ObjectKind::Tag,
            Some("ambiguous") => return Ok(Answer::Ambiguous),
            _ => return Ok(Answer::Missing),
        };
        let Some(size) = words.next().and_then(|size| size.parse::<u64>().ok()) else {
            return Err(std::io::ErrorKind::InvalidData.into());
        };
        // The size is not trusted with an allocation: the buffer grows with what really arrives.
        let mut bytes = Vec::new();
        (&mut self.talk.output).take(size).read_to_end(&mut bytes)?;
        // A line break follows the content.
        let mut end = [0];
        self.talk.output.read_exact(&mut end)?;
        Ok(Answer::Object(id, kind, bytes))
    }
}

/// An answer of `git cat-file`.
enum Answer {
    /// Its name, kind and bytes.
    Object(String, ObjectKind, Vec<u8>),
    Missing,
    Ambiguous,
}

/// `git check-ignore`: whether ignore rules match paths.
pub(super) struct CheckIgnore(Talk);

/// No answer came, usually because the process has ended.
pub(super) struct NoAnswer;

impl CheckIgnore {
    /// Starts the process.
    pub(super) fn start(git: &Git) -> Result<Self, GitError> {
        git.talk(&[
            "check-ignore",
            "-z",
            "--stdin",
            "--verbose",
            // Otherwise a path that is not ignored gets no answer.
            "--non-matching",
            // As if no file were tracked: the rules alone count.
            "--no-index",
        ])
        .map(Self)
    }

    /// The place of the rule that ignores a path relative to the root, if any.
    ///
    /// # Errors
    ///
    /// Fails if Git does not answer.
    pub(super) fn rule(&mut self, path: &Path) -> Result<Option<String>, NoAnswer> {
        let question = [path.as_os_str().as_encoded_bytes(), b"\0"].concat();
        self.0.ask(&question).map_err(|_| NoAnswer)?;
        let mut fields = [(); 4].map(|()| Vec::new());
        for field in &mut fields {
            let read = self.0.output.read_until(0, field);
            if read.is_err() || field.pop() != Some(0) {
                return Err(NoAnswer);
            }
        }
        // Source, line, pattern, path; the first three are empty if nothing matches.
        let [source, line, pattern, _] = fields;
        let is_ignored = !source.is_empty() && !pattern.starts_with(b"!");
        let place = [source, b":".to_vec(), line].concat();
        Ok(is_ignored.then(|| String::from_utf8_lossy(&place).into_owned()))
    }
}
