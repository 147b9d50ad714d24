//! Waiting for processes with a time limit.

use std::io::{self, Read};
use std::process::{Child, ChildStdout, Output};
use std::time::Duration;

/// The output of a process, read as it arrives.
pub(super) struct Timed {
    pipe: ChildStdout,
    patience: Option<Duration>,
    is_stuck: bool,
}

impl Timed {
    /// Reads fail if the process is silent for longer than `patience`.
    pub(super) fn new(pipe: ChildStdout, patience: Option<Duration>) -> Self {
        Self {
            pipe,
            patience,
            is_stuck: false,
        }
    }

    /// Whether it was silent for too long.
    pub(super) fn is_stuck(&self) -> bool {
        self.is_stuck
    }
}

impl Read for Timed {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        if let Err(error) = system::wait(&self.pipe, self.patience) {
            self.is_stuck = error.kind() == io::ErrorKind::TimedOut;
            return Err(error);
        }
        self.pipe.read(buffer)
    }
}

/// Writes a process's input and collects its output until it exits. A process that neither reads
/// nor writes for longer than `patience` is killed, and the call fails with `TimedOut`.
pub(super) fn finish(
    mut child: Child,
    input: &[u8],
    patience: Option<Duration>,
) -> io::Result<Output> {
    let talked = system::talk(&mut child, input, patience);
    if talked.is_err() {
        let _ = child.kill();
    }
    // Even after a failure, so that no zombie remains.
    let status = child.wait()?;
    let (stdout, stderr) = talked?;
    Ok(Output {
        status,
        stdout,
        stderr,
    })
}

#[cfg(unix)]
mod system {
    use std::io::{self, ErrorKind, Read, Write};
    use std::os::fd::AsFd;
    use std::process::{Child, ChildStdin};
    use std::time::Duration;

    use rustix::event::{PollFd, PollFlags, Timespec, poll};
    use rustix::io::Errno;

    /// Bytes that a writable pipe accepts at once (`PIPE_BUF`).
    const CHUNK: usize = if cfg!(target_os = "linux") { 4096 } else { 512 };

    /// Waits until a pipe is readable or closed.
    pub(super) fn wait(pipe: &impl AsFd, patience: Option<Duration>) -> io::Result<()> {
        ready(&mut [PollFd::new(pipe, PollFlags::IN)], patience)
    }

    fn ready(pipes: &mut [PollFd<'_>], patience: Option<Duration>) -> io::Result<()> {
        let limit = patience.and_then(|patience| Timespec::try_from(patience).ok());
        loop {
            match poll(pipes, limit.as_ref()) {
                Ok(0) => return Err(ErrorKind::TimedOut.into()),
                Ok(_) => return Ok(()),
                // A signal arrived. Waiting starts over, so the limit may be exceeded a little.
                Err(Errno::INTR) => {}
                Err(error) => return Err(error.into()),
            }
        }
    }

    /// Reads both outputs to the end while writing the input.
    pub(super) fn talk(
        child: &mut Child,
        mut input: &[u8],
        patience: Option<Duration>,
    ) -> io::Result<(Vec<u8>, Vec<u8>)> {
        let mut stdin = child.stdin.take();
        if input.is_empty() {
            stdin = None;
        }
        let (mut stdout, mut stderr) = (child.stdout.take(), child.stderr.take());
        let (mut printed, mut said) = (Vec::new(), Vec::new());
        while stdout.is_some() || stderr.is_some() {
            // All pipes are served as they become ready: a process that fills one pipe while its
            // parent waits for another would never finish.
            let mut pipes = Vec::with_capacity(3);
            pipes.extend(stdout.iter().map(|it| PollFd::new(it, PollFlags::IN)));
            pipes.extend(stderr.iter().map(|it| PollFd::new(it, PollFlags::IN)));
            pipes.extend(stdin.iter().map(|it| PollFd::new(it, PollFlags::OUT)));
            ready(&mut pipes, patience)?;
            // One state for each pipe that is still open, in the same order.
            let found: Vec<bool> = pipes
                .iter()
                .map(|pipe| !pipe.revents().is_empty())
                .collect();
            let mut states = found.into_iter();
            let mut is_ready = [stdout.is_some(), stderr.is_some(), stdin.is_some()];
            for is_ready in &mut is_ready {
                *is_ready = *is_ready && states.next().unwrap_or(false);
            }
            if is_ready[0] {
                read(&mut stdout, &mut printed)?;
            }
            if is_ready[1] {
                read(&mut stderr, &mut said)?;
            }
            if is_ready[2] {
                write(&mut stdin, &mut input);
            }
        }
        Ok((printed, said))
    }

    fn read<R: Read>(pipe: &mut Option<R>, into: &mut Vec<u8>) -> io::Result<()> {
        let Some(open) = pipe else {
            return Ok(());
        };
        let mut buffer = [0; 1 << 14];
        match open.read(&mut buffer) {
            Ok(0) => *pipe = None,
            Ok(length) => into.extend_from_slice(&buffer[..length]),
            Err(error) if error.kind() == ErrorKind::Interrupted => {}
            Err(error) => return Err(error),
        }
        Ok(())
    }

    /// Ignores write errors: a process that stops reading reports why.
    fn write(pipe: &mut Option<ChildStdin>, input: &mut &[u8]) {
        let Some(open) = pipe else {
            return;
        };
        match open.write(&input[..input.len().min(CHUNK)]) {
            Ok(length) => *input = &input[length..],
            Err(error) if error.kind() == ErrorKind::Interrupted => {}
            // The pipe is closed below.
            Err(_) => *input = &[],
        }
        if input.is_empty() {
            *pipe = None;
        }
    }
}

#[cfg(not(unix))]
mod system {
    use std::io::{self, Read, Write};
    use std::process::{Child, ChildStdout};
    use std::thread;
    use std::time::Duration;

    /// Does nothing: pipes cannot be polled with a limit on this system.
    #[allow(clippy::unnecessary_wraps, reason = "as on Unix")]
    pub(super) fn wait(_: &ChildStdout, _: Option<Duration>) -> io::Result<()> {
        Ok(())
    }

    pub(super) fn talk(
        child: &mut Child,
        input: &[u8],
        _: Option<Duration>,
    ) -> io::Result<(Vec<u8>, Vec<u8>)> {
        let stdin = child.stdin.take();
        let (stdout, stderr) = (child.stdout.take(), child.stderr.take());
        thread::scope(|scope| {
            // A thread for each pipe, because a full one blocks.
            scope.spawn(|| {
                if let Some(mut stdin) = stdin {
                    let _ = stdin.write_all(input);
                }
            });
            let errors = scope.spawn(|| all(stderr));
            let printed = all(stdout)?;
            let said = errors.join().unwrap_or_else(|_| Ok(Vec::new()))?;
            Ok((printed, said))
        })
    }

    fn all(pipe: Option<impl Read>) -> io::Result<Vec<u8>> {
        let mut bytes = Vec::new();
        if let Some(mut pipe) = pipe {
            pipe.read_to_end(&mut bytes)?;
        }
        Ok(bytes)
    }
}

#[cfg(all(test, unix))]
mod tests {
    use std::process::{Command, Stdio};

    use super::*;

    const SHORT: Option<Duration> = Some(Duration::from_millis(100));

    fn start(script: &str) -> io::Result<Child> {
        let mut command = Command::new("sh");
        command.args(["-c", script]);
        command.stdin(Stdio::piped()).stdout(Stdio::piped());
        command.stderr(Stdio::piped()).spawn()
    }

    #[test]
    fn much_goes_both_ways_at_once() {
        let input = vec![b'x'; 1 << 20];
        let output = finish(start("tee /dev/stderr").unwrap(), &input, None).unwrap();
        assert!(output.status.success());
        assert!(output.stdout == input && output.stderr == input);
        // Unread input is not an error.
        let output = finish(start("echo done; exit 3").unwrap(), &input, None).unwrap();
        assert_eq!(output.status.code(), Some(3));
        assert_eq!(output.stdout, b"done\n");
    }

    #[test]
    fn a_silent_process_is_killed() {
        // Its child processes may keep the pipes open, and are not waited for.
        for script in [
            "exec sleep 1000",
            "sleep 20 & sleep 20",
            "echo x; exec sleep 1000",
        ] {
            let error = finish(start(script).unwrap(), b"", SHORT).unwrap_err();
            assert_eq!(error.kind(), io::ErrorKind::TimedOut);
        }
        let mut child = start("echo x; exec sleep 1000").unwrap();
        let mut timed = Timed::new(child.stdout.take().unwrap(), SHORT);
        let mut text = String::new();
        let error = timed.read_to_string(&mut text).unwrap_err();
        assert_eq!(error.kind(), io::ErrorKind::TimedOut);
        assert!(timed.is_stuck());
        child.kill().unwrap();
        child.wait().unwrap();
    }
}
