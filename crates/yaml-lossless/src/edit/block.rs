//! Edits of indented collections, and setting values.

use super::edits::Edits;
use super::prevailing_style::is_top;
use super::scalar_text::is_timestamp;
use super::{Context, EditError, Layout, Reason, Value, block_scalar_append, write_text};
use crate::text::Span;
use crate::{Node, Scalar, Style};

/// Replaces a value.
pub(super) fn set(
    layout: &Layout<'_>,
    node: Node<'_>,
    value: &Value,
    edits: &mut Edits,
) -> Result<(), EditError> {
    // Replacing a block scalar would put all of its text on one line.
    if let Value::Text(text) = value
        && let Some((at, lines)) = block_scalar_append::extended(layout, node, text)
    {
        edits.insert(at, lines);
        return Ok(());
    }
    // Brackets cannot contain indented collections.
    if value.is_scalar() || value.is_empty() || is_in_flow(node) {
        return replace(layout, node, &inline_for(layout, node, value), edits);
    }
    let is_block = !node.is_null() && node.style() == Style::Block;
    let same_kind = match value {
        Value::List(_) => node.is_sequence(),
        _ => node.is_mapping(),
    };
    if is_block && same_kind {
        return rewrite(layout, node, value, edits);
    }
    let key = node.key().and_then(Node::text).unwrap_or_default();
    let (list, scalars) = layout.list_style(key, is_top(node));
    // A list that has items shows its own style; otherwise, similar lists show it.
    let list = match node.item(0) {
        Some(_) => node.style(),
        None => list,
    };
    let as_flow = matches!(value, Value::List(_)) && list == Style::Flow && !value.wants_lines();
    // A list item has no key below which lines could go.
    if as_flow || node.key().is_none() {
        let hint = node.item(0).map_or(scalars, Node::style);
        let text = layout.inline(value, hint, Context::Block);
        return replace(layout, node, &text, edits);
    }
    set_block(layout, node, value, scalars, edits)
}

/// Writes a value on its own lines below its key.
fn set_block(
    layout: &Layout<'_>,
    node: Node<'_>,
    value: &Value,
    scalars: Style,
    edits: &mut Edits,
) -> Result<(), EditError> {
    let Some(key) = node.key() else {
        return Err(EditError::new(Reason::Kind, node.span()));
    };
    let column = layout.column(key.span().start as usize)?;
    let colon = layout.after_colon(node)?;
    let span = Span::new(colon, (node.span().end as usize).max(colon));
    layout.no_comment(span)?;
    let end = layout.end_of(node)?;
    if !span.is_empty() {
        edits.replace(colon, span.end as usize, "");
    }
    // Below a comment on the line of the key, too.
    edits.insert(end, layout.below(value, column, scalars));
    Ok(())
}

/// Rewrites a block list or mapping in its current column.
fn rewrite(
    layout: &Layout<'_>,
    node: Node<'_>,
    value: &Value,
    edits: &mut Edits,
) -> Result<(), EditError> {
    let span = node.span();
    layout.no_comment(span)?;
    let column = layout.column(span.start as usize)?;
    let scalars = node.item(0).map_or(Style::Plain, Node::style);
    let written = match value {
        Value::Map(entries) => layout.entries(entries, column),
        Value::List(items) => layout.items(items, column, scalars),
        _ => return Err(EditError::new(Reason::Kind, span)),
    };
    // The first entry stays where it is, so it needs no line break and no indentation.
    let first = layout.new_line(column).len();
    let range = span.range();
    edits.replace(
        range.start,
        range.end,
        written.get(first..).unwrap_or_default(),
    );
    Ok(())
}

/// Replaces a value with text on the same line.
pub(super) fn replace(
    layout: &Layout<'_>,
    node: Node<'_>,
    text: &str,
    edits: &mut Edits,
) -> Result<(), EditError> {
    let span = node.span();
    let (start, end) = (span.start as usize, span.end as usize);
    if node.is_sequence() || node.is_mapping() {
        layout.no_comment(span)?;
    }
    if node.style() == Style::Block && node.key().is_some() {
        // What was written below the key moves up to its line.
        let colon = layout.after_colon(node)?;
        layout.no_comment(Span::new(colon, start))?;
        edits.replace(colon, end, format!(" {text}"));
    } else if span.is_empty() {
        // Nothing was written there, so the blank after the colon or dash may be missing.
        let spaced = layout.slice(0, start).ends_with([' ', '\t', '[', '{']);
        let gap = if spaced { "" } else { " " };
        edits.insert(start, format!("{gap}{text}"));
    } else {
        edits.replace(start, end, text);
    }
    Ok(())
}

/// Adds items to a nonempty block list.
pub(super) fn append(
    layout: &Layout<'_>,
    list: Node<'_>,
    items: &[Value],
    edits: &mut Edits,
) -> Result<(), EditError> {
    let column = layout.column(list.span().start as usize)?;
    let scalars = list.items().next_back().map_or(Style::Plain, Node::style);
    let at = layout.end_of(list)?;
    edits.insert(at, layout.items(items, column, scalars));
    Ok(())
}

/// Adds a key to a block mapping after the value of another.
pub(super) fn insert(
    layout: &Layout<'_>,
    mapping: Node<'_>,
    previous: Node<'_>,
    (key, value): (&str, &Value),
    edits: &mut Edits,
) -> Result<(), EditError> {
    let column = layout.column(mapping.span().start as usize)?;
    let at = layout.end_of(previous)?;
    // Dates have a style of their own, see `date_style`.
    let hint = match previous.scalar() {
        Some(Scalar::Text(text)) if !is_timestamp(text) => previous.style(),
        _ => layout.prevailing().texts,
    };
    let is_top = mapping.parent().is_none();
    let entry = match value {
        Value::Text(text) if is_timestamp(text) => {
            let date = layout.date(text, date_style(Some(mapping)), Context::Block);
            let name = layout.key(key, Context::Block);
            format!("{}{name}: {date}", layout.new_line(column))
        }
        _ => layout.entry(key, value, column, hint, is_top),
    };
    edits.insert(at, entry);
    Ok(())
}

/// Removes the lines of an entry or item.
pub(super) fn remove(
    layout: &Layout<'_>,
    parent: Node<'_>,
    node: Node<'_>,
    edits: &mut Edits,
) -> Result<(), EditError> {
    let refused = EditError::new(Reason::Layout, node.span());
    // Without its last item, a list would become null.
    if parent.is_sequence() && parent.items().len() == 1 {
        return replace(layout, parent, "[]", edits);
    }
    // Without its last entry, a mapping would become null.
    if parent.is_mapping() && parent.entries().len() == 1 {
        return Err(refused);
    }
    let first = parent.span().start as usize;
    let start = match node.key() {
        Some(key) => key.span().start as usize,
        None => match dash_of(layout, parent, node) {
            Some(dash) => dash,
            None => return Err(refused),
        },
    };
    let end = layout.end_of(node)?;
    if layout.starts_line(start) {
        let next = layout.next_line(end);
        edits.replace(layout.line_start(start), next, "");
        return Ok(());
    }
    // The first entry of a list item shares its line with the dash, so the next one moves up.
    let next = parent
        .entries()
        .nth(1)
        .map(|(key, _)| key.span().start as usize);
    match next {
        Some(next) if start == first => {
            layout.no_comment(Span::new(start, next))?;
            edits.replace(start, next, "");
            Ok(())
        }
        _ => Err(refused),
    }
}

/// The offset of an item's dash.
pub(super) fn dash_of(layout: &Layout<'_>, list: Node<'_>, item: Node<'_>) -> Option<usize> {
    let first = list.span().start as usize;
    // The span of a block list starts at its first dash.
    if list.item(0)?.id() == item.id() {
        return Some(first);
    }
    let column = layout.column(first).ok()?;
    let mut line = layout.line_start(item.span().start as usize);
    loop {
        let dash = line + column;
        let is_dash = layout.slice(dash, dash + 1) == "-";
        if is_dash && layout.slice(line, dash).trim().is_empty() {
            return Some(dash);
        }
        // An item may be on a line below its dash.
        line = layout.line_start(line.checked_sub(1)?);
        if line < first {
            return None;
        }
    }
}

/// Renames the key of a value.
pub(super) fn rename(
    layout: &Layout<'_>,
    node: Node<'_>,
    name: &str,
    edits: &mut Edits,
) -> Result<(), EditError> {
    let Some(key) = node.key() else {
        return Err(EditError::new(Reason::Kind, node.span()));
    };
    if key.is_alias() || key.has_properties() {
        return Err(EditError::new(Reason::Properties, key.span()));
    }
    let context = match node.parent().map(Node::style) {
        Some(Style::Flow) => Context::Flow,
        _ => Context::Block,
    };
    let quotes = layout.prevailing().quotes;
    let range = key.span().range();
    let text = write_text(name, key.style(), quotes, context);
    edits.replace(range.start, range.end, text);
    Ok(())
}

/// Formats a value to replace `node`, in that node's style.
fn inline_for(layout: &Layout<'_>, node: Node<'_>, value: &Value) -> String {
    let context = context_of(node);
    let style = match (value, node.scalar()) {
        // Readers of YAML 1.1 give unquoted dates a type of their own, so dates follow other dates
        // rather than other texts.
        (Value::Text(text), Some(Scalar::Null)) if is_timestamp(text) => {
            return layout.date(text, date_style(node.parent()), context);
        }
        (Value::Text(text), Some(Scalar::Text(old))) if is_timestamp(text) && is_timestamp(old) => {
            return layout.date(text, node.style(), context);
        }
        (_, Some(Scalar::Text(_))) => node.style(),
        _ => node.item(0).map_or(Style::Plain, Node::style),
    };
    layout.inline(value, style, context)
}

/// The style of a mapping's dates; quoted if it has none.
fn date_style(mapping: Option<Node<'_>>) -> Style {
    let values = mapping.into_iter().flat_map(Node::entries);
    values
        .map(|(_, value)| value)
        .find(|value| value.text().is_some_and(is_timestamp))
        .map_or(Style::DoubleQuoted, Node::style)
}

/// The context that a node is written in.
pub(super) fn context_of(node: Node<'_>) -> Context {
    if is_in_flow(node) {
        Context::Flow
    } else {
        Context::Block
    }
}

fn is_in_flow(node: Node<'_>) -> bool {
    std::iter::successors(node.parent(), |node| node.parent())
        .any(|node| node.style() == Style::Flow)
}
