//! Git's hooks: what each does, and how they come into a repository.

mod shim;

pub use shim::{HOOKS, Hook};
