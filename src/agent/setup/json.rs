//! JSON values to add to settings, written in the style of the file.

/// A value whose keys keep their order.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Json {
    /// A text.
    Text(String),
    /// A number.
    Number(u32),
    /// `true` or `false`.
    Flag(bool),
    /// A list.
    List(Vec<Json>),
    /// A mapping.
    Map(Vec<(&'static str, Json)>),
}

/// How to lay out a value.
#[derive(Clone, Copy, Debug)]
pub(super) struct Style<'s> {
    /// The line break; `None` to write everything on one line.
    pub newline: Option<&'s str>,
    /// The indentation of one level.
    pub unit: &'s str,
    /// What follows a colon.
    pub colon: &'s str,
}

impl Json {
    /// A text.
    pub(super) fn text(text: &str) -> Self {
        Self::Text(text.to_owned())
    }

    /// Writes the value, which starts in a line with this indentation.
    pub(super) fn written(&self, style: Style<'_>, indent: &str) -> String {
        match self {
            // The texts are ours, so nothing but these two characters needs an escape.
            Self::Text(text) => format!("\"{}\"", text.replace('\\', "\\\\").replace('"', "\\\"")),
            Self::Number(number) => number.to_string(),
            Self::Flag(flag) => flag.to_string(),
            Self::List(items) => {
                let inner = format!("{indent}{}", style.unit);
                let items = items.iter().map(|item| item.written(style, &inner));
                enclosed('[', &items.collect::<Vec<_>>(), ']', style, indent)
            }
            Self::Map(entries) => {
                let inner = format!("{indent}{}", style.unit);
                let entries = entries
                    .iter()
                    .map(|(key, value)| member(key, &value.written(style, &inner), style));
                enclosed('{', &entries.collect::<Vec<_>>(), '}', style, indent)
            }
        }
    }
}

/// A member of a mapping.
pub(super) fn member(key: &str, value: &str, style: Style<'_>) -> String {
    format!("\"{key}\":{}{value}", style.colon)
}

fn enclosed(open: char, items: &[String], close: char, style: Style<'_>, indent: &str) -> String {
    let Some(newline) = style.newline else {
        let separator = format!(",{}", style.colon);
        return format!("{open}{}{close}", items.join(&separator));
    };
    let inner = format!("{newline}{indent}{}", style.unit);
    let separator = format!(",{inner}");
    format!(
        "{open}{inner}{}{newline}{indent}{close}",
        items.join(&separator)
    )
}
