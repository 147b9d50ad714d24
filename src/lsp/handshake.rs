//! What client and server say of themselves when a conversation starts.

use gen_lsp_types::InitializeParams;
use serde_json::{Value, json};

use super::capabilities::{Abilities, folders, offered};
use super::server::{Server, Stage};
use super::uri;
use crate::config_file::Overrides;

impl Server<'_> {
    /// Takes note of what the client can do, and answers what the server can.
    pub(super) fn initialize(&mut self, params: &Value) -> Value {
        self.session.abilities = Abilities::of(params);
        self.session.overrides = overrides(&params["initializationOptions"]);
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
        self.client.request(
            "client/registerCapability",
            json!({"registrations": [registration]}),
        );
    }
}

/// The settings in the client's options, which take precedence over `.progress.yaml`.
fn overrides(options: &Value) -> Overrides {
    let names = |key: &str| {
        let listed = options[key].as_array().into_iter().flatten();
        listed
            .filter_map(|name| name.as_str().map(str::to_owned))
            .collect()
    };
    Overrides {
        select: names("select"),
        ignore: names("ignore"),
        pedantic: options["pedantic"] == true,
        ..Overrides::default()
    }
}
