//! URIs of files.

use std::path::{Path, PathBuf};

use gen_lsp_types::Uri;

/// The path that a URI names; `None` if it does not name a file of this machine.
#[must_use]
pub fn to_path(uri: &Uri) -> Option<PathBuf> {
    let rest = strip_scheme(&uri.0)?;
    let rest = rest.strip_prefix("//").map_or(rest, after_host);
    let end = rest.find(['?', '#']).unwrap_or(rest.len());
    let path = path_of(decoded(&rest[..end])?)?;
    // A relative path would depend on where the server was started.
    if path.is_absolute() { Some(path) } else { None }
}

/// The URI of an absolute path.
#[must_use]
pub fn of_path(path: &Path) -> Uri {
    let mut uri = "file://".to_owned();
    let bytes = bytes_of(path);
    if !bytes.starts_with(b"/") {
        // `C:/` on Windows.
        uri.push('/');
    }
    for byte in bytes {
        if byte.is_ascii_alphanumeric() || b"-._~/".contains(&byte) {
            uri.push(char::from(byte));
        } else {
            uri.push('%');
            uri.extend([digit(byte >> 4), digit(byte & 15)]);
        }
    }
    Uri(uri)
}

fn strip_scheme(uri: &str) -> Option<&str> {
    let (scheme, rest) = uri.split_once(':')?;
    if scheme.eq_ignore_ascii_case("file") {
        Some(rest)
    } else {
        None
    }
}

/// Strips an empty host or `localhost`.
fn after_host(rest: &str) -> &str {
    let start = rest.find('/').unwrap_or(rest.len());
    let host = &rest[..start];
    if host.is_empty() || host.eq_ignore_ascii_case("localhost") {
        &rest[start..]
    } else {
        // The file is on another machine: an empty path is not absolute.
        ""
    }
}

fn decoded(text: &str) -> Option<Vec<u8>> {
    let mut bytes = Vec::with_capacity(text.len());
    let mut left = text.bytes();
    while let Some(byte) = left.next() {
        if byte != b'%' {
            bytes.push(byte);
            continue;
        }
        let high = char::from(left.next()?).to_digit(16)?;
        let low = char::from(left.next()?).to_digit(16)?;
        bytes.push(u8::try_from(high << 4 | low).ok()?);
    }
    // No path contains NUL.
    if bytes.contains(&0) {
        None
    } else {
        Some(bytes)
    }
}

fn digit(value: u8) -> char {
    char::from_digit(u32::from(value), 16)
        .unwrap_or_default()
        .to_ascii_uppercase()
}

#[cfg(unix)]
#[allow(
    clippy::unnecessary_wraps,
    reason = "elsewhere, not all bytes are a path"
)]
fn path_of(bytes: Vec<u8>) -> Option<PathBuf> {
    use std::os::unix::ffi::OsStringExt;
    Some(PathBuf::from(std::ffi::OsString::from_vec(bytes)))
}

#[cfg(not(unix))]
fn path_of(bytes: Vec<u8>) -> Option<PathBuf> {
    let text = String::from_utf8(bytes).ok()?;
    // `/C:/…` names a drive.
    let path = text.strip_prefix('/').unwrap_or(&text);
    Some(PathBuf::from(path.replace('/', "\\")))
}

#[cfg(unix)]
fn bytes_of(path: &Path) -> Vec<u8> {
    use std::os::unix::ffi::OsStrExt;
    path.as_os_str().as_bytes().to_vec()
}

#[cfg(not(unix))]
fn bytes_of(path: &Path) -> Vec<u8> {
    path.to_string_lossy().replace('\\', "/").into_bytes()
}

#[cfg(all(test, unix))]
mod tests {
    use super::*;

    fn path(uri: &str) -> Option<String> {
        let path = to_path(&Uri(uri.to_owned()))?;
        Some(path.display().to_string())
    }

    #[test]
    fn files_are_found() {
        assert_eq!(path("file:///a/b.md").as_deref(), Some("/a/b.md"));
        assert_eq!(
            path("FILE://localhost/a%20b.md").as_deref(),
            Some("/a b.md")
        );
        assert_eq!(path("file:/a/%C3%A9.md#L3").as_deref(), Some("/a/é.md"));
    }

    #[test]
    fn anything_else_is_not_a_file() {
        for uri in [
            "untitled:Untitled-1",
            "git:/a/b.md?{}",
            "file://host/a.md",
            "file:a.md",
            "file:///a%2",
            "file:///a%zz",
            "file:///a%00b",
            "",
            "/a.md",
        ] {
            assert_eq!(path(uri), None, "{uri}");
        }
    }

    #[test]
    fn a_path_survives_both_ways() {
        for name in ["/a/b.md", "/é ü/%41#?.md", "/a\\b/c:d"] {
            let uri = of_path(Path::new(name));
            assert!(uri.0.is_ascii());
            assert_eq!(to_path(&uri).as_deref(), Some(Path::new(name)));
        }
    }
}

#[cfg(all(test, windows))]
mod tests {
    use super::*;

    #[test]
    fn drives_are_written_in_many_ways() {
        let folder = Path::new("C:\\a b\\c.md");
        for uri in [
            "file:///C:/a%20b/c.md",
            "file:///c%3A/a%20b/c.md",
            "file:/c:/a%20b/c.md",
            "file://localhost/C%3a/a%20b/c.md",
        ] {
            let path = to_path(&Uri(uri.to_owned())).unwrap();
            assert_eq!(path, folder, "{uri}");
            assert!(path.starts_with("C:\\"), "{uri}");
        }
        assert_eq!(of_path(folder).0, "file:///C%3A/a%20b/c.md");
        assert_eq!(to_path(&Uri("file://server/share/a.md".to_owned())), None);
    }
}
