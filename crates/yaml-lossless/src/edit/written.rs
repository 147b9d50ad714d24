//! Formatting of values.

use super::scalar_text::fits_plain;
use super::{Context, Layout, Value, write_text};
use crate::{NodeId, Style};

impl Layout<'_> {
    /// Formats a value on one line.
    pub(super) fn inline(&self, value: &Value, style: Style, context: Context) -> String {
        match value {
            Value::Text(text) => write_text(text, style, self.prevailing().quotes, context),
            Value::Plain(text) => text.clone(),
            Value::Kept(node) => self.kept(*node, context),
            Value::Copied(copied) => match copied.inline(context) {
                Some(text) => text.to_owned(),
                None => self.inline(&copied.value, style, context),
            },
            Value::List(items) => {
                let items: Vec<String> = items
                    .iter()
                    .map(|item| self.inline(item, style, Context::Flow))
                    .collect();
                format!("[{}]", items.join(", "))
            }
            Value::Map(entries) => {
                let entries: Vec<String> = entries
                    .iter()
                    .map(|(key, value): &(String, Value)| {
                        let value = self.inline(value, style, Context::Flow);
                        format!("{}: {value}", self.key(key, Context::Flow))
                    })
                    .collect();
                format!("{{{}}}", entries.join(", "))
            }
        }
    }

    /// Formats a date: unquoted if other dates are, since that is what the file's readers expect.
    pub(super) fn date(&self, text: &str, style: Style, context: Context) -> String {
        match style {
            Style::Plain if fits_plain(text, context) => text.to_owned(),
            _ => write_text(text, style, self.prevailing().quotes, context),
        }
    }

    /// Formats a key.
    pub(super) fn key(&self, key: &str, context: Context) -> String {
        write_text(key, Style::Plain, self.prevailing().quotes, context)
    }

    /// The source text of a scalar from elsewhere, if it is valid here.
    fn kept(&self, node: NodeId, context: Context) -> String {
        let node = self.tree.node(node);
        let range = node.span().range();
        let raw = self.slice(range.start, range.end);
        let is_quoted = matches!(node.style(), Style::SingleQuoted | Style::DoubleQuoted);
        let fits = is_quoted || node.style() == Style::Plain && fits_plain(raw, context);
        // Text of several lines depends on the indentation of its place, and an anchor on what
        // refers to it.
        if fits && !raw.contains('\n') && !node.is_alias() && !node.has_properties() {
            return raw.to_owned();
        }
        let text = node.text().unwrap_or_default();
        write_text(text, node.style(), self.prevailing().quotes, context)
    }

    /// Formats a key with its value on its own line.
    pub(super) fn entry(
        &self,
        key: &str,
        value: &Value,
        column: usize,
        hint: Style,
        is_top: bool,
    ) -> String {
        if let Value::Copied(copied) = value {
            return match copied.entry(self, column) {
                Some(lines) => lines,
                None => self.entry(key, &copied.value, column, hint, is_top),
            };
        }
        let start = self.new_line(column);
        let name = self.key(key, Context::Block);
        let (list, scalars) = self.list_style(key, is_top);
        let hint = if value.is_scalar() { hint } else { scalars };
        let as_flow =
            matches!(value, Value::List(_)) && list == Style::Flow && !value.wants_lines();
        if value.is_scalar() || value.is_empty() || as_flow {
            let value = self.inline(value, hint, Context::Block);
            return format!("{start}{name}: {value}");
        }
        format!("{start}{name}:{}", self.below(value, column, scalars))
    }

    /// Formats a list or mapping on the lines below a key in `column`.
    pub(super) fn below(&self, value: &Value, column: usize, scalars: Style) -> String {
        match value {
            Value::List(items) => self.items(items, column + self.prevailing().dash, scalars),
            Value::Map(entries) => self.entries(entries, column + 2),
            _ => format!(" {}", self.inline(value, scalars, Context::Block)),
        }
    }

    /// Formats the entries of a mapping, each on its own lines.
    pub(super) fn entries(&self, entries: &[(String, Value)], column: usize) -> String {
        let mut text = String::new();
        for (key, value) in entries {
            text.push_str(&self.entry(key, value, column, self.prevailing().texts, false));
        }
        text
    }

    /// Formats the items of a list, each on its own lines.
    pub(super) fn items(&self, items: &[Value], column: usize, scalars: Style) -> String {
        let start = self.new_line(column);
        let mut text = String::new();
        for item in items {
            match item {
                Value::Map(entries) if !entries.is_empty() => {
                    // The first entry is on the line of the dash.
                    let lines = self.entries(entries, column + 2);
                    let first = self.new_line(column + 2).len();
                    text.push_str(&start);
                    text.push_str("- ");
                    text.push_str(lines.get(first..).unwrap_or_default());
                }
                Value::Copied(copied) => {
                    // A copy from inside brackets has no lines of its own.
                    let lines = copied.entry(self, column).unwrap_or_else(|| {
                        let value = std::slice::from_ref(&*copied.value);
                        self.items(value, column, scalars)
                    });
                    text.push_str(&lines);
                }
                item => {
                    text.push_str(&start);
                    text.push_str("- ");
                    text.push_str(&self.inline(item, scalars, Context::Block));
                }
            }
        }
        text
    }
}
