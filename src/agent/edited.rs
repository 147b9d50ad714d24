//! The files that a tool call edited, as its arguments name them.

use serde_json::Value;

use super::call::{doing_of, is_call, is_undone};
use super::tools::Doing;

/// Maximum files of one call. Agents edit a few at a time.
const MAX_FILES: usize = 100;
/// Maximum length of a path; anything longer is not one.
const MAX_PATH: usize = 4_096;
/// Maximum depth at which arguments are searched.
const MAX_DEPTH: usize = 10;

/// Keys of arguments that name a file, in lower case and without `_`. Hosts rename their tools more
/// often than these.
const PATH_KEYS: &[&str] = &[
    "filepath",
    "path",
    "file",
    "filename",
    "targetfile",
    "absolutepath",
    "relativepath",
    "source",
    "destination",
    "notebookpath",
    "newpath",
    "oldpath",
    "from",
    "to",
    "uri",
    "newuri",
    "olduri",
    "fspath",
    "dirpath",
];
/// Keys of arguments that list files.
const LIST_KEYS: &[&str] = &["files", "paths", "filepaths", "uris"];
/// Keys of arguments that map files to their changes.
const MAP_KEYS: &[&str] = &["changes", "filechanges"];
/// Keys of arguments that may contain a patch, or arguments as JSON in a string.
const PATCH_KEYS: &[&str] = &[
    "command",
    "cmd",
    "input",
    "patch",
    "patchtext",
    "arguments",
    "args",
    "parameters",
    "params",
];
/// Keys of arguments that name the directory in which a command runs.
const FOLDER_KEYS: &[&str] = &["workdir", "workingdirectory", "workingdir", "cwd"];
/// Lines of a patch that name a file.
const PATCH_LINES: &[&str] = &[
    "*** Add File: ",
    "*** Update File: ",
    "*** Delete File: ",
    "*** Move to: ",
    "--- a/",
    "+++ b/",
    "rename from ",
    "rename to ",
];
/// What tool calls edited.
#[derive(Debug, Default)]
pub(super) struct Edited {
    /// The files as they are named, each once, in order.
    pub files: Vec<String>,
    /// The directories in which commands ran; paths may be relative to them.
    pub folders: Vec<String>,
}

impl Edited {
    /// Adds the files that the arguments of a tool name; `doing` is what the tool does.
    pub(super) fn collect(&mut self, arguments: &Value, doing: Doing) {
        match arguments {
            Value::String(text) => self.collect_text(text, doing, 0),
            _ => self.collect_in(arguments, doing, 0),
        }
    }

    /// Adds the files that a text names. Copilot sends arguments as JSON in a string, and a wrapper
    /// may encode them again; Codex sends a patch as it is.
    fn collect_text(&mut self, text: &str, doing: Doing, depth: usize) {
        if depth > MAX_DEPTH {
            return;
        }
        match serde_json::from_str::<Value>(text) {
            Ok(Value::String(inner)) => self.collect_text(&inner, doing, depth + 1),
            Ok(inner @ Value::Object(_)) => self.collect_in(&inner, doing, depth),
            Ok(Value::Array(items)) => self.collect_items(&items, false, doing, depth),
            _ => self.collect_patched(text, doing),
        }
    }

    fn collect_in(&mut self, value: &Value, doing: Doing, depth: usize) {
        if depth > MAX_DEPTH {
            return;
        }
        match value {
            Value::Array(items) => {
                for item in items {
                    self.collect_in(item, doing, depth + 1);
                }
            }
            Value::Object(entries) => {
                if is_call(entries, doing) && is_undone(entries) {
                    return;
                }
                // The arguments of a call may contain another one.
                let doing = doing_of(entries, doing);
                for (key, value) in entries {
                    self.collect_entry(&plain(key), value, doing, depth);
                }
            }
            _ => {}
        }
    }

    fn collect_entry(&mut self, key: &str, value: &Value, doing: Doing, depth: usize) {
        let may_edit = matches!(doing, Doing::Edits | Doing::Unknown);
        match value {
            Value::String(text) if PATH_KEYS.contains(&key) => {
                if may_edit {
                    add(text, &mut self.files);
                }
            }
            Value::String(text) if PATCH_KEYS.contains(&key) => {
                self.collect_text(text, doing, depth + 1);
            }
            Value::String(text) if FOLDER_KEYS.contains(&key) => add(text, &mut self.folders),
            Value::Object(changes) if MAP_KEYS.contains(&key) && may_edit => {
                for path in changes.keys() {
                    add(path, &mut self.files);
                }
                self.collect_in(value, doing, depth + 1);
            }
            Value::Array(items) if LIST_KEYS.contains(&key) && may_edit => {
                self.collect_items(items, true, doing, depth);
            }
            Value::Array(items) if PATCH_KEYS.contains(&key) => {
                self.collect_items(items, false, doing, depth);
            }
            _ => self.collect_in(value, doing, depth + 1),
        }
    }

    /// Adds the files of a list: its texts are paths, or the words of a command with a patch.
    fn collect_items(&mut self, items: &[Value], are_paths: bool, doing: Doing, depth: usize) {
        for item in items {
            match item.as_str() {
                Some(text) if are_paths => add(text, &mut self.files),
                Some(text) => self.collect_patched(text, doing),
                None => self.collect_in(item, doing, depth + 1),
            }
        }
    }

    /// Adds the files that a patch changes.
    fn collect_patched(&mut self, text: &str, doing: Doing) {
        if doing == Doing::Reads {
            return;
        }
        for line in text.lines() {
            // Codex ignores white space around these lines.
            let line = line.trim();
            let mut starts = PATCH_LINES.iter();
            if let Some(path) = starts.find_map(|start| line.strip_prefix(start)) {
                add(path, &mut self.files);
            }
        }
        // `cd docs && apply_patch`, which Codex understands as well.
        if let Some(rest) = text.trim_start().strip_prefix("cd ")
            && let Some((folder, _)) = rest.split_once("&&")
        {
            add(folder.trim().trim_matches(['\'', '"']), &mut self.folders);
        }
    }
}

fn add(text: &str, paths: &mut Vec<String>) {
    let path = path_of(text);
    let is_path = !path.is_empty() && path.len() <= MAX_PATH && !path.contains(['\0', '\n']);
    if is_path && paths.len() < MAX_FILES && !paths.contains(&path) {
        paths.push(path);
    }
}

/// The path that a host names, which may be a URI.
pub(super) fn path_of(text: &str) -> String {
    let path = match text.strip_prefix("file://") {
        Some(rest) => decoded(rest),
        None => text.to_owned(),
    };
    if cfg!(windows) {
        without_slash(&path).to_owned()
    } else {
        path
    }
}

/// A path of Windows without the slash that URIs, and programs that take them apart, put before a
/// drive: `/c:/docs`.
fn without_slash(path: &str) -> &str {
    match path.as_bytes() {
        [b'/' | b'\\', drive, b':', ..] if drive.is_ascii_alphabetic() => &path[1..],
        _ => path,
    }
}

/// The path in a URI, without its host and percent signs.
fn decoded(rest: &str) -> String {
    let path = rest.strip_prefix("localhost").unwrap_or(rest);
    let mut bytes = Vec::with_capacity(path.len());
    let mut left = path.as_bytes();
    while let [first, rest @ ..] = left {
        let code = rest
            .get(..2)
            .and_then(|code| std::str::from_utf8(code).ok());
        let byte = code.and_then(|code| u8::from_str_radix(code, 16).ok());
        if let (b'%', Some(byte)) = (first, byte) {
            bytes.push(byte);
            left = rest.get(2..).unwrap_or_default();
        } else {
            bytes.push(*first);
            left = rest;
        }
    }
    String::from_utf8_lossy(&bytes).into_owned()
}

/// A key in lower case and without `_`: hosts spell the same key in three ways.
pub(super) fn plain(key: &str) -> String {
    let letters = key.chars().filter(|&letter| letter != '_');
    letters.flat_map(char::to_lowercase).collect()
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    fn files(arguments: &Value) -> Vec<String> {
        let mut edited = Edited::default();
        edited.collect(arguments, Doing::Unknown);
        edited.files
    }

    #[test]
    fn files_are_found_under_every_name() {
        assert_eq!(
            files(&json!({"file_path": "/r/a.md", "content": "x"})),
            ["/r/a.md"]
        );
        assert_eq!(files(&json!({"filePath": "a.md"})), ["a.md"]);
        assert_eq!(
            files(&json!({"command": "create", "path": "a.md"})),
            ["a.md"]
        );
        assert_eq!(files(&json!({"files": ["a.md", "b.md"]})), ["a.md", "b.md"]);
        assert_eq!(files(&json!({"files": [{"path": "a.md"}]})), ["a.md"]);
        assert_eq!(
            files(&json!({"replacements": [{"filePath": "a.md"}, {"filePath": "a.md"}]})),
            ["a.md"]
        );
        assert_eq!(files(&json!("{\"path\": \"a.md\"}")), ["a.md"]);
        assert_eq!(
            files(&json!({"arguments": "{\"path\": \"a.md\"}"})),
            ["a.md"]
        );
        let changes = json!({"changes": {"a.md": {"type": "update", "move": 1}, "b.md": []}});
        assert_eq!(files(&changes), ["a.md", "b.md"]);
        let moved = json!({"oldUri": "file:///r/a.md", "newUri": "file:///r/b.md"});
        assert_eq!(files(&moved), ["/r/a.md", "/r/b.md"]);
        assert_eq!(
            files(&json!({"from": "a.md", "to": "b.md"})),
            ["a.md", "b.md"]
        );
        assert_eq!(files(&json!({"uri": "file:///r/a%20b.md"})), ["/r/a b.md"]);
        // Tools of MCP servers.
        assert_eq!(
            files(&json!({"relative_path": "a.md", "body": "x"})),
            ["a.md"]
        );
        assert_eq!(
            files(&json!({"source": "a.md", "destination": "b.md"})),
            ["a.md", "b.md"]
        );
    }

    #[test]
    fn files_are_found_in_patches() {
        let patch = "*** Begin Patch\n*** Update File: a b.md\n*** Move to: c.md\n@@\n-x\n+*** Add File: no.md\n*** Delete File: d.md\r\n*** End Patch";
        let expected = ["a b.md", "c.md", "d.md"];
        assert_eq!(files(&json!({"command": patch})), expected);
        assert_eq!(files(&json!({"command": ["apply_patch", patch]})), expected);
        assert_eq!(
            files(&json!({"input": patch, "explanation": "x"})),
            expected
        );
        assert_eq!(files(&json!(patch)), expected);
        let diff = "diff --git a/a.md b/a.md\n--- a/a.md\n+++ b/a.md\n@@ -1 +1 @@\n-x\n+y\n";
        assert_eq!(files(&json!({ "patch": diff })), ["a.md"]);
        let moved =
            "diff --git a/a.md b/b.md\nsimilarity index 100%\nrename from a.md\nrename to b.md\n";
        assert_eq!(files(&json!({ "patch": moved })), ["a.md", "b.md"]);
    }

    #[test]
    fn a_drive_needs_no_slash() {
        assert_eq!(without_slash("/c:/r/a.md"), "c:/r/a.md");
        assert_eq!(without_slash("\\C:\\r"), "C:\\r");
        for path in ["/c/r", "c:/r", "/1:/r", "//c:/r", "/", ""] {
            assert_eq!(without_slash(path), path);
        }
    }

    #[test]
    fn other_arguments_are_not_files() {
        let write = json!({"file_path": "a.md", "content": "*** Update File: b.md"});
        assert_eq!(files(&write), ["a.md"]);
        assert!(files(&json!({"command": "cat a.md"})).is_empty());
        assert!(files(&json!({"path": "a\u{0}.md"})).is_empty());
        assert!(files(&json!({"path": ""})).is_empty());
        assert!(files(&json!({"path": "x".repeat(5_000)})).is_empty());
        assert!(files(&json!([[[[[[[[[[[[{"path": "a.md"}]]]]]]]]]]]])).is_empty());
    }
}
