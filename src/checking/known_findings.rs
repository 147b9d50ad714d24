//! Known findings, which are not reported: those of an earlier commit, and those in a baseline.

use std::io;
use std::path::{Path, PathBuf};

use progress_core::lint::Report;
use progress_core::source::Contents;
use progress_core::workspace::Workspace;
use progress_git::git::Commit;
use progress_git::trees::read_file;
use progress_git::write::{Store, WriteError};

use crate::incremental::{Baseline, BaselineError, LintSession, Stale};

/// The sources of known findings.
#[derive(Debug, Default)]
pub struct KnownFindings {
    /// The commit whose findings are known.
    pub commit: Option<Commit>,
    /// The file that lists known findings.
    pub baseline: Option<BaselineFile>,
}

impl KnownFindings {
    /// Removes known findings from a report.
    pub(super) fn drop_from(
        &self,
        report: &mut Report<'_>,
        workspace: &Workspace,
        session: &LintSession<'_>,
    ) -> Dropped {
        let found = report.findings.len();
        if let Some(commit) = &self.commit {
            let mut known = session.known_since(workspace, report, commit.tree);
            known.drop_from(report);
        }
        let new = report.findings.len();
        let stale = match &self.baseline {
            // A baseline that is being rewritten must not hide the findings that it will list.
            Some(baseline) if !baseline.is_written => {
                baseline
                    .known
                    .drop_from(report, workspace, session.contents)
            }
            _ => Vec::new(),
        };
        Dropped {
            of_commit: found - new,
            of_baseline: new - report.findings.len(),
            stale,
        }
    }

    /// Writes the baseline, if that is wanted, and removes its findings from the report. Returns
    /// how many it lists.
    pub(super) fn write(
        &self,
        report: &mut Report<'_>,
        workspace: &Workspace,
        contents: &dyn Contents,
    ) -> Result<Option<usize>, BaselineFileError> {
        match &self.baseline {
            Some(baseline) if baseline.is_written => {
                baseline.write(report, workspace, contents).map(Some)
            }
            _ => Ok(None),
        }
    }
}

/// The known findings that a report does not show.
#[derive(Debug, Default)]
pub struct Dropped {
    /// Number of findings that the commit has.
    pub of_commit: usize,
    /// Number of findings that the baseline lists.
    pub of_baseline: usize,
    /// Entries of the baseline that no finding matches.
    pub stale: Vec<Stale>,
}

/// The text of a baseline; `None` if it does not exist.
#[derive(Debug)]
pub struct BaselineText(pub io::Result<Option<Vec<u8>>>);

impl BaselineText {
    /// Reads it from disk.
    fn read(path: &Path) -> Self {
        Self(match read_file(path) {
            Ok((bytes, _)) => Ok(Some(bytes)),
            Err(error) if error.kind() == io::ErrorKind::NotFound => Ok(None),
            Err(error) => Err(error),
        })
    }
}

/// A file of known findings.
#[derive(Debug)]
pub struct BaselineFile {
    path: PathBuf,
    /// Its name in messages.
    pub name: String,
    known: Baseline,
    is_written: bool,
    store: Store,
    /// The bytes that were read from disk, if any.
    bytes: Option<Vec<u8>>,
}

impl BaselineFile {
    /// Reads a baseline, unless its text is given. With `is_written`, it need not exist, and will
    /// be written.
    ///
    /// # Errors
    ///
    /// Fails if it does not exist, cannot be read or is not a baseline.
    pub fn open(
        path: PathBuf,
        name: String,
        text: Option<BaselineText>,
        is_written: bool,
        store: Store,
    ) -> Result<Self, BaselineFileError> {
        // Without a text, it may be added by the commits that are checked; and the first baseline
        // has no older one to start from.
        let may_be_missing = text.is_some() || is_written;
        let BaselineText(found) = text.unwrap_or_else(|| BaselineText::read(&path));
        let parsed = match found {
            Ok(Some(bytes)) => Baseline::parse(&bytes).map(|known| (known, Some(bytes))),
            Ok(None) if may_be_missing => Ok((Baseline::default(), None)),
            Ok(None) => return Err(BaselineFileError::Missing { name }),
            Err(error) => Err(error.into()),
        };
        let (known, bytes) = parsed.map_err(|source| BaselineFileError::Invalid {
            name: name.clone(),
            source,
        })?;
        Ok(Self {
            path,
            name,
            known,
            is_written,
            store,
            bytes,
        })
    }

    /// The file and its bytes, if findings follow from them alone.
    pub(super) fn content(&self) -> Option<(&Path, &[u8])> {
        if self.is_written {
            return None;
        }
        Some((&self.path, self.bytes.as_deref()?))
    }

    fn write(
        &self,
        report: &mut Report<'_>,
        workspace: &Workspace,
        contents: &dyn Contents,
    ) -> Result<usize, BaselineFileError> {
        let known = self.known.renewed(report, workspace, contents);
        // What is listed now is known, so that the run succeeds.
        known.drop_from(report, workspace, contents);
        let mut bytes = Vec::new();
        known
            .write(&mut bytes)
            .map_err(|error| self.unwritable(error.to_string(), None))?;
        self.store
            .put(&self.path, &bytes)
            .map_err(|error| match error {
                // The message names the baseline already, so only the cause is needed.
                WriteError::Unwritable { source, .. } => self.unwritable(source.to_string(), None),
                error => self.unwritable(error.to_string(), Some(error.help())),
            })?;
        Ok(known.len())
    }

    fn unwritable(&self, reason: String, help: Option<String>) -> BaselineFileError {
        BaselineFileError::Unwritable {
            name: self.name.clone(),
            reason,
            help,
        }
    }
}

/// Why a baseline cannot be used.
#[derive(Debug, thiserror::Error)]
pub enum BaselineFileError {
    /// The file does not exist.
    #[error("the baseline `{name}` does not exist")]
    Missing {
        /// The file.
        name: String,
    },
    /// The file cannot be read or is not a baseline.
    #[error("invalid baseline `{name}`: {source}")]
    Invalid {
        /// The file.
        name: String,
        /// The cause.
        #[source]
        source: BaselineError,
    },
    /// The file cannot be written.
    #[error("cannot write the baseline `{name}`: {reason}")]
    Unwritable {
        /// The file.
        name: String,
        /// The cause.
        reason: String,
        /// What to do about it, if anything is known.
        help: Option<String>,
    },
}

impl BaselineFileError {
    /// What to do about it.
    #[must_use]
    pub fn help(&self) -> Option<String> {
        match self {
            Self::Missing { .. } => {
                Some("create it from the current findings with `--write-baseline`".to_owned())
            }
            Self::Invalid { .. } => {
                Some("remove it and recreate it with `--write-baseline`".to_owned())
            }
            Self::Unwritable { help, .. } => help.clone(),
        }
    }
}
