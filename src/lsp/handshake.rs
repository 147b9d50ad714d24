//! What client and server say of themselves when a conversation starts.

use gen_lsp_types::{InitializeParams, MessageType};
use progress_core::display::visible;
use serde_json::{Value, json};

use super::capabilities::{Abilities, folders, offered};
use super::server::{Server, Stage};
use super::uri;
use crate::config_file::Overrides;

const LIST: &str = "a list of rule names";

impl Server<'_> {
    /// Takes note of what the client can do, and answers what the server can.
    pub(super) fn initialize(&mut self, params: &Value) -> Value {
        self.session.abilities = Abilities::of(params);
        let (overrides, complaints) = overrides(&params["initializationOptions"]);
        self.session.overrides = overrides;
        for complaint in complaints {
            self.client.show(MessageType::Warning, &complaint);
        }
        // Folders are only needed outside Git, so a client that gets them wrong is served anyway.
        if let Ok(known) = serde_json::from_value::<InitializeParams>(params.clone()) {
            let paths = folders(&known).into_iter();
            let paths = paths.filter_map(|folder| uri::to_path(&folder));
            self.session.folders = paths
                .map(|path| progress_git::paths::real_path(&path).unwrap_or(path))
                .collect();
        }
        self.stage = Stage::Running;
        json!({
            "capabilities": offered(&self.session.abilities),
            "serverInfo": {"name": "progress", "version": env!("CARGO_PKG_VERSION")},
        })
    }

    /// Asks the client to say which files change on disk.
    pub(super) fn watch(&mut self) {
        if !self.session.abilities.watches {
            return;
        }
        let watchers = json!([{"globPattern": "**/*.md"}, {"globPattern": "**/.progress.yaml"}]);
        let registration = json!({
            "id": "progress-watch",
            "method": "workspace/didChangeWatchedFiles",
            "registerOptions": {"watchers": watchers},
        });
        let params = json!({"registrations": [registration]});
        self.client.request("client/registerCapability", params);
    }
}

/// The settings in the client's options, which take precedence over `.progress.yaml`, and what is
/// wrong with those that are ignored.
fn overrides(options: &Value) -> (Overrides, Vec<String>) {
    let mut overrides = Overrides::default();
    let mut complaints = Vec::new();
    if !options.is_object() && !options.is_null() {
        complaints.push("ignoring `initializationOptions`: it must be an object".to_owned());
    }
    for (key, value) in options.as_object().into_iter().flatten() {
        // Clients send null for a setting that is not set.
        if value.is_null() {
            continue;
        }
        let expected = match key.as_str() {
            "select" => take(&mut overrides.select, names(value), LIST),
            "ignore" => take(&mut overrides.ignore, names(value), LIST),
            "pedantic" => take(
                &mut overrides.pedantic,
                value.as_bool(),
                "`true` or `false`",
            ),
            _ => Some("removed, since the options are `select`, `ignore` and `pedantic`"),
        };
        if let Some(expected) = expected {
            let key = visible(key);
            complaints.push(format!(
                "ignoring `{key}` in `initializationOptions`: it must be {expected}"
            ));
        }
    }
    (overrides, complaints)
}

/// Sets an option; without a valid value, returns what it must be.
fn take<T>(option: &mut T, value: Option<T>, expected: &'static str) -> Option<&'static str> {
    let Some(value) = value else {
        return Some(expected);
    };
    *option = value;
    None
}

fn names(value: &Value) -> Option<Vec<String>> {
    let names = value.as_array()?.iter();
    names.map(|name| name.as_str().map(str::to_owned)).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_invalid_options_are_ignored() {
        let options = json!({
            "select": "schema", "ignore": ["schema"], "pedantic": "yes", "strict": 1,
        });
        let (read, complaints) = overrides(&options);
        assert_eq!(read.ignore, ["schema"]);
        assert!(read.select.is_empty() && !read.pedantic);
        let complaints = complaints.join("\n");
        for key in ["select", "pedantic", "strict"] {
            let start = format!("ignoring `{key}` in `initializationOptions`");
            assert!(complaints.contains(&start), "{complaints}");
        }
        assert!(!complaints.contains("`ignore` in"), "{complaints}");
        let (_, complaints) = overrides(&json!({"select": null, "pedantic": true}));
        assert!(complaints.is_empty());
        assert_eq!(overrides(&json!([])).1.len(), 1);
        assert!(overrides(&Value::Null).1.is_empty());
    }
}
