//! Writes generated plans: `generate FOLDER PLANS PHASES TASKS [mistakes]`.

#![allow(clippy::print_stderr, reason = "an example prints its usage")]

#[path = "../benches/support/generate.rs"]
mod generate;

use std::path::PathBuf;

fn main() -> std::io::Result<()> {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    let number = |at: usize| arguments.get(at).and_then(|text| text.parse().ok());
    let (Some(folder), Some(plans), Some(phases), Some(tasks)) =
        (arguments.first(), number(1), number(2), number(3))
    else {
        eprintln!("usage: generate FOLDER PLANS PHASES TASKS [mistakes]");
        std::process::exit(2);
    };
    let mistakes = arguments.get(4).is_some_and(|word| word == "mistakes");
    for plan in 0..plans {
        let prd = format!("plan-{plan}");
        let path = PathBuf::from(folder).join("progress").join(&prd);
        std::fs::create_dir_all(&path)?;
        for phase in 1..=phases {
            let text = generate::phase(&prd, phase, tasks, mistakes);
            std::fs::write(path.join(format!("phase-{phase}-progress.md")), text)?;
        }
    }
    Ok(())
}
