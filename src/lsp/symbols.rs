//! The outline of a document, the tasks of all plans, and what can be folded.

use gen_lsp_types::{
    BaseSymbolInformation, DocumentSymbol, DocumentSymbolParams, FoldingRange, FoldingRangeKind,
    FoldingRangeParams, Location, SymbolInformation, SymbolKind, Uri, WorkspaceSymbolParams,
};
use progress_core::display::visible;
use progress_core::document::Document;
use progress_core::model::{Criterion, Name, Task};
use serde_json::Value;
use yaml_lossless::text::Span;
use yaml_lossless::{Node, Tree};

use super::client::{Client, Refusal};
use super::encoding::Positions;
use super::project::Project;
use super::session::Session;
use super::stand_ins::View;
use crate::loading::Memory;

/// Maximum number of tasks that a search returns.
const MAX_FOUND: usize = 500;
/// Keys that describe a task or a criterion.
const DESCRIPTION: &[&str] = &["description", "title", "name", "subject"];

impl Session {
    /// The phase of a document, with its tasks and criteria.
    pub(super) fn document_symbols(&mut self, params: Value) -> Result<Value, Refusal> {
        let params: DocumentSymbolParams = serde_json::from_value(params)?;
        let uri = params.text_document.uri;
        let Some(root) = self.outline(&uri) else {
            return Ok(Value::Null);
        };
        if self.abilities.nested_symbols {
            return Ok(serde_json::to_value([root])?);
        }
        let mut flat = Vec::new();
        flatten(root, None, &uri, &mut flat);
        Ok(serde_json::to_value(flat)?)
    }

    /// The tasks of all plans whose ID or description contains a text.
    pub(super) fn workspace_symbols(
        &mut self,
        params: Value,
        client: &mut Client<'_>,
    ) -> Result<Value, Refusal> {
        let params: WorkspaceSymbolParams = serde_json::from_value(params)?;
        let query = params.query.to_lowercase();
        self.open_folders(client);
        let mut found = Vec::new();
        let projects = self.projects.iter().enumerate();
        for (index, project) in projects.filter(|(index, _)| self.is_in_use(*index)) {
            let workspace = project.load_all();
            for file in workspace.ids() {
                let phase = workspace.phase(file);
                let file = workspace.file(file);
                let view = self.view_of(index, file);
                let (Some(phase), Some(tree)) = (phase, view.tree()) else {
                    continue;
                };
                let plan = phase.identity.prd.as_ref().map(|prd| prd.text.clone());
                for task in phase.tasks() {
                    let name = name_of(task, &view, tree);
                    let is_wanted = name.to_lowercase().contains(&query)
                        && view.has(tree.node(task.node).span());
                    if found.len() < MAX_FOUND && is_wanted {
                        let span = tree.node(task.id.as_ref().map_or(task.node, |id| id.node));
                        let location = self.location(&file.path, &view, view.now(span.span()));
                        found.push(information(
                            &name,
                            SymbolKind::Event,
                            location,
                            plan.clone(),
                        ));
                    }
                }
            }
        }
        Ok(serde_json::to_value(found)?)
    }

    /// The frontmatter, its lists and its tasks.
    pub(super) fn folding_ranges(&mut self, params: Value) -> Result<Value, Refusal> {
        let params: FoldingRangeParams = serde_json::from_value(params)?;
        let Some((_, view)) = self.view(&params.text_document.uri) else {
            return Ok(Value::Null);
        };
        let Some(tree) = view.tree() else {
            return Ok(Value::Null);
        };
        let positions = Positions::new(view.text, self.abilities.encoding);
        let mut spans = vec![Span::new(0, view.readable.yaml.end as usize)];
        for (key, value) in tree.root().entries() {
            spans.push(Span::new(
                key.span().start as usize,
                value.span().end as usize,
            ));
            spans.extend(value.items().map(Node::span));
        }
        let mut ranges = Vec::new();
        for span in spans {
            let span = view.now(span);
            let text = view.text.get(span.range()).unwrap_or_default().trim_end();
            let start = positions.position(span.start as usize).line;
            let end = positions.position(span.start as usize + text.len()).line;
            if end > start {
                ranges.push(FoldingRange {
                    start_line: start,
                    end_line: end,
                    kind: Some(FoldingRangeKind::Region),
                    ..FoldingRange::default()
                });
            }
        }
        Ok(serde_json::to_value(ranges)?)
    }

    /// The parsed text of a document that may be a progress file.
    pub(super) fn parsed(&self, key: &str) -> Option<std::sync::Arc<Document>> {
        let (project, path) = self.documents.get(key)?.place.as_ref()?;
        self.projects[*project].memory.document(path)
    }

    /// A document that may be a progress file, as far as it can be read, and its project.
    pub(super) fn view(&self, uri: &Uri) -> Option<(&Project, View<'_>)> {
        let (_, (project, path)) = self.document(uri)?;
        let project = &self.projects[*project];
        Some((project, project.memory.view(path)?))
    }

    fn outline(&self, uri: &Uri) -> Option<DocumentSymbol> {
        let (project, view) = self.view(uri)?;
        let tree = view.tree()?;
        let phase = view.phase(&project.settings.statuses)?;
        let outline = Outline {
            tree,
            view: &view,
            positions: Positions::new(view.text, self.abilities.encoding),
        };
        let mut children: Vec<DocumentSymbol> = Vec::new();
        children.extend(phase.tasks().iter().map(|task| outline.task(task)));
        children.extend(phase.criteria.iter().map(|it| outline.criterion(it)));
        let now = |name: &Name| view.text_of(tree.node(name.node));
        let title = phase.identity.title.as_ref().and_then(now);
        let label = phase.identity.phase.as_ref().and_then(now);
        let name = match (label, title) {
            (Some(label), Some(title)) => format!("Phase {label}: {title}"),
            (Some(label), None) => format!("Phase {label}"),
            (None, Some(title)) => title,
            (None, None) => "Phase".to_owned(),
        };
        let status = phase.status.as_ref().and_then(|(name, _)| now(name));
        let whole = Span::new(0, view.readable.yaml.end as usize);
        let first = tree.root().entries().next()?.0.span();
        let mut root = outline.symbol(&name, SymbolKind::Module, whole, first, status);
        root.children = Some(children);
        Some(root)
    }
}

struct Outline<'d> {
    tree: &'d Tree,
    view: &'d View<'d>,
    positions: Positions<'d>,
}

impl Outline<'_> {
    fn task(&self, task: &Task) -> DocumentSymbol {
        let node = self.tree.node(task.node);
        let id = task.id.as_ref().map(|id| self.tree.node(id.node).span());
        self.symbol(
            &name_of(task, self.view, self.tree),
            SymbolKind::Event,
            node.span(),
            id.unwrap_or(node.span()),
            task.status.as_ref().and_then(|name| self.now(name)),
        )
    }

    fn criterion(&self, criterion: &Criterion) -> DocumentSymbol {
        let node = self.tree.node(criterion.node);
        let id = criterion.id.as_ref();
        let name = named(id.map(|id| self.tree.node(id.node)), self.view, node);
        let status = criterion
            .status
            .as_ref()
            .and_then(|(name, _)| self.now(name));
        let selection = id.map_or(node.span(), |id| self.tree.node(id.node).span());
        self.symbol(&name, SymbolKind::Boolean, node.span(), selection, status)
    }

    fn now(&self, name: &Name) -> Option<String> {
        self.view.text_of(self.tree.node(name.node))
    }

    fn symbol(
        &self,
        name: &str,
        kind: SymbolKind,
        span: Span,
        selection: Span,
        detail: Option<String>,
    ) -> DocumentSymbol {
        let (span, selection) = (self.view.now(span), self.view.now(selection));
        // A merged ID is written elsewhere, but the selection must be inside the symbol.
        let is_inside = span.start <= selection.start && selection.end <= span.end;
        let selection = if is_inside { selection } else { span };
        #[allow(deprecated, reason = "the type has a field that nobody uses")]
        DocumentSymbol {
            name: visible(name).into_owned(),
            detail: detail.map(|text| visible(&text).into_owned()),
            kind,
            tags: None,
            deprecated: None,
            range: self.positions.range(span),
            selection_range: self.positions.range(selection),
            children: None,
        }
    }
}

fn name_of(task: &Task, view: &View<'_>, tree: &Tree) -> String {
    let id = task.id.as_ref().map(|id| tree.node(id.node));
    named(id, view, tree.node(task.node))
}

/// The ID and the description of an entry.
fn named(id: Option<Node<'_>>, view: &View<'_>, node: Node<'_>) -> String {
    let id = id.and_then(|id| Some(view.text_of(id)?.trim().to_owned()));
    let mut texts = DESCRIPTION
        .iter()
        .filter_map(|key| view.text_of(node.get(key)?));
    let description = texts.find(|text| !text.trim().is_empty());
    match (id, description) {
        (Some(id), Some(description)) => format!("{id}: {}", description.trim()),
        (Some(id), None) => id,
        (None, Some(description)) => description.trim().to_owned(),
        // Clients refuse symbols without a name.
        (None, None) => "?".to_owned(),
    }
}

fn flatten(
    symbol: DocumentSymbol,
    container: Option<String>,
    uri: &Uri,
    flat: &mut Vec<SymbolInformation>,
) {
    let location = Location {
        uri: uri.clone(),
        range: symbol.range,
    };
    let name = symbol.name.clone();
    flat.push(information(&name, symbol.kind, location, container));
    for child in symbol.children.into_iter().flatten() {
        flatten(child, Some(name.clone()), uri, flat);
    }
}

fn information(
    name: &str,
    kind: SymbolKind,
    location: Location,
    container: Option<String>,
) -> SymbolInformation {
    #[allow(deprecated, reason = "the type has a field that nobody uses")]
    SymbolInformation {
        deprecated: None,
        location,
        base_symbol_information: BaseSymbolInformation {
            name: visible(name).into_owned(),
            kind,
            tags: None,
            container_name: container.map(|text| visible(&text).into_owned()),
        },
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_contain_no_control_characters() {
        let location = Location {
            uri: Uri("file:///a.md".to_owned()),
            range: gen_lsp_types::Range::default(),
        };
        let plan = Some("p\u{202e}\n".to_owned());
        let symbol = information("T\u{7}-1", SymbolKind::Event, location, plan);
        let base = symbol.base_symbol_information;
        assert_eq!(base.name, visible("T\u{7}-1"));
        assert!(!base.name.contains('\u{7}'));
        let container = base.container_name.unwrap();
        assert!(!container.contains(['\u{202e}', '\n']));
    }
}
