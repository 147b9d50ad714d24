//! `progress report`: a page about all plans, or the same in short.

mod markdown;

use std::path::Path;

use progress_core::source::name_of;
use progress_core::status::{PlanView, plans};
use progress_core::workspace::Workspace;
use progress_git::write::Store;
use progress_report::{Page, page};

use super::args::{ReportArguments, ReportFormat};
use super::failure::Failure;
use super::plans::Loaded;
use super::project;
use super::{Console, ExitStatus};

pub(super) fn run(
    arguments: &ReportArguments,
    console: &mut Console<'_>,
) -> Result<ExitStatus, Failure> {
    let project = project::here(arguments.config.as_deref(), console)?;
    // It is used after the project, which is consumed when files are loaded.
    let store = Store::open(project.root.repository.as_ref(), &project.root.folder);
    let Loaded {
        workspace,
        names,
        status,
        ..
    } = Loaded::of(project, console);
    let mut wanted = plans(&workspace);
    if let Some(name) = &arguments.plan {
        wanted = names.select(wanted, name, &workspace.settings)?;
    }
    let result = match (&arguments.html, arguments.format) {
        (Some(path), _) => {
            let absolute = names.current.join(path);
            let base = base(&names.root, absolute.parent());
            let text = written(&workspace, &wanted, &names.root, base.as_deref());
            store
                .put(&absolute, text.as_bytes())
                .map_err(|error| Failure::new(error.to_string()).help(error.help()))?;
            Ok(status)
        }
        (None, ReportFormat::Html) => {
            let text = written(&workspace, &wanted, &names.root, None);
            console.finish(status, |out| out.write_all(text.as_bytes()))
        }
        (None, ReportFormat::Markdown) => {
            console.finish(status, |out| markdown::write(&workspace, &wanted, out))
        }
    };
    drop(wanted);
    // The process exits next; dropping thousands of trees first would only delay that.
    std::mem::forget(workspace);
    result
}

fn written(
    workspace: &Workspace,
    plans: &[PlanView<'_>],
    root: &Path,
    base: Option<&str>,
) -> String {
    let root = root.to_string_lossy().replace('\\', "/");
    page(&Page {
        title: name_of(&root),
        base,
        workspace,
        plans,
    })
}

/// The path from the folder of the page to the root; `None` if the page is outside.
fn base(root: &Path, folder: Option<&Path>) -> Option<String> {
    // Links and `..` are resolved, because a browser would not resolve them.
    let folder = progress_git::paths::real_path(folder?).ok()?;
    let below = folder.strip_prefix(root).ok()?;
    Some("../".repeat(below.components().count()))
}
