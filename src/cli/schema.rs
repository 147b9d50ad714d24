//! `progress schema`: the published JSON Schemas.

use super::args::{SchemaArguments, SchemaName};
use super::failure::Failure;
use super::{Console, ExitStatus};

const PROGRESS: &str = include_str!("../../schemas/progress.schema.json");
const CONFIG: &str = include_str!("../../schemas/config.schema.json");
const REPORT: &str = include_str!("../../schemas/report.schema.json");
const DIFF: &str = include_str!("../../schemas/diff.schema.json");
const STATUS: &str = include_str!("../../schemas/status.schema.json");
const READY: &str = include_str!("../../schemas/ready.schema.json");
const LIST: &str = include_str!("../../schemas/list.schema.json");
const SHOW: &str = include_str!("../../schemas/show.schema.json");
const LOG: &str = include_str!("../../schemas/log.schema.json");
const BLAME: &str = include_str!("../../schemas/blame.schema.json");
const VERIFY: &str = include_str!("../../schemas/verify.schema.json");
const HISTORY: &str = include_str!("../../schemas/history.schema.json");
const UPDATE: &str = include_str!("../../schemas/update.schema.json");
const EXPORT: &str = include_str!("../../schemas/export.schema.json");
const IMPORT: &str = include_str!("../../schemas/import.schema.json");
const SYNC: &str = include_str!("../../schemas/sync.schema.json");
const RESOLVE: &str = include_str!("../../schemas/resolve.schema.json");
const RULES: &str = include_str!("../../schemas/rules.schema.json");
const EXPLAIN: &str = include_str!("../../schemas/explain.schema.json");
const DOCTOR: &str = include_str!("../../schemas/doctor.schema.json");
const HOOK_STATUS: &str = include_str!("../../schemas/hook-status.schema.json");

pub(super) fn run(
    arguments: &SchemaArguments,
    console: &mut Console<'_>,
) -> Result<ExitStatus, Failure> {
    let schema = match arguments.schema {
        SchemaName::Progress => PROGRESS,
        SchemaName::Config => CONFIG,
        SchemaName::Report => REPORT,
        SchemaName::Diff => DIFF,
        SchemaName::Status => STATUS,
        SchemaName::Ready => READY,
        SchemaName::List => LIST,
        SchemaName::Show => SHOW,
        SchemaName::Log => LOG,
        SchemaName::Blame => BLAME,
        SchemaName::Verify => VERIFY,
        SchemaName::History => HISTORY,
        SchemaName::Update => UPDATE,
        SchemaName::Export => EXPORT,
        SchemaName::Import => IMPORT,
        SchemaName::Sync => SYNC,
        SchemaName::Resolve => RESOLVE,
        SchemaName::Rules => RULES,
        SchemaName::Explain => EXPLAIN,
        SchemaName::Doctor => DOCTOR,
        SchemaName::HookStatus => HOOK_STATUS,
    };
    console.finish(ExitStatus::Clean, |out| out.write_all(schema.as_bytes()))
}

#[cfg(test)]
pub(super) mod tests {
    use std::path::Path;

    use schemars::generate::SchemaSettings;
    use schemars::transform::RecursiveTransform;
    use schemars::{JsonSchema, Schema};

    const HOME: &str = "https://github.com/progress-lint/progress-lint/raw/main/schemas";

    /// Compares the published schema of an output with its type; `UPDATE=1 cargo test` rewrites
    /// it.
    pub(in crate::cli) fn check<T: JsonSchema>(name: &str) {
        let settings = SchemaSettings::draft2020_12().for_serialize();
        // Strict validators reject formats that the standard does not define.
        let mut schema = settings
            .with_transform(RecursiveTransform(|schema: &mut Schema| {
                schema.remove("format");
            }))
            .into_generator()
            .into_root_schema_for::<T>();
        name_it(&mut schema, name);
        let expected = serde_json::to_string_pretty(&schema).unwrap() + "\n";
        let path = Path::new(env!("CARGO_MANIFEST_DIR"))
            .join("schemas")
            .join(format!("{name}.schema.json"));
        let actual = std::fs::read_to_string(&path).unwrap_or_default();
        if actual.replace("\r\n", "\n") == expected {
            return;
        }
        assert!(
            std::env::var_os("UPDATE").is_some(),
            "{name}.schema.json is stale; `UPDATE=1 cargo test` rewrites it"
        );
        std::fs::write(path, expected).unwrap();
    }

    fn name_it(schema: &mut Schema, name: &str) {
        let command = name.replace('-', " ");
        schema.insert(
            "$id".to_owned(),
            format!("{HOME}/{name}.schema.json").into(),
        );
        schema.insert(
            "title".to_owned(),
            format!("Output of progress {command}").into(),
        );
    }
}
