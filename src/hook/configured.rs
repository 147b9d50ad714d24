//! Hooks in Git's configuration: `hook.NAME.command` and `hook.NAME.event`, since Git 2.54.

use progress_git::git::{Repository, Setting, version_numbers};

use super::shim::{HOOKS, Hook};

/// The first version of Git that runs them; earlier versions silently ignore them.
pub const SINCE: (u32, u32) = (2, 54);

/// The hooks in a repository's configuration.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Configured {
    /// The version of Git in use.
    pub git: String,
    /// Whether that version runs them.
    pub is_read: bool,
    /// The hooks, in the order in which Git finds them.
    pub entries: Vec<ConfiguredHook>,
}

/// A hook in the configuration.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct ConfiguredHook {
    /// Its name.
    pub name: String,
    /// The events at which Git runs it.
    pub events: Vec<String>,
    /// The command that Git runs.
    pub command: Option<String>,
    /// Whether `hook.NAME.enabled` allows it.
    pub is_enabled: bool,
    /// The last file that configures it.
    pub file: String,
    /// Whether a key has no value, which Git rejects.
    has_bare_key: bool,
}

impl Configured {
    /// Reads the hooks of a repository's configuration.
    #[must_use]
    pub fn of(repository: &Repository) -> Self {
        let settings = repository.settings_matching("^hook\\.");
        // The version of Git, which takes a process to find out, does not matter then.
        if settings.is_empty() {
            return Self::default();
        }
        let git = repository.git_version_text().unwrap_or_default();
        let is_read = version_numbers(&git).is_some_and(|version| version >= SINCE);
        let mut configured = Self {
            git,
            is_read,
            entries: Vec::new(),
        };
        for (key, setting) in settings {
            configured.read(&key, &setting);
        }
        configured
    }

    fn read(&mut self, key: &str, setting: &Setting) {
        let rest = key.strip_prefix("hook.").unwrap_or(key);
        // The name itself may contain dots.
        let Some((name, variable)) = rest.rsplit_once('.') else {
            return;
        };
        let entry = self.entry(name);
        entry.file.clone_from(&setting.origin);
        entry.has_bare_key |= setting.is_bare;
        let value = setting.value.as_str();
        match variable {
            "command" => entry.command = Some(value.to_owned()),
            // An empty value clears the earlier ones.
            "event" if value.is_empty() => entry.events.clear(),
            "event" => entry.events.push(value.to_owned()),
            "enabled" => {
                entry.is_enabled = !is_false(value);
            }
            _ => {}
        }
    }

    /// Returns the hook of a name, and adds it if it is new.
    fn entry(&mut self, name: &str) -> &mut ConfiguredHook {
        let known = self.entries.iter().position(|entry| entry.name == name);
        let at = known.unwrap_or(self.entries.len());
        if known.is_none() {
            self.entries.push(ConfiguredHook {
                name: name.to_owned(),
                is_enabled: true,
                ..ConfiguredHook::default()
            });
        }
        &mut self.entries[at]
    }

    /// Returns the hooks that Git runs at an event.
    pub fn at<'c>(&'c self, event: &'c str) -> impl Iterator<Item = &'c ConfiguredHook> {
        // `hook.EVENT.enabled = false` turns off every hook of an event.
        let is_off = self.entries.iter().any(|entry| {
            entry.name == event
                && !entry.is_enabled
                && entry.command.is_none()
                && entry.events.is_empty()
        });
        let runs_any = self.is_read && !is_off;
        self.entries.iter().filter(move |entry| {
            runs_any && entry.is_enabled && entry.events.iter().any(|known| known == event)
        })
    }

    /// Whether any entry is meant to run one of our hooks, whether Git runs it or not.
    pub(super) fn mentions(&self, hook: Hook) -> bool {
        let mut ours = self.entries.iter().filter(|entry| entry.is_ours());
        ours.any(|entry| entry.events.iter().any(|event| event == hook.name))
    }

    /// Returns the hooks that make Git abort, each with the reason.
    #[must_use]
    pub fn fatal(&self) -> Vec<(&ConfiguredHook, String)> {
        let mut fatal = Vec::new();
        for entry in &self.entries {
            let name = &entry.name;
            if entry.has_bare_key {
                fatal.push((entry, format!("a key of `hook.{name}` has no value")));
            } else if EVENTS.contains(&name.as_str()) && !entry.events.is_empty() {
                fatal.push((entry, format!("`hook.{name}` is named after an event")));
            } else if entry.is_enabled && !entry.events.is_empty() {
                match entry.command.as_deref().map(str::trim) {
                    None => fatal.push((entry, format!("`hook.{name}.command` is missing"))),
                    Some("") => fatal.push((entry, format!("`hook.{name}.command` is empty"))),
                    Some(_) => {}
                }
            }
        }
        fatal
    }
}

impl ConfiguredHook {
    /// Whether it runs one of our hooks, at an event that we handle.
    #[must_use]
    pub fn is_ours(&self) -> bool {
        let command = self.command.as_deref().unwrap_or_default();
        HOOKS.iter().any(|hook| {
            self.events.iter().any(|event| event == hook.name)
                && super::by_config::runs(command, *hook)
        })
    }
}

/// Whether Git parses a value as false.
fn is_false(value: &str) -> bool {
    let words = ["false", "no", "off", ""];
    let is_word = words.iter().any(|word| value.eq_ignore_ascii_case(word));
    is_word || value.parse::<i64>() == Ok(0)
}

/// The events that Git supports.
const EVENTS: &[&str] = &[
    "applypatch-msg",
    "commit-msg",
    "fsmonitor-watchman",
    "p4-changelist",
    "p4-post-changelist",
    "p4-pre-submit",
    "p4-prepare-changelist",
    "post-applypatch",
    "post-checkout",
    "post-commit",
    "post-index-change",
    "post-merge",
    "post-receive",
    "post-rewrite",
    "post-update",
    "pre-applypatch",
    "pre-auto-gc",
    "pre-commit",
    "pre-merge-commit",
    "pre-push",
    "pre-rebase",
    "pre-receive",
    "prepare-commit-msg",
    "proc-receive",
    "push-to-checkout",
    "reference-transaction",
    "sendemail-validate",
    "update",
];

#[cfg(test)]
mod tests {
    use super::*;

    fn configured(settings: &[(&str, &str)]) -> Configured {
        let mut configured = Configured {
            git: "2.56.0".to_owned(),
            is_read: true,
            entries: Vec::new(),
        };
        for (key, value) in settings {
            let setting = Setting {
                scope: "local".to_owned(),
                origin: "config".to_owned(),
                value: (*value).to_owned(),
                is_bare: false,
            };
            configured.read(key, &setting);
        }
        configured
    }

    #[test]
    fn hooks_of_an_event_are_found() {
        let configured = configured(&[
            ("hook.a.command", "one"),
            ("hook.a.event", "pre-commit"),
            ("hook.a.event", "pre-push"),
            ("hook.a.command", "two"),
            ("hook.b.event", "pre-commit"),
            ("hook.b.event", ""),
            ("hook.b.command", "never"),
            ("hook.c.d.command", "off"),
            ("hook.c.d.event", "pre-push"),
            ("hook.c.d.enabled", "off"),
            ("hook.jobs", "2"),
        ]);
        let at = |event: &str| {
            let entries = configured.at(event);
            let commands = entries.filter_map(|entry| entry.command.clone());
            commands.collect::<Vec<String>>()
        };
        assert_eq!(at("pre-commit"), ["two"]);
        assert_eq!(at("pre-push"), ["two"]);
        assert_eq!(at("commit-msg"), [""; 0]);
        assert_eq!(configured.fatal(), []);
    }

    #[test]
    fn an_entry_can_be_disabled_with_any_false_value() {
        for value in ["false", "False", "NO", "off", "0", "00", ""] {
            let settings = [
                ("hook.a.command", "one"),
                ("hook.a.event", "pre-commit"),
                ("hook.a.enabled", value),
            ];
            let configured = configured(&settings);
            assert_eq!(configured.at("pre-commit").count(), 0, "{value}");
        }
    }

    #[test]
    fn an_event_can_be_disabled() {
        let configured = configured(&[
            ("hook.a.command", "one"),
            ("hook.a.event", "pre-commit"),
            ("hook.pre-commit.enabled", "false"),
        ]);
        assert_eq!(configured.at("pre-commit").count(), 0);
        assert_eq!(configured.fatal(), []);
    }

    #[test]
    fn entries_that_make_git_fail_are_named() {
        for (settings, reason) in [
            (
                vec![("hook.a.event", "update")],
                "`hook.a.command` is missing",
            ),
            (
                vec![("hook.a.event", "update"), ("hook.a.command", "")],
                "`hook.a.command` is empty",
            ),
            (
                vec![
                    ("hook.update.command", "x"),
                    ("hook.update.event", "pre-commit"),
                ],
                "`hook.update` is named after an event",
            ),
        ] {
            let configured = configured(&settings);
            let fatal = configured.fatal();
            assert_eq!(fatal[0].1, reason);
        }
        let off = [("hook.a.event", "update"), ("hook.a.enabled", "false")];
        assert_eq!(configured(&off).fatal(), []);
    }
}
