//! What a repository holds, in lines that can be compared.

/// Prints all that people and Git can see, but for what hooks are there to write: entries of
/// `files_modified`, lines `Task:`, and our own files in Git's folder.
pub const DUMP: &str = r#"
cd "$WORK"
plan() { sed -e '/^files_modified:/,/^---/d' -e 's/\r$//' | git hash-object --stdin; }
listing() {
    while IFS= read -r line; do
        case $line in
        *"$P") hash=$(git cat-file blob "$1$P" 2>/dev/null | plan); echo "${line%%[0-9a-f][0-9a-f][0-9a-f][0-9a-f][0-9a-f]*} $hash $P" ;;
        *) printf '%s\n' "$line" ;;
        esac
    done
}
echo "head $(git symbolic-ref -q HEAD)"
git for-each-ref --format='%(refname) %(objecttype)' | sed 's/^/ref /'
for ref in HEAD $(git for-each-ref --format='%(refname)' refs/heads refs/stash); do
    git ls-tree -r --full-tree "$ref" | grep -v "$P" | sed "s|^|tree $ref |"
    git cat-file blob "$ref:$P" 2>/dev/null | plan | sed "s|^|plan $ref |"
    git log --topo-order --format='%an %ae %ad, %cn %ce, %(trailers:only,unfold)%n%B' "$ref" |
        grep -v -e '^Task: ' -e '^$' -e ', Task: ' | sed "s|^|log $ref |"
    git log --topo-order --name-status --format='commit %s' "$ref" | grep -v -e "$P" -e '^$' |
        sed "s|^|files $ref |"
    git rev-list --count "$ref" | sed "s|^|count $ref |"
    git rev-list --parents "$ref" | awk '{ print NF }' | sort | uniq -c | sed "s|^|parents $ref |"
done
git ls-files --stage -v -t | grep -v "$P" | sed 's/^/index /'
git ls-files -v -t -- "$P" | sed 's/^/index /'
git cat-file blob ":$P" 2>/dev/null | plan | sed 's/^/index plan /'
git status --porcelain=v1 --untracked-files=all --ignored | sed 's/^/status /'
git diff --name-only | sed 's/^/unstaged /'
git diff --cached --name-only | sed 's/^/staged /'
git stash list --format='stash %gs'
find . -name .git -prune -o -type f -print -o -type l -print | sort | while IFS= read -r file; do
    case $file in
    *"$P") echo "file $(stat -c %a "$file") $file $(plan < "$file")" ;;
    *) echo "file $(stat -c %a "$file") $file $(git hash-object --no-filters -- "$file" 2>/dev/null)" ;;
    esac
done
git config --list --local --name-only | grep -v -e '\.progress\.' -e '^progress' | sort -u |
    while read -r key; do echo "setting $key $(git config --get-all "$key" | tr '\n' ' ')"; done
for folder in "$(git rev-parse --absolute-git-dir)" "$(cd "$(git rev-parse --git-common-dir)" && pwd)"; do
    (cd "$folder" && find . -not -type d |
        grep -v -E '^\./((worktrees/[^/]*/|modules/[^/]*/)?(progress|hooks|objects|logs|rr-cache|reftable)/|info/attributes|sharedindex)' |
        grep -v -e COMMIT_EDITMSG -e '/rr-cache/' -e '/objects/' -e '/progress/' -e '/hooks/' -e '/logs/' | sort | sed 's/^/git /')
done
git reflog --format='reflog %gs' 2>/dev/null
git config --get extensions.partialClone > /dev/null || git fsck --no-dangling --no-progress 2>&1 | sed -e 's/^/fsck /' | grep -v -e 'dangling' -e 'notice'
echo end
"#;

/// The lines, without what no two runs share.
pub fn comparable(text: &str) -> String {
    let mut lines = Vec::new();
    for line in text.lines() {
        let mut words: Vec<&str> = line.split_whitespace().collect();
        if matches!(words.first(), Some(&"reflog" | &"log")) {
            // Commits have other names where messages and plans differ.
            words.retain(|word| !is_name(word));
        }
        lines.push(words.join(" "));
    }
    lines.join("\n")
}

/// Whether a word is the name of a commit.
fn is_name(word: &str) -> bool {
    let word = word.trim_end_matches(['.', ':', ',']);
    word.len() >= 7 && word.bytes().all(|byte| byte.is_ascii_hexdigit())
}

/// Lines that only one of two has.
pub fn differences(bare: &str, hooked: &str) -> Vec<String> {
    let lost = bare.lines().filter(|line| !has(hooked, line));
    let added = hooked.lines().filter(|line| !has(bare, line));
    let lost = lost.map(|line| format!("-{line}"));
    lost.chain(added.map(|line| format!("+{line}"))).collect()
}

fn has(text: &str, wanted: &str) -> bool {
    text.lines().any(|line| line == wanted)
}
