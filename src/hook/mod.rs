//! Git hooks: the scripts, and how they are installed, found and removed.

mod block;
pub mod by_config;
pub mod configured;
pub mod doctor;
mod folder;
mod foreign;
pub mod hook_status;
mod install;
pub mod installation;
pub mod manager;
pub mod merging;
pub mod program;
pub mod setup;
mod shim;
mod state;

pub use folder::Folder;
pub use install::{Done, InstallError};
pub use shim::{HOOKS, Hook};
pub use state::{Ours, State};
