//! Where the settings of a project put `sprint-status.yaml`.

use yaml_lossless::text::Span;
use yaml_lossless::{Node, Tree};

use crate::files::{Files, join, matching};

/// The folder that the tool is installed in: today's, and those of its first versions.
const INSTALLED: &[&str] = &["_bmad", ".bmad", "bmad"];

/// The keys that name the folder with the file, the newest first.
const KEYS: &[&str] = &[
    "implementation_artifacts",
    "sprint_artifacts",
    "output_folder",
];

/// The file, if the settings of an installed module name its folder and it is there.
pub(crate) fn stated_place(files: &dyn Files, project: &str) -> Option<String> {
    for folder in INSTALLED {
        for path in matching(files, project, &format!("{folder}/*/config.yaml")) {
            let text = files.read(&path).ok().flatten().unwrap_or_default();
            let Ok(tree) = yaml_lossless::parse(&text, Span::new(0, text.len())) else {
                continue;
            };
            for folder in KEYS.iter().filter_map(|key| stated_folder(&tree, key)) {
                let folder = join(project, &folder);
                let found = matching(files, &folder, "sprint-status.yaml");
                if let Some(path) = found.into_iter().next() {
                    return Some(path);
                }
            }
        }
    }
    None
}

/// A folder below the project; nothing outside of it is read, whatever the settings say.
fn stated_folder(tree: &Tree, key: &str) -> Option<String> {
    let value = tree.root().get(key).and_then(Node::some_text)?;
    let below = value.strip_prefix("{project-root}/").unwrap_or(value);
    let below = below.trim_start_matches("./").trim_end_matches('/');
    let is_inside = !below.starts_with('/') && !below.split('/').any(|step| step == "..");
    is_inside.then(|| below.to_owned())
}
