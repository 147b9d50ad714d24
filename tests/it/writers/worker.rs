//! What this test does in processes of its own.

use std::path::Path;
use std::process::{Child, Command, Stdio};

use progress_core::source::RootedPath;
use progress_git::git::Repository;
use progress_git::paths::real_path;
use progress_git::write::{Store, WriteError};
use progress_lint::claims::{Claims, TaskKey};

/// The file that is written.
pub const FILE: &str = "progress/phase-1-progress.md";
/// How it begins, whoever writes it.
pub const START: &str = "start\n";
/// How it ends.
pub const END: &str = "end\n";

const JOB: &str = "PROGRESS_TEST_JOB";
const CLAIMED: &str = "claimed ";

/// What a process is to do in its folder.
#[derive(Clone, Debug)]
pub enum Job {
    /// Add a line so many times.
    Append {
        /// What the lines begin with.
        who: String,
        /// How many.
        times: u32,
    },
    /// Write one text and another until it is killed.
    StatusChange,
    /// Claim one of ten tasks.
    Claim,
}

impl Job {
    /// A process that does it.
    pub fn start(&self, folder: &Path) -> Child {
        self.command(folder).spawn().unwrap()
    }

    /// The command that does it.
    pub fn command(&self, folder: &Path) -> Command {
        let test = std::env::current_exe().unwrap();
        let mut command = crate::common::scrubbed(test.to_str().unwrap(), folder);
        let job = match self {
            Self::Append { who, times } => format!("append {who} {times}"),
            Self::StatusChange => "flip".to_owned(),
            Self::Claim => "claim".to_owned(),
        };
        command.args([
            "writers::worker::work",
            "--exact",
            "--ignored",
            "--nocapture",
        ]);
        command.env(JOB, job);
        command
            .stdin(Stdio::null())
            .stdout(Stdio::null())
            .stderr(Stdio::piped());
        command
    }
}

/// The task that a process says it has claimed.
pub fn claimed(stderr: &str) -> Option<&str> {
    stderr.lines().find_map(|line| line.strip_prefix(CLAIMED))
}

/// Whether a text is one that [`Job::StatusChange`] writes.
pub fn is_flipped(text: &str) -> bool {
    text == flipped("a") || text == flipped("b")
}

fn flipped(letter: &str) -> String {
    format!("{START}{}{END}", letter.repeat(200_000))
}

#[test]
#[ignore = "does nothing but what the other tests start it for"]
fn work() {
    let Ok(job) = std::env::var(JOB) else { return };
    let folder = real_path(&std::env::current_dir().unwrap()).unwrap();
    let repository = Repository::discover(&folder).unwrap();
    let store = Store::open(repository.as_ref(), &folder);
    let file = RootedPath::new(&folder, Path::new(FILE));
    let words: Vec<&str> = job.split(' ').collect();
    match words[..] {
        ["append", who, times] => append(&store, &file, who, times.parse().unwrap()),
        ["flip"] => flip(&store, &file),
        ["claim"] => claim(&Claims::open(repository.as_ref(), &folder).unwrap()),
        _ => panic!("no such job: {job}"),
    }
}

fn append(store: &Store, file: &RootedPath, who: &str, times: u32) {
    for round in 0..times {
        let added = store.replace(file, |current| {
            let text = std::str::from_utf8(current).unwrap();
            let kept = text.strip_suffix(END).unwrap();
            Ok::<_, WriteError>(Some(format!("{kept}{who} {round}\n{END}").into_bytes()))
        });
        if let Err(error) = added {
            eprintln!("{error}; {}", error.help());
            std::process::exit(2);
        }
    }
}

fn flip(store: &Store, file: &RootedPath) {
    for letter in ["a", "b"].into_iter().cycle() {
        let new = flipped(letter).into_bytes();
        let flip = |_: &[u8]| Ok::<_, WriteError>(Some(new.clone()));
        store.replace(file, flip).unwrap();
    }
}

fn claim(claims: &Claims) {
    let key = |number| TaskKey {
        plan: "auth-v1".to_owned(),
        path: FILE.to_owned(),
        task: format!("TASK-1.{number}"),
    };
    let candidates: Vec<TaskKey> = (0..10).map(key).collect();
    if let Some(claim) = claims.claim(&candidates, "a worker").unwrap() {
        eprintln!("{CLAIMED}{}", claim.key.task);
    }
}
