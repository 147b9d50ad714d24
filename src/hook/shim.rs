//! The scripts that Git runs.

/// A hook of Git's that we serve.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Hook {
    /// Its name, which is its file's.
    pub name: &'static str,
    /// The script.
    pub script: &'static str,
}

macro_rules! hooks {
    ($($name:literal),* $(,)?) => {
        &[$(Hook { name: $name, script: include_str!(concat!("../../hooks/", $name)) }),*]
    };
}

/// Every hook that we serve, in the order in which Git runs them.
pub const HOOKS: &[Hook] = hooks![
    "pre-commit",
    "pre-merge-commit",
    "prepare-commit-msg",
    "commit-msg",
    "post-commit",
    "post-merge",
    "post-rewrite",
    "pre-push",
];
