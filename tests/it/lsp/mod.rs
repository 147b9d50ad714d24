//! `progress lsp`, driven by a scripted client over standard input and output.

mod actions;
mod broken;
mod client;
mod commands;
mod completion;
mod diagnostics;
mod features;
mod lifecycle;
mod many;
mod neovim;
mod random;
mod recorded;
mod typing;
