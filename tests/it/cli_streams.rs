//! Tests with custom streams and terminal.

use std::ffi::OsString;
use std::io::{self, ErrorKind, Write};
use std::path::PathBuf;

use progress_lint::cli::{ColorChoice, Console, ExitStatus, Terminal, run};

use crate::common::{GOOD, GOOD_PATH, Sandbox};

/// A stream that accepts a few bytes and then fails.
struct Failing(usize, ErrorKind);

impl Write for Failing {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        let taken = bytes.len().min(self.0);
        self.0 -= taken;
        if taken == 0 && !bytes.is_empty() {
            return Err(self.1.into());
        }
        Ok(taken)
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}

fn drive(arguments: &[&str], stdout: &mut dyn Write, terminal: Terminal) -> (ExitStatus, String) {
    drive_in(Err(ErrorKind::NotFound.into()), arguments, stdout, terminal)
}

fn drive_in(
    folder: io::Result<PathBuf>,
    arguments: &[&str],
    stdout: &mut dyn Write,
    terminal: Terminal,
) -> (ExitStatus, String) {
    let mut stderr = Vec::new();
    let mut console = Console {
        called: "progress",
        stdin: &mut io::empty(),
        stdout,
        stderr: &mut stderr,
        terminal,
        folder,
    };
    let arguments = ["progress"].iter().chain(arguments).map(OsString::from);
    let status = run(arguments, &mut console);
    (status, String::from_utf8(stderr).unwrap())
}

#[test]
fn an_invalid_argument_cannot_control_the_terminal() {
    for (argument, shown) in [
        ("--x\u{202e}gnorw", "--x\\u{202e}gnorw"),
        ("--format=\u{1b}[2J", "\\u{1b}[2J"),
        ("--format=a\nerror: all is well", "a\\nerror"),
    ] {
        for color in [ColorChoice::Never, ColorChoice::Always] {
            let terminal = Terminal {
                color,
                ..Terminal::default()
            };
            let (status, stderr) = drive(&["lint", argument], &mut io::sink(), terminal);
            assert_eq!(status, ExitStatus::Failed);
            assert!(stderr.contains(shown), "{stderr:?}");
            assert!(!stderr.contains('\u{202e}'));
            assert!(!stderr.contains("\u{1b}[2J"), "{stderr:?}");
            assert!(!stderr.contains("\nerror: all"), "{stderr:?}");
        }
    }
}

#[test]
fn a_closed_pipe_is_not_a_failure_but_a_full_disk_is() {
    let arguments = ["rules"];
    for bytes in [0, 10] {
        let mut closed = Failing(bytes, ErrorKind::BrokenPipe);
        let (status, said) = drive(&arguments, &mut closed, Terminal::default());
        assert_eq!((status, said.as_str()), (ExitStatus::Clean, ""));
        let mut full = Failing(bytes, ErrorKind::StorageFull);
        let (status, said) = drive(&arguments, &mut full, Terminal::default());
        assert_eq!(status, ExitStatus::Failed);
        assert!(
            said.starts_with("error: cannot write the result: "),
            "{said}"
        );
    }
}

#[test]
fn each_stream_is_coloured_separately() {
    let terminal = |stdout, stderr, color| Terminal {
        stdout,
        stderr,
        color,
        ..Terminal::default()
    };
    let auto = ColorChoice::Auto;
    for (terminal, colors_stdout, colors_stderr) in [
        (terminal(true, false, auto), true, false),
        (terminal(false, true, auto), false, true),
        (terminal(true, true, ColorChoice::Never), false, false),
        (terminal(false, false, ColorChoice::Always), true, true),
    ] {
        let mut stdout = Vec::new();
        drive(&["rules"], &mut stdout, terminal.clone());
        assert_eq!(stdout.contains(&0x1b), colors_stdout, "{terminal:?}");
        for mistake in ["explain", "lnit"] {
            let (status, said) = drive(&[mistake, "x"], &mut io::sink(), terminal.clone());
            assert_eq!(status, ExitStatus::Failed);
            assert_eq!(said.contains('\x1b'), colors_stderr, "{terminal:?}");
        }
    }
}

#[test]
fn the_current_directory_is_read_only_if_needed() {
    let (status, _) = drive(&["--version"], &mut io::sink(), Terminal::default());
    assert_eq!(status, ExitStatus::Clean);
    let (status, said) = drive(&["lint"], &mut io::sink(), Terminal::default());
    assert_eq!(status, ExitStatus::Failed);
    assert!(
        said.contains("cannot access the current directory"),
        "{said}"
    );
}

#[test]
fn a_terminal_shows_that_nothing_was_found() {
    let bench = Sandbox::folder();
    bench.write(GOOD_PATH, GOOD);
    let lint = |flags: &[&str], terminal| {
        let mut stdout = Vec::new();
        let folder = Ok(bench.root.clone());
        let arguments = [&["lint"], flags].concat();
        let (status, said) = drive_in(folder, &arguments, &mut stdout, terminal);
        assert_eq!(status, ExitStatus::Clean);
        (String::from_utf8(stdout).unwrap(), said)
    };
    let piped = lint(&[], Terminal::default());
    assert_eq!(piped, (String::new(), "1 file checked\n".to_owned()));
    let nothing = (String::new(), String::new());
    assert_eq!(lint(&["-q"], Terminal::default()), nothing);
    let terminal = Terminal {
        stdout: true,
        width: Some(80),
        ..Terminal::default()
    };
    let shown = ("no findings in 1 file\n".to_owned(), String::new());
    assert_eq!(lint(&[], terminal.clone()), shown);
    assert_eq!(lint(&["--quiet"], terminal), nothing);
}

#[test]
fn the_table_of_rules_fits_the_terminal() {
    let rules = |terminal| {
        let mut stdout = Vec::new();
        drive(&["rules"], &mut stdout, terminal);
        String::from_utf8(stdout).unwrap()
    };
    let narrow = rules(Terminal {
        stdout: true,
        width: Some(80),
        color: ColorChoice::Never,
        ..Terminal::default()
    });
    assert!(
        narrow.lines().all(|line| line.chars().count() <= 80),
        "{narrow}"
    );
    let piped = rules(Terminal::default());
    assert!(narrow.lines().count() > piped.lines().count());
    let words = |text: &str| {
        text.split_whitespace()
            .map(str::to_owned)
            .collect::<Vec<_>>()
    };
    assert_eq!(words(&narrow), words(&piped));
}
