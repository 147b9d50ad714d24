//! XML as a tree of elements, as far as a test needs it.

use quick_xml::Reader;
use quick_xml::events::{BytesStart, Event};

/// An element and what it holds.
#[derive(Debug, Default)]
pub struct Element {
    pub name: String,
    pub attributes: Vec<(String, String)>,
    pub children: Vec<Element>,
    pub text: String,
}

impl Element {
    /// Reads a document; the reason where it is not well-formed.
    pub fn read(document: &str) -> Result<Self, String> {
        if let Some(illegal) = document.chars().find(|&c| !is_legal(c)) {
            return Err(format!("{illegal:?} is no character of XML"));
        }
        let mut reader = Reader::from_str(document);
        let mut open = vec![Self::default()];
        loop {
            let event = reader.read_event().map_err(|error| error.to_string())?;
            let last = open.last_mut().ok_or("too many ends")?;
            match event {
                Event::Start(start) => open.push(Self::begin(&start)?),
                Event::Empty(start) => last.children.push(Self::begin(&start)?),
                Event::End(_) => {
                    let done = open.pop().ok_or("too many ends")?;
                    open.last_mut().ok_or("too many ends")?.children.push(done);
                }
                Event::Text(text) => last.text += &text.decode().map_err(|it| it.to_string())?,
                Event::GeneralRef(name) => {
                    let name = name.decode().map_err(|it| it.to_string())?;
                    last.text.extend(["&", &*name, ";"]);
                }
                Event::Eof => break,
                _ => {}
            }
        }
        match open.pop().filter(|_| open.is_empty()) {
            Some(mut top) if top.children.len() == 1 => Ok(top.children.remove(0)),
            _ => Err("there is no single, whole element".to_owned()),
        }
    }

    fn begin(start: &BytesStart<'_>) -> Result<Self, String> {
        let text = |bytes: &[u8]| String::from_utf8_lossy(bytes).into_owned();
        let mut attributes = Vec::new();
        for attribute in start.attributes() {
            let attribute = attribute.map_err(|error| error.to_string())?;
            let value = attribute.normalized_value(quick_xml::XmlVersion::Implicit1_0);
            let value = value.map_err(|error| error.to_string())?.into_owned();
            attributes.push((text(attribute.key.as_ref()), value));
        }
        let name = text(start.name().as_ref());
        Ok(Self {
            name,
            attributes,
            ..Self::default()
        })
    }

    /// The value of an attribute.
    pub fn get(&self, name: &str) -> Option<&str> {
        let found = self.attributes.iter().find(|(key, _)| key == name);
        found.map(|(_, value)| value.as_str())
    }

    /// The children of a name.
    pub fn children_called(&self, name: &str) -> impl Iterator<Item = &Self> {
        self.children.iter().filter(move |child| child.name == name)
    }
}

fn is_legal(c: char) -> bool {
    matches!(c, '\t' | '\n' | '\r' | ' '..='\u{fffd}' | '\u{10000}'..)
}
