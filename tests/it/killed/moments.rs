//! When a command is killed.

use std::collections::{HashMap, HashSet};
use std::fmt;
use std::time::{Duration, Instant};

/// When a command is killed.
pub enum Moment {
    /// At a system call: its name, and which of those of that name in one process.
    Call(String, usize),
    /// After some time.
    Time(Duration),
}

impl fmt::Display for Moment {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Call(name, number) => write!(f, "killed at the {number}. `{name}`"),
            Self::Time(time) => write!(f, "killed after {time:?}"),
        }
    }
}

/// Calls that change and see nothing outside of the process: whether a command is killed at one of
/// them or at the next other call is the same.
const INNER: &[&str] = &[
    "arch_prctl",
    "brk",
    "clock_gettime",
    "clock_nanosleep",
    "futex",
    "getpid",
    "getrandom",
    "gettid",
    "madvise",
    "mmap",
    "mprotect",
    "mremap",
    "munmap",
    "prlimit64",
    "rseq",
    "rt_sigaction",
    "rt_sigprocmask",
    "rt_sigreturn",
    "sched_getaffinity",
    "sched_yield",
    "set_robust_list",
    "set_tid_address",
    "sigaltstack",
];

/// `most` of the calls that `strace -f` has listed, the first one and the last one among them.
pub fn listed(log: &str, most: usize) -> Vec<Moment> {
    let mut found = Vec::new();
    let mut seen = HashSet::new();
    // `strace` counts the calls of each process for themselves.
    let mut counts: HashMap<(&str, &str), usize> = HashMap::new();
    for line in log.lines() {
        let Some((process, name)) = call(line) else {
            continue;
        };
        let count = counts.entry((process, name)).or_default();
        *count += 1;
        if !INNER.contains(&name) && seen.insert((name, *count)) {
            found.push(Moment::Call(name.to_owned(), *count));
        }
    }
    let stride = found.len().div_ceil(most).max(1);
    found.into_iter().rev().step_by(stride).collect()
}

/// `PROCESS NAME(ARGUMENTS…`.
fn call(line: &str) -> Option<(&str, &str)> {
    let (process, call) = line.split_once(' ')?;
    let (name, _) = call.trim_start().split_once('(')?;
    let is_name = |byte: u8| byte.is_ascii_lowercase() || byte.is_ascii_digit() || byte == b'_';
    name.bytes().all(is_name).then_some((process, name))
}

/// Moments over all the time that a command takes.
pub fn spread(run: impl FnOnce(), most: usize) -> Vec<Moment> {
    let started = Instant::now();
    run();
    let whole = started.elapsed();
    let most = u32::try_from(most.min(1_000)).unwrap_or(1_000);
    (0..most)
        .map(|round| Moment::Time(whole * round / most))
        .collect()
}
