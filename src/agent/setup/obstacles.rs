//! What keeps hooks from running although they are set up.

use super::settings::flag;
use super::{SetupStep, Target};
use crate::config_file::SettingsFile;
use crate::project::Root;

/// Why the hooks of these steps do nothing, each in a sentence.
#[must_use]
pub fn obstacles(root: &Root, steps: &[SetupStep]) -> Vec<String> {
    let mut found = Vec::new();
    // Settings that are invalid are reported by every hook.
    let settings = SettingsFile::Disk(&root.folder).load();
    if settings.is_ok_and(|settings| !settings.agent_enabled) {
        found.push(
            "`agent.enabled` is `false` in `.progress.yaml`, so the hooks say nothing".to_owned(),
        );
    }
    for step in steps {
        let text = step.after.as_deref().unwrap_or_default();
        let (switch, path): (_, &[&str]) = match step.target {
            Target::Instructions => continue,
            Target::Gemini => (
                "`hooksConfig.enabled` is `false`",
                &["hooksConfig", "enabled"],
            ),
            _ => ("`disableAllHooks` is `true`", &["disableAllHooks"]),
        };
        if flag(text, path) == Some(step.target != Target::Gemini) {
            let path = &step.path;
            found.push(format!("{switch} in `{path}`, so the hooks do not run"));
        }
    }
    found
}
