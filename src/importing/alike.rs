//! Whether two titles are of the same task beyond doubt.

/// Whether a title differs from the one before in nothing but case, punctuation and words at its end,
/// which a wrapped line may have lost.
pub(super) fn is_alike(before: &str, now: &str) -> bool {
    let (before, now) = (words(before), words(now));
    !before.is_empty() && now.starts_with(&before)
}

fn words(text: &str) -> Vec<String> {
    let text = text.to_lowercase();
    let words = text.split(|c: char| !c.is_alphanumeric());
    let words = words.filter(|word| !word.is_empty());
    words.map(str::to_owned).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_trivial_differences_leave_the_task_the_same() {
        for (before, now, expected) in [
            ("Store carts", "Store carts in the database", true),
            ("Store carts", "store `carts`.", true),
            ("購入画面を作る", "購入画面を作る。", true),
            ("Store carts in the database", "Store carts", false),
            ("Add the login page", "Add the order page", false),
            (
                "Create User in user.py",
                "Create Invoice in invoice.py",
                false,
            ),
            ("Update to 1", "Update to 10", false),
            ("購入画面を作る", "在庫を数える", false),
            ("…", "Store carts", false),
        ] {
            assert_eq!(is_alike(before, now), expected, "{before} / {now}");
        }
    }
}
