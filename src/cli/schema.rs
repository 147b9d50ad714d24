//! `progress schema`: the published JSON Schemas.

use super::args::{SchemaArguments, SchemaName};
use super::failure::Failure;
use super::{Console, ExitStatus};

const PROGRESS: &str = include_str!("../../schemas/progress.schema.json");
const CONFIG: &str = include_str!("../../schemas/config.schema.json");
const REPORT: &str = include_str!("../../schemas/report.schema.json");
const DIFF: &str = include_str!("../../schemas/diff.schema.json");

pub(super) fn run(
    arguments: &SchemaArguments,
    console: &mut Console<'_>,
) -> Result<ExitStatus, Failure> {
    let schema = match arguments.schema {
        SchemaName::Progress => PROGRESS,
        SchemaName::Config => CONFIG,
        SchemaName::Report => REPORT,
        SchemaName::Diff => DIFF,
    };
    console.finish(ExitStatus::Clean, |out| out.write_all(schema.as_bytes()))
}
