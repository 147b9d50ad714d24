//! Git attributes of files.

use std::collections::HashMap;
use std::ffi::OsStr;
use std::path::{Path, PathBuf};
use std::sync::{Mutex, OnceLock, PoisonError};

use super::Repository;
use super::settings::user_folder;

/// Git's default length of conflict markers.
const DEFAULT_MARKER_SIZE: u16 = 7;

/// The attributes that make Git store a file in another form than in the working tree.
const CONVERTING: &[&str] = &["filter", "working-tree-encoding"];

/// Which attributes files mention such an attribute, each read once.
#[derive(Debug, Default)]
pub(super) struct Mentions {
    /// Whether one does outside the folders of the working tree.
    elsewhere: OnceLock<bool>,
    /// Whether that of a folder does.
    by_folder: Mutex<HashMap<PathBuf, bool>>,
}

impl Repository {
    /// The attribute, such as `filter=crypt`, that makes Git store a file in another form than in
    /// the working tree; line endings do not count.
    #[must_use]
    pub fn conversion(&self, file: &str) -> Option<String> {
        let found = match self.attributes_by_library(file) {
            Some(found) => found,
            // libgit2 cannot be asked, but a look at the files usually saves the process.
            None if self.may_convert(file) => self.attributes_by_command(file),
            None => Vec::new(),
        };
        for (name, value) in found {
            if self.converts(&name, &value) {
                return Some(format!("{name}={value}"));
            }
        }
        None
    }

    /// Whether Git certainly stores a file with this content as it is.
    pub(super) fn stores_as_is(&self, file: &str, content: &[u8]) -> bool {
        // These are converted, if at all: `\r\n`, and `$Id$`, which has the attribute `ident`.
        if memchr::memchr(b'\r', content).is_some()
            || memchr::memmem::find(content, b"$Id").is_some()
        {
            return false;
        }
        !self.mentions_conversion_of(file) || self.conversion(file).is_none()
    }

    /// Whether an attributes file that may apply to a file mentions a converting attribute.
    fn mentions_conversion_of(&self, file: &str) -> bool {
        let Mentions {
            elsewhere,
            by_folder,
        } = &self.mentions;
        if *elsewhere.get_or_init(|| self.may_convert("")) {
            return true;
        }
        let mut known = by_folder.lock().unwrap_or_else(PoisonError::into_inner);
        let mut folders = Path::new(file).ancestors().skip(1);
        folders.any(|folder| {
            *known.entry(folder.to_path_buf()).or_insert_with(|| {
                let path = self.root().join(folder).join(".gitattributes");
                // Git reads a missing one from the index.
                mentions_conversion(&path) || !path.exists() && self.leaves_attributes(folder)
            })
        })
    }

    /// Whether the index has an attributes file for a folder.
    fn leaves_attributes(&self, folder: &Path) -> bool {
        let path = folder.join(".gitattributes");
        let index = self.whole_index().unwrap_or_default();
        index.file(path.as_os_str().as_encoded_bytes()).is_some()
    }

    /// The length of a file's conflict markers, before Git lengthens them for nested merges.
    #[must_use]
    pub fn marker_size(&self, file: &Path) -> u16 {
        let name = "conflict-marker-size";
        let library = self.library_with(&["core.attributesFile", "core.ignoreCase"]);
        let value = if let Some(library) = library {
            let flags = git2::AttrCheckFlags::FILE_THEN_INDEX;
            let value = library.get_attr_bytes(file, name, flags);
            value.ok().flatten().map(<[u8]>::to_vec)
        } else {
            let ask = ["check-attr", "-z", name, "--"].map(OsStr::new);
            let text = self
                .git
                .run(&[&ask[..], &[file.as_os_str()]].concat())
                .unwrap_or_default();
            // The answer is the path, the attribute and its value.
            text.split(|byte| *byte == 0).nth(2).map(<[u8]>::to_vec)
        };
        let text = String::from_utf8(value.unwrap_or_default()).unwrap_or_default();
        match text.parse() {
            Ok(size) if size > 0 => size,
            // As in Git, an invalid value means the default.
            _ => DEFAULT_MARKER_SIZE,
        }
    }

    /// Whether an attribute really changes what Git stores.
    fn converts(&self, name: &str, value: &str) -> bool {
        if name != "filter" {
            // Git stores UTF-8.
            return !["utf-8", "utf8"].contains(&value.to_ascii_lowercase().as_str());
        }
        // A filter that is not configured does nothing.
        ["clean", "smudge", "process"]
            .iter()
            .any(|key| self.setting(&format!("filter.{value}.{key}")).is_some())
    }

    /// `None` if libgit2 cannot read them.
    fn attributes_by_library(&self, file: &str) -> Option<Vec<(String, String)>> {
        let library = self.library_with(&["core.attributesFile", "core.ignoreCase"])?;
        let mut found = Vec::new();
        for name in CONVERTING {
            let flags = git2::AttrCheckFlags::FILE_THEN_INDEX;
            let value = library.get_attr_bytes(Path::new(file), name, flags).ok()?;
            // A bare or negated attribute names no filter and no encoding, so it converts nothing.
            if let git2::AttrValue::String(value) = git2::AttrValue::from_bytes(value) {
                found.push(((*name).to_owned(), value.to_owned()));
            }
        }
        Some(found)
    }

    /// Whether any attributes file mentions a converting attribute: in most repositories none does,
    /// and no `git` process is needed.
    fn may_convert(&self, file: &str) -> bool {
        if std::env::var_os("GIT_ATTR_SOURCE").is_some() || self.names_attributes() {
            return true;
        }
        let mut files: Vec<PathBuf> = Path::new(file)
            .ancestors()
            .skip(1)
            .map(|folder| self.root().join(folder).join(".gitattributes"))
            .collect();
        files.push(self.common_dir().join("info").join("attributes"));
        files.push(PathBuf::from("/etc/gitattributes"));
        files.extend(user_attributes());
        files.iter().any(|path| mentions_conversion(path))
    }

    /// Whether the configuration names another attributes file.
    fn names_attributes(&self) -> bool {
        let Ok(mut configuration) = git2::Config::open_default() else {
            return true;
        };
        let own = self.common_dir().join("config");
        // An unreadable file names nothing.
        let _ = configuration.add_file(&own, git2::ConfigLevel::Local, false);
        configuration.get_entry("core.attributesFile").is_ok()
    }

    fn attributes_by_command(&self, file: &str) -> Vec<(String, String)> {
        let ask = ["check-attr", "-z", CONVERTING[0], CONVERTING[1], "--", file];
        let text = self.git.run(&ask).unwrap_or_default();
        // Path, attribute, value.
        let text = String::from_utf8_lossy(&text);
        let fields: Vec<&str> = text.split('\0').collect();
        let mut found = Vec::new();
        for fields in fields.chunks(3) {
            if let [_, name, value] = fields
                // These values are neither the name of a filter nor that of an encoding.
                && !matches!(*value, "unspecified" | "set" | "unset")
            {
                found.push(((*name).to_owned(), (*value).to_owned()));
            }
        }
        found
    }
}

/// The attributes file of the user.
fn user_attributes() -> Option<PathBuf> {
    Some(user_folder()?.join("attributes"))
}

/// Whether a file names a converting attribute; a missing file does not.
fn mentions_conversion(path: &Path) -> bool {
    let text = std::fs::read(path).unwrap_or_default();
    CONVERTING
        .iter()
        .any(|name| memchr::memmem::find(&text, name.as_bytes()).is_some())
}
