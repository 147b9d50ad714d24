//! Recognizes commands that call `progress agent`, whatever way the program is found and started.

/// The subcommands of `progress agent` that hooks call.
const PURPOSES: [&str; 3] = ["check", "prime", "stop"];

/// Whether a command line calls one of them, on its own or among other commands: by path, after
/// variable assignments, in another shell, or through a program such as `npx` or `uvx`.
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
