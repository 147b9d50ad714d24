//! Starts `progress lsp` in Zed.

use zed_extension_api::{self as zed, Command, LanguageServerId, Result, Worktree};

struct Progress;

impl zed::Extension for Progress {
    fn new() -> Self {
        Self
    }

    fn language_server_command(&mut self, _: &LanguageServerId, tree: &Worktree) -> Result<Command> {
        // Installed by the user, so that hooks, CI and the editor run the same version.
        let program = tree.which("progress").ok_or(
            "`progress` is not on the PATH; see https://github.com/progress-lint/progress-lint",
        )?;
        Ok(Command {
            command: program,
            args: vec!["lsp".to_owned()],
            env: tree.shell_env(),
        })
    }
}

zed::register_extension!(Progress);
