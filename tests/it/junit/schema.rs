//! What the schema of Ant's `JUnit` reports asks: elements, their order, attributes and types.
//!
//! A table of ours that says the same as the widely used `JUnit.xsd`: validators of XSD need a
//! C library.

use progress_core::model::Moment;

use super::xml::Element;

/// What an attribute may hold.
#[derive(Clone, Copy)]
enum Type {
    Text,
    NotBlank,
    Int,
    Decimal,
    /// A time without a zone.
    Time,
}

use Type::{Decimal, Int, NotBlank, Text, Time};

struct Attribute(&'static str, Type, bool);

const REQUIRED: bool = true;
const OPTIONAL: bool = false;

/// What an element may hold.
enum Content {
    /// Any text.
    Text,
    /// These, in this order; `true` where any number of them may stand.
    Sequence(&'static [(&'static Shape, bool)]),
    /// At most one of these.
    Choice(&'static [Shape]),
}

struct Shape {
    name: &'static str,
    attributes: &'static [Attribute],
    content: Content,
}

const SUITES: Shape = Shape {
    name: "testsuites",
    attributes: &[],
    content: Content::Sequence(&[(&SUITE, true)]),
};

const SUITE: Shape = Shape {
    name: "testsuite",
    attributes: &[
        Attribute("package", Text, REQUIRED),
        Attribute("id", Int, REQUIRED),
        Attribute("name", NotBlank, REQUIRED),
        Attribute("timestamp", Time, REQUIRED),
        Attribute("hostname", NotBlank, REQUIRED),
        Attribute("tests", Int, REQUIRED),
        Attribute("failures", Int, REQUIRED),
        Attribute("errors", Int, REQUIRED),
        Attribute("skipped", Int, OPTIONAL),
        Attribute("time", Decimal, REQUIRED),
    ],
    content: Content::Sequence(&[
        (&PROPERTIES, false),
        (&CASE, true),
        (&texts("system-out"), false),
        (&texts("system-err"), false),
    ]),
};

const PROPERTIES: Shape = Shape {
    name: "properties",
    attributes: &[],
    content: Content::Sequence(&[(&PROPERTY, true)]),
};

const PROPERTY: Shape = Shape {
    name: "property",
    attributes: &[
        Attribute("name", NotBlank, REQUIRED),
        Attribute("value", Text, REQUIRED),
    ],
    content: Content::Sequence(&[]),
};

const CASE: Shape = Shape {
    name: "testcase",
    attributes: &[
        Attribute("name", Text, REQUIRED),
        Attribute("classname", Text, REQUIRED),
        Attribute("time", Decimal, REQUIRED),
    ],
    content: Content::Choice(&[
        Shape {
            name: "skipped",
            attributes: &[Attribute("message", Text, OPTIONAL)],
            content: Content::Text,
        },
        fault("error"),
        fault("failure"),
    ]),
};

const fn texts(name: &'static str) -> Shape {
    Shape {
        name,
        attributes: &[],
        content: Content::Text,
    }
}

const fn fault(name: &'static str) -> Shape {
    Shape {
        name,
        attributes: &[
            Attribute("message", Text, OPTIONAL),
            Attribute("type", Text, REQUIRED),
        ],
        content: Content::Text,
    }
}

/// What is wrong with a report.
pub fn faults(report: &Element) -> Vec<String> {
    if report.name != SUITES.name {
        return vec![format!("the report is `{}`", report.name)];
    }
    let mut faults = Vec::new();
    SUITES.check(report, &mut faults);
    for (number, suite) in report.children.iter().enumerate() {
        sums(number, suite, &mut faults);
    }
    faults
}

/// The numbers that the schema only explains: they must be those of what the suite holds.
fn sums(number: usize, suite: &Element, faults: &mut Vec<String>) {
    let said = |name: &str| suite.get(name).unwrap_or_default();
    if said("id") != number.to_string() {
        faults.push(format!("suite {number} has `id` {}", said("id")));
    }
    let cases: Vec<&Element> = suite.children_called("testcase").collect();
    let failed = { cases.iter() }.filter(|case| case.children_called("failure").count() > 0);
    for (name, count) in [("tests", cases.len()), ("failures", failed.count())] {
        if said(name) != count.to_string() {
            let said = said(name);
            faults.push(format!("`testsuite` has {count} {name} and says {said}"));
        }
    }
}

impl Shape {
    fn check(&self, element: &Element, faults: &mut Vec<String>) {
        let Self { name, .. } = self;
        for Attribute(key, kind, is_required) in self.attributes {
            match element.get(key) {
                Some(value) if !kind.fits(value) => {
                    faults.push(format!("`{key}` of `{name}` is `{value}`"));
                }
                None if *is_required => faults.push(format!("`{name}` lacks `{key}`")),
                _ => {}
            }
        }
        for (key, _) in &element.attributes {
            if self.attributes.iter().all(|known| known.0 != key) {
                faults.push(format!("`{name}` has `{key}`"));
            }
        }
        let is_text = matches!(self.content, Content::Text);
        if !is_text && !element.text.trim().is_empty() {
            faults.push(format!("`{name}` holds text"));
        }
        self.check_children(element, faults);
    }

    fn check_children(&self, element: &Element, faults: &mut Vec<String>) {
        let mut rest = element.children.iter().peekable();
        match self.content {
            Content::Text => {}
            Content::Sequence(shapes) => {
                for (shape, many) in shapes {
                    let mut count = 0;
                    while let Some(child) = rest.next_if(|it| it.name == shape.name) {
                        shape.check(child, faults);
                        count += 1;
                        if !many {
                            break;
                        }
                    }
                    if !many && count == 0 {
                        faults.push(self.missing(shape, rest.peek().copied()));
                    }
                }
            }
            Content::Choice(shapes) => {
                let shape = { shapes.iter() }
                    .find(|shape| rest.peek().is_some_and(|it| it.name == shape.name));
                if let Some((shape, child)) = shape.zip(rest.next_if(|_| shape.is_some())) {
                    shape.check(child, faults);
                }
            }
        }
        for child in rest {
            faults.push(format!("`{}` may not hold `{}`", self.name, child.name));
        }
    }

    fn missing(&self, shape: &Self, found: Option<&Element>) -> String {
        let (name, missing) = (self.name, shape.name);
        match found {
            Some(found) => format!("`{}` stands in `{name}` for `{missing}`", found.name),
            None => format!("`{name}` lacks `{missing}`"),
        }
    }
}

impl Type {
    fn fits(self, value: &str) -> bool {
        match self {
            Text => true,
            NotBlank => !value.trim().is_empty(),
            Int => value.parse::<i32>().is_ok(),
            Decimal => {
                let digits = value.strip_prefix(['+', '-']).unwrap_or(value);
                let is_digit = |c: char| c.is_ascii_digit();
                digits.contains(is_digit)
                    && digits
                        .replacen('.', "", 1)
                        .chars()
                        .all(|c| c.is_ascii_digit())
            }
            Time => value.len() == 19 && Moment::parse(&format!("{value}Z")).is_some(),
        }
    }
}
