//! Commands that run one of ours, however the program is found and started.

/// What a hook of ours may do, after `agent`.
const PURPOSES: [&str; 3] = ["check", "prime", "stop"];

/// Whether a command line runs one of ours, alone or together with others: by its path, with
/// variables before it, in another shell, or with a program that finds or downloads it.
pub(super) fn runs_own(line: &str) -> bool {
    let mut spaced = String::with_capacity(line.len());
    for character in line.chars() {
        match character {
            '"' | '\'' => spaced.push(' '),
            ';' | '|' | '&' | '(' | ')' | '`' => spaced.push_str(" ; "),
            _ => spaced.push(character),
        }
    }
    let words: Vec<&str> = spaced.split_whitespace().collect();
    let mut called = words.windows(3).enumerate();
    called.any(|(at, called)| {
        let before = at.checked_sub(1).map(|before| words[before]);
        is_program(called[0], before) && called[1] == "agent" && PURPOSES.contains(&called[2])
    })
}

/// Whether a word is our program; `before` is the word before it.
fn is_program(word: &str, before: Option<&str>) -> bool {
    let name = word.rsplit(['/', '\\']).next().unwrap_or(word);
    let is_path = name.len() < word.len();
    // A version may follow, as in `progress-lint@latest`.
    let name = name.split('@').next().unwrap_or(name);
    let name = name.to_ascii_lowercase();
    match name.strip_suffix(".exe").unwrap_or(&name) {
        "progress-lint" => true,
        // By this name, another program may be meant, or a word in a text.
        "progress" => {
            is_path || before.is_none_or(|it| it == ";" || it.starts_with('-') || it.contains('='))
        }
        _ => false,
    }
}
