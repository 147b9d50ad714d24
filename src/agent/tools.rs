//! What the tools of agents do, judged by the words of their names.

/// What a tool does with the files that its arguments name.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Doing {
    /// It changes them.
    Edits,
    /// It only reads them.
    Reads,
    /// It runs a command. Only a patch in the command shows what it edits.
    Runs,
    /// Its name does not tell. The files decide: only what is worse than in the last commit is
    /// reported.
    Unknown,
}

/// Words in names of tools that change files. They outweigh all others: `search_replace`.
const EDITS: &[&str] = &[
    "add",
    "append",
    "apply",
    "applypatch",
    "change",
    "copy",
    "create",
    "delete",
    "edit",
    "fix",
    "format",
    "insert",
    "modify",
    "move",
    "multiedit",
    "notebookedit",
    "overwrite",
    "patch",
    "prepend",
    "put",
    "refactor",
    "remove",
    "rename",
    "replace",
    "restore",
    "revert",
    "rewrite",
    "save",
    "set",
    "strreplace",
    "undo",
    "update",
    "upsert",
    "write",
    "writefile",
];
/// Words in names of tools that read files, or look at something else that names files.
const READS: &[&str] = &[
    "analyze",
    "blame",
    "browse",
    "browser",
    "cat",
    "codesearch",
    "definition",
    "describe",
    "diagnostics",
    "diff",
    "errors",
    "exists",
    "explain",
    "fetch",
    "find",
    "get",
    "glob",
    "grep",
    "head",
    "history",
    "hover",
    "info",
    "inspect",
    "lint",
    "list",
    "listdir",
    "lookup",
    "ls",
    "lsp",
    "notebookread",
    "open",
    "outline",
    "preview",
    "problems",
    "query",
    "read",
    "readfile",
    "references",
    "review",
    "scan",
    "search",
    "show",
    "stat",
    "status",
    "summarize",
    "summary",
    "symbols",
    "tail",
    "test",
    "tests",
    "tree",
    "usages",
    "validate",
    "verify",
    "view",
    "viewfile",
    "webfetch",
    "websearch",
];
/// Words in names of tools that run commands.
const RUNS: &[&str] = &[
    "bash",
    "command",
    "exec",
    "execute",
    "powershell",
    "run",
    "shell",
    "terminal",
];
/// First words in names of tools that only read, whatever follows: `get_edit_history`.
const ONLY_READS: &[&str] = &["get", "show"];
/// Words after which another action may follow: `get_or_create`.
const JOINTS: &[&str] = &["and", "or"];

/// What a tool does, judged by the whole words of its name: `thread_save` does not read. The name
/// of its server, if there is one, does not count.
pub(super) fn doing(tool: &str) -> Doing {
    let own = tool.rsplit("__").next().unwrap_or(tool);
    let own = own.rsplit(['/', '.']).next().unwrap_or(own);
    let words = words(own);
    let has = |table: &[&str]| words.iter().any(|word| table.contains(&word.as_str()));
    let first = words.first().map_or("", String::as_str);
    if ONLY_READS.contains(&first) && !has(JOINTS) {
        Doing::Reads
    } else if has(EDITS) {
        Doing::Edits
    } else if has(READS) {
        Doing::Reads
    } else if has(RUNS) {
        Doing::Runs
    } else {
        Doing::Unknown
    }
}

/// The words of a name in lowercase, whether it is written as `read_file`, `read-file`, `readFile`
/// or `ReadFile`.
pub(super) fn words(name: &str) -> Vec<String> {
    let mut words = Vec::new();
    let mut word = String::new();
    let mut letters = name.chars().peekable();
    let mut before = ' ';
    while let Some(letter) = letters.next() {
        // `getLSPErrors`: the last of several capitals belongs to the next word.
        let follows_small = before.is_lowercase() || before.is_ascii_digit();
        let starts = letter.is_uppercase()
            && (follows_small || letters.peek().is_some_and(|next| next.is_lowercase()));
        if (starts || !letter.is_alphanumeric()) && !word.is_empty() {
            words.push(std::mem::take(&mut word));
        }
        if letter.is_alphanumeric() {
            word.extend(letter.to_lowercase());
        }
        before = letter;
    }
    if !word.is_empty() {
        words.push(word);
    }
    words
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_are_split_into_words() {
        for name in [
            "read_file",
            "read-file",
            "readFile",
            "ReadFile",
            "read file",
        ] {
            assert_eq!(words(name), ["read", "file"], "{name}");
        }
        assert_eq!(words("getLSPErrors"), ["get", "lsp", "errors"]);
        assert_eq!(words("runTests1"), ["run", "tests1"]);
        assert_eq!(words("LS"), ["ls"]);
        assert!(words("_-").is_empty() && words("").is_empty());
    }

    #[track_caller]
    fn all(expected: Doing, tools: &[&str]) {
        for tool in tools {
            assert_eq!(doing(tool), expected, "{tool}");
        }
    }

    #[test]
    fn tools_that_read_are_told_by_their_names() {
        // Those of Visual Studio Code come first.
        all(
            Doing::Reads,
            &[
                "semantic_search",
                "file_search",
                "grep_search",
                "test_search",
                "read_file",
                "list_dir",
                "get_errors",
                "copilot_getErrors",
                "get_changed_files",
                "get_search_view_results",
                "get_terminal_output",
                "list_code_usages",
                "read_project_structure",
                "copilot_readNotebookCellOutput",
                "open_simple_browser",
                "test_failure",
                "runTests",
                "vscode_get_confirmation",
                "Read",
                "view",
                "Grep",
                "LS",
                "LSP",
                "fs_read",
                "fs/read_text_file",
                "read_many_files",
                "get_edit_history",
                "mcp__fs__read_text_file",
                "mcp__editor__get_diagnostics",
            ],
        );
    }

    #[test]
    fn tools_that_edit_are_told_by_their_names() {
        all(
            Doing::Edits,
            &[
                "apply_patch",
                "copilot_applyPatch",
                "create_file",
                "insert_edit_into_file",
                "replace_string_in_file",
                "multi_replace_string_in_file",
                "edit_notebook_file",
                "Write",
                "MultiEdit",
                "multiedit",
                "StrReplace",
                "str-replace-editor",
                "str_replace_editor",
                "fs_write",
                "write_to_file",
                "search_replace",
                "list_append",
                "review_write",
                "get_or_create",
                "mcp__fs__read_and_replace",
                "mcp__review__save",
                "mcp__todo_list__update",
                "mcp__findings__rename",
                "mcp__checklist__set",
                "mcp__serena__replace_regex",
            ],
        );
    }

    #[test]
    fn other_names_tell_less() {
        all(
            Doing::Runs,
            &["run_in_terminal", "Bash", "exec_command", "execute_bash"],
        );
        all(
            Doing::Unknown,
            &[
                "memory",
                "use_mcp_tool",
                "thread",
                "checklist",
                "réview",
                "",
            ],
        );
    }
}
