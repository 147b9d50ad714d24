//! Integration tests, in one binary: linking libgit2 for each file would take longer than the tests.

#![allow(
    clippy::unwrap_used,
    clippy::panic,
    clippy::print_stderr,
    reason = "a test fails by panicking and skips with a note"
)]
#![allow(unreachable_pub, reason = "nothing outside a test binary reaches it")]

mod common;

mod agent;
mod agent_prime;
mod agent_setup;
mod agent_stop;
mod alone;
mod branch_prefixes;
mod cached;
mod cli;
mod cli_add;
mod cli_commits;
mod cli_commits_blame;
mod cli_commits_gate;
#[cfg(unix)]
mod cli_completions;
mod cli_config;
mod cli_criterion;
mod cli_diff;
mod cli_export;
mod cli_fix;
mod cli_formats;
mod cli_graph;
mod cli_history;
mod cli_ignore;
mod cli_import;
mod cli_import_again;
mod cli_import_repeated;
mod cli_init;
mod cli_init_found;
mod cli_json;
mod cli_known;
mod cli_list;
mod cli_log;
mod cli_man;
mod cli_new;
#[cfg(target_os = "linux")]
mod cli_pager;
mod cli_paths;
mod cli_ready;
mod cli_reopen;
mod cli_report;
mod cli_repositories;
mod cli_screen;
mod cli_sources;
mod cli_states;
mod cli_status;
mod cli_streams;
mod cli_sync;
mod cli_timeline;
mod cli_update;
mod cli_verify;
mod cli_verify_evidence;
#[cfg(unix)]
mod cli_watch;
mod discovery;
mod doctor;
mod edits;
mod full_disk;
mod generated;
mod git_layer;
mod git_settings;
mod git_waits;
mod hook_amid;
mod hook_author;
mod hook_by_hand;
mod hook_config;
mod hook_elsewhere;
mod hook_idle;
mod hook_index;
mod hook_install;
mod hook_lefthook;
mod hook_managers;
mod hook_matrix;
mod hook_merges;
mod hook_message;
mod hook_named;
mod hook_operations;
mod hook_places;
mod hook_processes;
mod hook_push;
mod hook_rewrite;
mod hook_rewritten;
mod hook_run;
mod hook_shells;
mod hook_started;
mod hook_stopped;
mod hook_uninstall;
mod hook_unnamed;
mod hook_unreadable;
mod hook_waiting;
mod jujutsu;
mod junit;
mod kept;
mod killed;
mod layers;
mod linked_paths;
mod links;
mod lsp;
mod merge_driver;
mod merge_triples;
mod newcomer;
mod ownership;
mod packages;
mod part_and_whole;
mod planted;
mod properties;
mod properties_overview;
mod resolve;
mod searches;
mod streams;
mod updates;
mod versions;
mod writers;
