//! Arguments of `progress graph`.

use std::path::PathBuf;

use clap::{Args, ValueEnum, ValueHint};

const EXAMPLES: &str = "\
Examples:
  progress graph auth                    the tasks of a plan, as a tree
  progress graph auth --phase 2          one phase, and what it depends on
  progress graph auth --format svg > auth.svg
  progress graph auth --format markdown  a Mermaid diagram, for an issue or a pull request
  progress graph auth --fold done --format dot | dot -Tpdf -o auth.pdf

Without PLAN, the plan of the current branch is drawn, or else all plans that are not finished.

A task is drawn below what it depends on. Thick lines are the critical path that the phase states.
GitHub and GitLab draw Mermaid diagrams of at most 50,000 characters and 500 arrows. What is larger
is folded, or split by phase with `--format markdown`; a note says so.

Exit status: 0 success, 2 usage error, or a file whose frontmatter cannot be read.";

// The arguments of `progress graph`.
#[derive(Debug, Args)]
#[command(after_help = EXAMPLES)]
pub(in crate::cli) struct GraphArguments {
    /// A plan: its `prd`, the name or path of its directory, or a prefix of its name
    pub plan: Option<String>,
    /// Only this phase, or phases that cover it, and what they depend on
    #[arg(long, value_name = "PHASE")]
    pub phase: Option<String>,
    /// Draw several tasks as one
    #[arg(long, value_enum, value_name = "WHAT", default_value_t)]
    pub fold: FoldName,
    /// Output format
    #[arg(long, value_enum, value_name = "FORMAT", default_value_t)]
    pub format: GraphFormat,
    /// Read settings from this file instead of `.progress.yaml`
    #[arg(long, value_name = "FILE", value_hint = ValueHint::FilePath)]
    pub config: Option<PathBuf>,
}

/// What is drawn as one.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, ValueEnum)]
pub(in crate::cli) enum FoldName {
    /// Nothing; each task has its own box
    #[default]
    Nothing,
    /// The finished and dropped tasks of a phase
    Done,
    /// All tasks of a phase
    Phases,
}

/// How a graph is drawn.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, ValueEnum)]
pub(in crate::cli) enum GraphFormat {
    /// A tree, for people
    #[default]
    Human,
    /// A picture, for browsers and documents
    Svg,
    /// Mermaid source
    Mermaid,
    /// Markdown with Mermaid diagrams, for GitHub and GitLab
    Markdown,
    /// DOT source, for Graphviz
    Dot,
}
