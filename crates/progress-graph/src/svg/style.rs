//! The colors of pictures. Text has a contrast of at least 4.5 to 1 on every fill.

/// The style sheet. A page may contain several pictures and needs it once.
pub(super) const STYLE: &str = "
.pg{--pg-page:#fff;--pg-text:#1f2328;--pg-soft:#57606a;--pg-group:#f6f8fa;--pg-line:#d0d7de;--pg-arrow:#6e7781;
--pg-done:#dafbe1;--pg-done-line:#1a7f37;--pg-active:#ddf4ff;--pg-active-line:#0969da;--pg-review:#fbefff;--pg-review-line:#8250df;
--pg-risk:#fff8c5;--pg-risk-line:#9a6700;--pg-blocked:#ffebe9;--pg-blocked-line:#cf222e;--pg-ready-line:#0969da;--pg-waiting-line:#8c959f;
font-family:system-ui,-apple-system,'Segoe UI',Roboto,'Noto Sans',sans-serif}
@media (prefers-color-scheme:dark){.pg{--pg-page:#0d1117;--pg-text:#f0f6fc;--pg-soft:#9198a1;--pg-group:#151b23;--pg-line:#3d444d;--pg-arrow:#9198a1;
--pg-done:#12301d;--pg-done-line:#3fb950;--pg-active:#12263f;--pg-active-line:#4493f8;--pg-review:#271b3d;--pg-review-line:#ab7df8;
--pg-risk:#2e2611;--pg-risk-line:#d29922;--pg-blocked:#35171b;--pg-blocked-line:#f85149;--pg-ready-line:#4493f8;--pg-waiting-line:#656c76}}
.pg-page{fill:var(--pg-page)}
.pg text{fill:var(--pg-text);font-size:11.5px}
.pg .pg-title{font-size:17px;font-weight:600}
.pg .pg-name{font-size:13px;font-weight:600}
.pg tspan{font-size:11.5px;font-weight:400}
.pg .pg-heading{paint-order:stroke;stroke:var(--pg-group);stroke-width:4px;stroke-linejoin:round}
.pg-group{fill:var(--pg-group);stroke:var(--pg-line)}
.pg-node rect{fill:var(--pg-page);stroke:var(--pg-waiting-line);stroke-width:1.5}
.pg-node.pg-critical rect{stroke-width:3.5}
.pg-done rect{fill:var(--pg-done);stroke:var(--pg-done-line)}
.pg-active rect{fill:var(--pg-active);stroke:var(--pg-active-line)}
.pg-review rect{fill:var(--pg-review);stroke:var(--pg-review-line)}
.pg-risk rect{fill:var(--pg-risk);stroke:var(--pg-risk-line)}
.pg-blocked rect{fill:var(--pg-blocked);stroke:var(--pg-blocked-line)}
.pg-ready rect{stroke:var(--pg-ready-line)}
.pg-dropped rect{stroke-dasharray:2 3}
.pg-undecided rect{stroke:var(--pg-risk-line);stroke-dasharray:6 3}
.pg-node.pg-reference rect{stroke-dasharray:4 3}
.pg path{fill:none;stroke:var(--pg-arrow);stroke-width:1.4}
.pg path.pg-reference{stroke-dasharray:4 3}
.pg path.pg-critical{stroke:var(--pg-text);stroke-width:3}
.pg .pg-tip path{fill:var(--pg-arrow);stroke:none}
.pg .pg-tip .pg-critical{fill:var(--pg-text)}
";
