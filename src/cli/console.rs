//! The streams and the terminal of a run.

use std::borrow::Cow;
use std::fmt::Write as _;
use std::io::{self, IsTerminal, Read, Write};
use std::path::{Path, PathBuf};

use progress_core::display::visible;

use super::ExitStatus;
use super::called;
use super::colors::{ColorChoice, Style, is_colored, of_environment};
use super::failure::Failure;
use super::pager;
use super::table::Screen;

/// Everything outside the program that a command may access, besides files.
pub struct Console<'a> {
    /// Standard input.
    pub stdin: &'a mut dyn Read,
    /// Standard output, for the result.
    pub stdout: &'a mut dyn Write,
    /// Standard error, for everything else.
    pub stderr: &'a mut dyn Write,
    /// The terminal's properties.
    pub terminal: Terminal,
    /// The current directory, without symbolic links in its path.
    pub folder: io::Result<PathBuf>,
    /// The name by which the program was called; [`run`](super::run) sets it.
    pub called: &'static str,
}

/// The terminal's properties, and the environment's settings for it.
#[derive(Clone, Debug, Default)]
#[allow(
    clippy::struct_excessive_bools,
    reason = "each is a property of its own"
)]
pub struct Terminal {
    /// Whether standard input is a terminal, so that questions can be answered.
    pub stdin: bool,
    /// Whether standard output is a terminal.
    pub stdout: bool,
    /// Whether standard error is a terminal.
    pub stderr: bool,
    /// Its width in columns, if standard output is a terminal.
    pub width: Option<usize>,
    /// Whether it supports hyperlinks.
    pub links: bool,
    /// The environment's choice of color, for any stream.
    pub color: ColorChoice,
    /// Whether standard output is a terminal that shows ASCII only.
    pub ascii: bool,
    /// Whether long results may be shown in a pager.
    pub pages: bool,
}

impl Terminal {
    /// Detects the terminal of the process.
    #[must_use]
    pub fn of_process() -> Self {
        let stdout = io::stdout().is_terminal();
        let size = if stdout {
            terminal_size::terminal_size()
        } else {
            // It would be that of standard error or input, and shorten what goes into a pipe.
            None
        };
        Self {
            stdin: io::stdin().is_terminal(),
            stdout,
            ascii: stdout && is_ascii(),
            stderr: io::stderr().is_terminal(),
            width: size.map(|(width, _)| usize::from(width.0)),
            // `FORCE_HYPERLINK` alone must not put escapes into a file or a pipe.
            links: stdout && supports_hyperlinks::on(supports_hyperlinks::Stream::Stdout),
            color: of_environment(),
            // A pager needs to move the cursor.
            pages: stdout && anstyle_query::term_supports_ansi_color(),
        }
    }
}

impl Console<'_> {
    /// Whether the result is colored.
    #[must_use]
    pub fn colors_stdout(&self) -> bool {
        is_colored(self.terminal.color, self.terminal.stdout)
    }

    /// Whether messages are colored.
    #[must_use]
    pub fn colors_stderr(&self) -> bool {
        is_colored(self.terminal.color, self.terminal.stderr)
    }

    /// What the output can show.
    pub(super) fn screen(&self) -> Screen {
        Screen {
            columns: self.terminal.width,
            ascii: self.terminal.ascii,
        }
    }

    /// The current directory.
    pub(super) fn current_folder(&self) -> Result<PathBuf, Failure> {
        self.folder.as_ref().cloned().map_err(|error| {
            Failure::new(format!("cannot access the current directory: {error}"))
                .help("change to a directory that exists")
        })
    }

    /// Writes the result and returns `status`.
    ///
    /// A reader that closes the pipe early is not an error.
    pub(super) fn finish(
        &mut self,
        status: ExitStatus,
        write: impl FnOnce(&mut dyn Write) -> io::Result<()>,
    ) -> Result<ExitStatus, Failure> {
        // A full disk may only be noticed when the buffer is flushed.
        let written = write(self.stdout).and_then(|()| self.stdout.flush());
        match written {
            Err(error) if error.kind() != io::ErrorKind::BrokenPipe => Err(unwritten(&error)),
            _ => Ok(status),
        }
    }

    /// Like [`Self::finish`], for results that may be long: on a terminal, they are shown in the
    /// user's pager.
    pub(super) fn page(
        &mut self,
        status: ExitStatus,
        write: impl FnOnce(&mut dyn Write) -> io::Result<()>,
    ) -> Result<ExitStatus, Failure> {
        let folder = self.folder.as_deref().unwrap_or(Path::new("."));
        let pager = if self.terminal.pages {
            pager::command(folder)
        } else {
            None
        };
        let Some(pager) = pager else {
            return self.finish(status, write);
        };
        let mut text = Vec::new();
        write(&mut text).map_err(|error| unwritten(&error))?;
        if text.is_empty() || pager::show(&pager, &text) {
            return Ok(status);
        }
        self.finish(status, |out| out.write_all(&text))
    }

    /// Prints an error.
    pub(super) fn fail(&mut self, failure: &Failure) {
        self.say("error", Style::Error, failure);
    }

    /// Prints a warning.
    pub(super) fn warn(&mut self, warning: &Failure) {
        self.say("warning", Style::Warning, warning);
    }

    /// Prints a note.
    pub(super) fn note(&mut self, text: &str) {
        // If standard error is closed, there is nowhere left to report it.
        let _ = writeln!(self.stderr, "{}", visible(&self.hint(text)));
    }

    /// A hint whose commands have the name by which the program was called.
    pub(super) fn hint<'t>(&self, text: &'t str) -> Cow<'t, str> {
        called::hint(text, self.called)
    }

    /// Prints clap's output: help and version to stdout, errors to stderr.
    pub(super) fn usage(&mut self, error: &clap::Error) -> Result<ExitStatus, Failure> {
        let is_mistake = error.use_stderr();
        let is_terminal = if is_mistake {
            self.terminal.stderr
        } else {
            self.terminal.stdout
        };
        let rendered = error.render();
        let text = if is_colored(self.terminal.color, is_terminal) {
            rendered.ansi().to_string()
        } else {
            rendered.to_string()
        };
        if is_mistake {
            // If this fails, there is nowhere left to report it.
            let _ = self.stderr.write_all(text.as_bytes());
            return Ok(ExitStatus::Failed);
        }
        self.finish(ExitStatus::Clean, |out| out.write_all(text.as_bytes()))
    }

    fn say(&mut self, name: &str, style: Style, failure: &Failure) {
        let paint = self.colors_stderr();
        let word = style.paint(name, paint);
        let mut text = format!("{word}: {}\n", visible(&self.hint(&failure.message)));
        // Each line by itself, because a line break would be escaped too.
        for line in failure.excerpt.lines() {
            text.push_str(&visible(line));
            text.push('\n');
        }
        if let Some(help) = &failure.help {
            let word = Style::Help.paint("help", paint);
            let _ = writeln!(text, "  {word}: {}", visible(&self.hint(help)));
        }
        // In one piece, so that messages of parallel runs do not mix.
        let _ = self.stderr.write_all(text.as_bytes());
        for failure in &failure.further {
            self.say(name, style, failure);
        }
    }
}

fn unwritten(error: &io::Error) -> Failure {
    Failure::new(format!("cannot write the result: {error}"))
}

/// Whether the locale names an encoding other than UTF-8. If none is set, as in most containers, the
/// terminal usually shows UTF-8 all the same.
fn is_ascii() -> bool {
    let variables = ["LC_ALL", "LC_CTYPE", "LANG"];
    let mut values = variables
        .into_iter()
        .filter_map(|name| std::env::var(name).ok());
    let locale = values.find(|value| !value.is_empty());
    locale.is_some_and(|locale| is_ascii_locale(&locale))
}

fn is_ascii_locale(locale: &str) -> bool {
    match locale.split_once('.') {
        Some((_, encoding)) => {
            let encoding = encoding.split('@').next().unwrap_or_default();
            !["utf-8", "utf8"].contains(&encoding.to_ascii_lowercase().as_str())
        }
        None => ["C", "POSIX"].contains(&locale),
    }
}

#[cfg(test)]
mod locale_tests {
    use super::is_ascii_locale;

    #[test]
    fn only_a_locale_that_says_so_is_not_utf_8() {
        for locale in ["C", "POSIX", "de_DE.ISO-8859-15@euro", "ja_JP.eucJP"] {
            assert!(is_ascii_locale(locale), "{locale}");
        }
        for locale in ["C.UTF-8", "en_US.utf8", "de_DE.UTF-8@euro", "en_US"] {
            assert!(!is_ascii_locale(locale), "{locale}");
        }
    }
}
