//! Permissions of files created in Git's own folders: `core.sharedRepository`.

use std::fs;
use std::io;
use std::path::Path;

use super::Repository;

const KEY: &str = "core.sharedRepository";

/// The permissions set by `core.sharedRepository`.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Sharing {
    /// The default permissions.
    Umask,
    /// At least these.
    AtLeast(u32),
    /// Exactly these.
    Exactly(u32),
}

impl Repository {
    /// The permissions of files created in this repository's Git folders.
    #[must_use]
    pub fn sharing(&self) -> Sharing {
        *self.sharing.get_or_init(|| {
            let value = if self.configured_library().is_some() {
                self.setting(KEY)
            } else {
                self.setting_in_own_file(KEY)
            };
            value.map_or(Sharing::Umask, |value| Sharing::of(&value))
        })
    }

    /// A value in the repository's own file, where `git init --shared` writes it; it is not worth a
    /// process.
    fn setting_in_own_file(&self, key: &str) -> Option<String> {
        let file = git2::Config::open(&self.common_dir().join("config"));
        file.ok()?.snapshot().ok()?.get_string(key).ok()
    }
}

impl Sharing {
    /// Parses a value by Git's rules.
    fn of(value: &str) -> Self {
        const GROUP: Sharing = Sharing::AtLeast(0o660);
        const EVERYBODY: Sharing = Sharing::AtLeast(0o664);
        match value {
            "umask" => return Self::Umask,
            "group" => return GROUP,
            "all" | "world" | "everybody" => return EVERYBODY,
            _ => {}
        }
        match u32::from_str_radix(value, 8) {
            Ok(1) => GROUP,
            Ok(2) => EVERYBODY,
            // Git refuses modes that lock out the owner.
            Ok(mode) if mode & 0o600 == 0o600 => Self::Exactly(mode & 0o666),
            // Zero, or a value that Git itself rejects.
            Ok(_) => Self::Umask,
            Err(_) => match value.to_lowercase().as_str() {
                "true" | "yes" | "on" => GROUP,
                _ => Self::Umask,
            },
        }
    }

    /// Creates a folder and its missing parents.
    ///
    /// # Errors
    ///
    /// Fails if one cannot be created.
    pub fn make_folder(self, folder: &Path) -> io::Result<()> {
        if folder.is_dir() {
            return Ok(());
        }
        if let Some(above) = folder.parent() {
            self.make_folder(above)?;
        }
        match fs::create_dir(folder) {
            Ok(()) => self.share(folder),
            // Another process was faster.
            Err(error) if error.kind() == io::ErrorKind::AlreadyExists && folder.is_dir() => {}
            Err(error) => return Err(error),
        }
        Ok(())
    }

    /// Sets the permissions of a newly created file or folder.
    #[cfg(unix)]
    pub fn share(self, path: &Path) {
        use std::os::unix::fs::PermissionsExt;
        if self == Self::Umask {
            return;
        }
        let Ok(metadata) = fs::metadata(path) else {
            return;
        };
        let mode = metadata.permissions().mode() & 0o7777;
        let wanted = self.mode(mode, metadata.is_dir());
        if wanted != mode {
            // Only its owner can, who will do the same.
            let _ = fs::set_permissions(path, fs::Permissions::from_mode(wanted));
        }
    }

    /// Sets the permissions of a newly created file or folder.
    #[cfg(not(unix))]
    pub fn share(self, _: &Path) {}

    /// The permissions that replace `mode`, computed like Git does.
    #[cfg(any(unix, test))]
    fn mode(self, mode: u32, is_folder: bool) -> u32 {
        let (mut asked, is_exact) = match self {
            Self::Umask => return mode,
            Self::AtLeast(asked) => (asked, false),
            Self::Exactly(asked) => (asked, true),
        };
        // A read-only file stays read-only, and an executable one becomes executable for all its
        // readers.
        if mode & 0o200 == 0 {
            asked &= !0o222;
        }
        if mode & 0o100 != 0 {
            asked |= (asked & 0o444) >> 2;
        }
        let kept = if is_exact { mode & !0o777 } else { mode };
        let mut wanted = kept | asked;
        if is_folder {
            wanted |= (wanted & 0o444) >> 2;
            // New files in it belong to the same group.
            if wanted & 0o060 != 0 {
                wanted |= 0o2000;
            }
        }
        wanted
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn values_are_read_as_git_reads_them() {
        for (value, wanted) in [
            ("umask", Sharing::Umask),
            ("false", Sharing::Umask),
            ("0", Sharing::Umask),
            ("group", Sharing::AtLeast(0o660)),
            ("true", Sharing::AtLeast(0o660)),
            ("1", Sharing::AtLeast(0o660)),
            ("all", Sharing::AtLeast(0o664)),
            ("everybody", Sharing::AtLeast(0o664)),
            ("2", Sharing::AtLeast(0o664)),
            ("0640", Sharing::Exactly(0o640)),
            ("0777", Sharing::Exactly(0o666)),
            ("0444", Sharing::Umask),
        ] {
            assert_eq!(Sharing::of(value), wanted, "{value}");
        }
    }

    #[test]
    fn permissions_are_those_that_git_gives() {
        let group = Sharing::AtLeast(0o660);
        assert_eq!(group.mode(0o644, false), 0o664);
        assert_eq!(group.mode(0o444, false), 0o444);
        assert_eq!(group.mode(0o755, false), 0o775);
        assert_eq!(group.mode(0o700, true), 0o2770);
        let exact = Sharing::Exactly(0o640);
        assert_eq!(exact.mode(0o664, false), 0o640);
        assert_eq!(exact.mode(0o755, true), 0o2750);
        assert_eq!(Sharing::Umask.mode(0o600, false), 0o600);
    }
}
