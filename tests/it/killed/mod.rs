//! Commands that are killed at each of their system calls, and commits that are killed at any
//! moment.
//!
//! After each kill every file is the old one or the new one, Git sees nothing but what the command
//! is for, and the same command then does its work.

#![cfg(unix)]

mod acts;
mod clone;
mod moments;

use std::time::{Duration, Instant};

use acts::{Act, acts, hooked};
use clone::{Clone, State};
use moments::Moment;

/// Commands that are killed in a quick run are killed so often.
const FEW: usize = 3;

/// Whether an act is one of those that `KILL_ACTS` names; without that, all are.
fn is_wanted(act: &Act) -> bool {
    let names = std::env::var("KILL_ACTS").unwrap_or_default();
    names.is_empty() || names.split(',').any(|name| name == act.name)
}

/// At how many calls of each command a long run kills: at all, or `KILL_MOST`.
fn most() -> usize {
    let most = std::env::var("KILL_MOST").ok();
    most.map_or(usize::MAX, |most| most.parse().unwrap())
}

/// Kills a command at `most` of its system calls, over all of its life.
fn kill_all(act: &Act, most: usize) {
    let clone = Clone::new(act);
    let moments = clone.moments(most);
    let trial = Trial::new(act, &clone);
    let mut done = 0;
    let mut faults = Vec::new();
    for moment in &moments {
        let killed = trial.kill(moment, &mut faults);
        done += usize::from(killed.files == trial.after.files);
    }
    let (name, runs, kills) = (act.name, moments.len(), clone.kills());
    eprintln!("{name}: killed {kills} times in {runs} runs; {done} left what it was to do");
    assert!(faults.is_empty(), "{}", faults.join("\n"));
    let is_timed = matches!(moments.first(), Some(Moment::Time(_)));
    assert!(is_timed || kills * 2 > runs, "{name}: {kills} of {runs}");
}

/// Kills whole commits, Git and all, at moments spread over their life.
fn kill_commits(times: u32) {
    let act = &hooked()[0];
    let clone = Clone::new(act);
    let trial = Trial::new(act, &clone);
    let mut done = 0;
    let mut faults = Vec::new();
    for round in 0..times {
        let moment = Moment::Time(trial.whole * round / times);
        let killed = trial.kill(&moment, &mut faults);
        done += usize::from(killed.files == trial.after.files);
    }
    eprintln!("commits: killed {times} times; {done} left what they were to do");
    assert!(faults.is_empty(), "{}", faults.join("\n"));
}

/// What an act is to do, and what may be left of it.
struct Trial<'a> {
    act: &'a Act,
    clone: &'a Clone<'a>,
    before: State,
    after: State,
    /// After the next command.
    last: State,
    /// How long the act takes.
    whole: Duration,
}

impl<'a> Trial<'a> {
    fn new(act: &'a Act, clone: &'a Clone<'a>) -> Self {
        let before = clone.fresh().state();
        let started = Instant::now();
        clone.run();
        let whole = started.elapsed();
        let after = clone.state();
        assert_ne!(before.files, after.files, "{} does nothing", act.name);
        clone.run_again();
        Self {
            last: clone.state(),
            act,
            clone,
            before,
            after,
            whole,
        }
    }

    /// Kills it at a moment; what that left.
    fn kill(&self, moment: &Moment, faults: &mut Vec<String>) -> State {
        self.clone.fresh().killed(moment);
        if matches!(moment, Moment::Time(_)) {
            self.clone.unlock();
        }
        let killed = self.clone.state();
        let mut found = self.faults(&killed);
        // The next command does its work, as if there had been no kill.
        match self.try_again() {
            Err(said) => found.push(format!("the next command fails: {said}")),
            Ok(()) => found.push(self.clone.state().differences(&self.last)),
        }
        for fault in found.iter().filter(|fault| !fault.is_empty()) {
            faults.push(format!("{}, {moment}: {fault}", self.act.name));
        }
        killed
    }

    /// Runs the next command. A killed `git config` leaves its lock, which Git itself does not get
    /// past either; the command must say so, and work once the lock is deleted.
    fn try_again(&self) -> Result<(), String> {
        match self.clone.try_again() {
            Err(said) if said.contains("config.lock`, which a killed process left behind") => {
                self.clone.unlock();
                self.clone.try_again()
            }
            result => result,
        }
    }

    /// What a kill must not leave.
    fn faults(&self, killed: &State) -> Vec<String> {
        let mut faults = Vec::new();
        let versions = [&self.before, &self.after];
        for (path, text) in &killed.files {
            let is_whole = |state: &&State| state.files.get(path) == Some(text);
            if !versions.iter().any(is_whole) && !self.act.is_free(path) {
                let shown: String = text.chars().take(300).collect();
                faults.push(format!("{path} is neither old nor new: {shown}"));
            }
        }
        for path in self.before.files.keys() {
            let is_meant = !self.after.files.contains_key(path);
            if !killed.files.contains_key(path) && !is_meant {
                faults.push(format!("{path} is gone"));
            }
        }
        // Git sees what the command changes, and nothing that it needs for that.
        for line in killed.status.lines() {
            if !self
                .act
                .changes
                .iter()
                .any(|path| line.get(3..) == Some(path))
            {
                faults.push(format!("Git sees `{line}`"));
            }
        }
        if killed.foreign != self.before.foreign {
            faults.push(format!("others' settings are now {}", killed.foreign));
        }
        faults
    }
}

#[test]
fn commands_that_are_killed_leave_nothing_that_git_sees() {
    for act in acts() {
        kill_all(&act, FEW);
    }
}

#[test]
fn hooks_that_are_killed_leave_nothing_that_git_sees() {
    for act in hooked() {
        kill_all(&act, 1);
    }
    kill_commits(3);
}

#[test]
#[ignore = "takes some ten minutes; each system call of each command"]
fn commands_that_are_killed_at_each_system_call_leave_nothing_that_git_sees() {
    for act in acts().iter().filter(|act| is_wanted(act)) {
        kill_all(act, most());
    }
}

#[test]
#[ignore = "takes some ten minutes; each system call of each hook, and three hundred commits"]
fn hooks_that_are_killed_at_each_system_call_leave_nothing_that_git_sees() {
    for act in hooked().iter().filter(|act| is_wanted(act)) {
        kill_all(act, most());
    }
    kill_commits(u32::try_from(most().min(300)).unwrap());
}
