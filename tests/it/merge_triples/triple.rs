//! Three versions of a file: a base, and what two people made of it.

use super::expect::{Expected, expect};
use super::model::{Dice, Phase};
use super::style::{Style, write};

/// Something in a file that keeps it from being merged by meaning everywhere.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Oddity {
    Anchor,
    Tag,
    RepeatedKey,
    Unclosed,
    Latin1,
    Zero,
    UnknownStatus,
}

const ODDITIES: &[Oddity] = &[
    Oddity::Anchor,
    Oddity::Tag,
    Oddity::RepeatedKey,
    Oddity::Unclosed,
    Oddity::Latin1,
    Oddity::Latin1,
    Oddity::Zero,
    Oddity::UnknownStatus,
];

pub struct Triple {
    pub phases: [Phase; 3],
    pub styles: [Style; 3],
    pub oddity: Option<Oddity>,
    pub bytes: [Vec<u8>; 3],
}

impl Triple {
    pub fn new(seed: u64) -> Self {
        let mut dice = Dice::new(seed);
        let mut base = Phase::new(&mut dice);
        for _ in 0..dice.below(8) {
            base.change(&mut dice, 0);
        }
        if dice.chance(4) {
            base.said = Some(dice.pick(&["planning", "completed", "blocked", "in_progress"]));
        }
        if dice.chance(4) {
            base.off = 1;
        }
        let mut side = |number: usize| {
            let mut phase = base.clone();
            for _ in 0..=dice.below(6) {
                phase.change(&mut dice, number);
            }
            if dice.chance(2) {
                phase.off = 1;
            }
            phase
        };
        let (ours, theirs) = (side(1), side(2));
        let style = Style::new(&mut dice);
        let mut styles = [style.clone(), style.clone(), style.clone()];
        if dice.chance(25) {
            let at = dice.pick(&[1, 2]);
            styles[at] = style.restyled(&mut dice);
        }
        let oddity = dice.chance(20).then(|| dice.pick(ODDITIES));
        let who = dice.pick(&[
            [true; 3],
            [true; 3],
            [false, true, false],
            [false, false, true],
        ]);
        let phases = [base, ours, theirs];
        let bytes = std::array::from_fn(|at| {
            let text = write(&phases[at], &styles[at]);
            match oddity.filter(|_| who[at]) {
                Some(oddity) => oddity.put_into(&text),
                None => text.into_bytes(),
            }
        });
        Self {
            phases,
            styles,
            oddity,
            bytes,
        }
    }

    /// The same with the sides exchanged.
    pub fn turned(&self) -> Self {
        let [base, ours, theirs] = [0, 2, 1];
        Self {
            phases: [base, ours, theirs].map(|at| self.phases[at].clone()),
            styles: [base, ours, theirs].map(|at| self.styles[at].clone()),
            oddity: self.oddity,
            bytes: [base, ours, theirs].map(|at| self.bytes[at].clone()),
        }
    }

    pub fn expected(&self) -> Expected {
        let [base, ours, theirs] = &self.phases;
        let mut expected = expect(base, ours, theirs);
        if self.oddity.is_some() {
            expected.may.push(format!("{:?}", self.oddity));
        }
        let ends = self.styles.iter().map(|style| style.final_newline);
        if ends.clone().any(|end| !end) && ends.clone().any(|end| end) {
            expected.may.push("the last newline".to_owned());
        }
        expected
    }
}

impl Oddity {
    fn put_into(self, text: &str) -> Vec<u8> {
        let newline = if text.contains("\r\n") { "\r\n" } else { "\n" };
        let front = |lines: &[&str]| {
            let lines = lines.join(newline) + newline;
            let at = text.find("parallelization:").unwrap();
            format!("{}{lines}{}", &text[..at], &text[at..]).into_bytes()
        };
        match self {
            Self::Anchor => front(&["odd: &odd [1]", "odder: *odd"]),
            Self::Tag => text.replacen("prd: ", "prd: !!str ", 1).into_bytes(),
            Self::RepeatedKey => front(&["odd: 1", "odd: 2"]),
            Self::Unclosed => front(&["odd: \"never closed"]),
            Self::Latin1 => text
                .replacen("# Body", "# Body\u{1}", 1)
                .bytes()
                .map(|byte| if byte == 1 { 0xe9 } else { byte })
                .collect(),
            Self::Zero => text.replacen("# Body", "# Body\0", 1).into_bytes(),
            Self::UnknownStatus => {
                let at = text
                    .find("tasks:")
                    .and_then(|at| Some(at + text[at..].find("status: ")? + 8));
                let Some(at) = at else {
                    return text.as_bytes().to_vec();
                };
                let end = at + text[at..].find([',', '\r', '\n', ' ', '}']).unwrap();
                format!("{}wip{}", &text[..at], &text[end..]).into_bytes()
            }
        }
    }

    /// A result without the lines of the oddity, so that another reader reads it.
    pub fn taken_out(self, text: &str) -> String {
        // The anchor and its alias can be read, and what they stand for is no matter.
        let is_odd = |line: &&str| self == Self::Anchor || !line.starts_with("odd");
        let text: String = text.split_inclusive('\n').filter(is_odd).collect();
        text.replace("prd: !!str ", "prd: ")
            .replace("# Body\u{fffd}", "# Body")
            .replace("# Body\0", "# Body")
    }
}
