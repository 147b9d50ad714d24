//! The script of the page, which filters and sorts its tables. Without it, nothing is missing.

/// The script. It changes no content, and what is typed stays text.
pub(crate) const SCRIPT: &str = r#"
for (const table of document.querySelectorAll("table")) {
  const body = table.tBodies[0];
  const rows = [...body.rows];
  if (rows.length < 4) continue;
  const label = document.createElement("label");
  const input = document.createElement("input");
  const count = document.createElement("output");
  input.type = "search";
  input.setAttribute("aria-label", `Filter ${table.caption.textContent}`);
  label.className = "filter";
  label.append("Filter ", input, " ", count);
  table.parentElement.before(label);
  input.addEventListener("input", () => {
    const words = input.value.toLowerCase().split(/\s+/);
    for (const row of rows) {
      const text = row.textContent.toLowerCase();
      row.hidden = !words.every((word) => text.includes(word));
    }
    const shown = rows.filter((row) => !row.hidden).length;
    count.textContent = input.value ? `${shown} of ${rows.length} rows` : "";
  });
  const order = new Intl.Collator(undefined, { numeric: true }).compare;
  for (const [at, head] of [...table.tHead.rows[0].cells].entries()) {
    const button = document.createElement("button");
    button.type = "button";
    button.textContent = head.textContent;
    head.replaceChildren(button);
    button.addEventListener("click", () => {
      const down = head.getAttribute("aria-sort") === "ascending";
      for (const other of table.tHead.rows[0].cells) other.removeAttribute("aria-sort");
      head.setAttribute("aria-sort", down ? "descending" : "ascending");
      const key = ({ cells }) => cells[at].dataset.key ?? cells[at].textContent.trim();
      const sorted = rows.toSorted((a, b) => (down ? order(key(b), key(a)) : order(key(a), key(b))));
      body.append(...sorted);
    });
  }
}
"#;

/// The hash by which the policy of the page allows this script and no other. A browser refuses the
/// script if they differ, which the check of the page in a browser notices.
pub(crate) const HASH: &str = "sha256-+WSuFtWIcYlZ0GaBmi5H7NNj4BAAJ2TQQeKZBW0hymA=";
