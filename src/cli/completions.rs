//! `progress completions`: shell completion scripts.

use clap::builder::PossibleValue;
use clap::{Arg, Command, CommandFactory};

use super::args::{Arguments, CompletionsArguments};
use super::failure::Failure;
use super::{Console, ExitStatus};

pub(super) fn run(
    arguments: &CompletionsArguments,
    console: &mut Console<'_>,
) -> Result<ExitStatus, Failure> {
    // clap_complete panics if it cannot write, so the script goes to memory first.
    let mut script = Vec::new();
    let mut command = with_rule_names(Arguments::command());
    clap_complete::generate(arguments.shell, &mut command, "progress", &mut script);
    console.finish(ExitStatus::Clean, |out| out.write_all(&script))
}

/// Adds the rule names as possible values for completion. The parser accepts any text, because
/// our own error for an unknown rule is more helpful than a list of all rules.
fn with_rule_names(command: Command) -> Command {
    command
        .mut_subcommand("explain", |explain| explain.mut_arg("rule", of_rules))
        .mut_subcommand("lint", |lint| {
            lint.mut_arg("select", of_rules).mut_arg("ignore", of_rules)
        })
}

/// Gives an argument the rule names as values.
fn of_rules(argument: Arg) -> Arg {
    let values: Vec<PossibleValue> = progress_core::rules::ALL
        .iter()
        .map(|entry| PossibleValue::new(entry.rule.name).help(entry.rule.summary))
        .collect();
    argument.value_parser(values)
}
