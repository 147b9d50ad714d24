//! Git attributes of files.

use std::ffi::OsStr;
use std::path::{Path, PathBuf};

use super::Repository;

/// Git's default length of conflict markers.
const DEFAULT_MARKER_SIZE: u16 = 7;

/// The attributes that make Git store a file in another form than in the working tree.
const CONVERTING: &[&str] = &["filter", "working-tree-encoding"];

impl Repository {
    /// The attribute, such as `filter=crypt`, that makes Git store a file in another form than in
    /// the working tree; line endings do not count.
    #[must_use]
    pub fn conversion(&self, file: &str) -> Option<String> {
        let found = match self.attributes_by_library(file) {
            Some(found) => found,
            None if self.may_convert(file) => self.attributes_by_command(file),
            None => Vec::new(),
        };
        let mut found = found
            .into_iter()
            .filter(|(name, value)| self.converts(name, value));
        found.next().map(|(name, value)| format!("{name}={value}"))
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
            text.split(|byte| *byte == 0).nth(2).map(<[u8]>::to_vec)
        };
        let value = value.map(|value| String::from_utf8_lossy(&value).parse());
        // As in Git, an invalid value means the default.
        let size = value.and_then(Result::ok).filter(|size| *size > 0);
        size.unwrap_or(DEFAULT_MARKER_SIZE)
    }

    fn converts(&self, name: &str, value: &str) -> bool {
        let is_utf8 = || ["utf-8", "utf8"].contains(&value.to_ascii_lowercase().as_str());
        if name != "filter" {
            return !is_utf8();
        }
        // A filter that is not configured does nothing.
        let keys = ["clean", "smudge", "process"];
        let mut keys = keys.iter().map(|key| format!("filter.{value}.{key}"));
        keys.any(|key| self.setting(&key).is_some())
    }

    /// `None` if libgit2 cannot read them.
    fn attributes_by_library(&self, file: &str) -> Option<Vec<(String, String)>> {
        let library = self.library_with(&["core.attributesFile", "core.ignoreCase"])?;
        let mut found = Vec::new();
        for name in CONVERTING {
            let flags = git2::AttrCheckFlags::FILE_THEN_INDEX;
            let value = library.get_attr_bytes(Path::new(file), name, flags).ok()?;
            if let git2::AttrValue::String(value) = git2::AttrValue::from_bytes(value) {
                found.push(((*name).to_owned(), value.to_owned()));
            }
        }
        Some(found)
    }

    /// Whether any attributes file mentions a converting attribute: in most repositories none does,
    /// and no `git` process is needed.
    fn may_convert(&self, file: &str) -> bool {
        let inside = Path::new(file)
            .ancestors()
            .skip(1)
            .map(|folder| self.root().join(folder).join(".gitattributes"));
        let home = std::env::var_os("HOME").map(PathBuf::from);
        let user = std::env::var_os("XDG_CONFIG_HOME")
            .map(PathBuf::from)
            .or_else(|| Some(home?.join(".config")))
            .map(|folder| folder.join("git").join("attributes"));
        let outside = [
            Some(self.common_dir().join("info").join("attributes")),
            Some(PathBuf::from("/etc/gitattributes")),
            user,
        ];
        std::env::var_os("GIT_ATTR_SOURCE").is_some()
            || self.names_attributes()
            || inside.chain(outside.into_iter().flatten()).any(|path| {
                let text = std::fs::read(path).unwrap_or_default();
                CONVERTING
                    .iter()
                    .any(|name| memchr::memmem::find(&text, name.as_bytes()).is_some())
            })
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
        let text = String::from_utf8_lossy(&text).into_owned();
        // Path, attribute, value.
        let fields: Vec<&str> = text.split('\0').collect();
        let mut found = Vec::new();
        for fields in fields.chunks(3) {
            if let [_, name, value] = fields
                && !matches!(*value, "unspecified" | "set" | "unset")
            {
                found.push(((*name).to_owned(), (*value).to_owned()));
            }
        }
        found
    }
}
