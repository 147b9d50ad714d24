//! The style sheet of the page.

use progress_graph::State;

/// The rules that put the sign of a state before its word: once, not in each of thousands of rows. A
/// screen reader leaves the signs out.
pub(crate) fn signs() -> String {
    let rule = |state: &State| {
        let (class, sign) = (state.class(), state.sign());
        format!("b.{class}::before{{content:'{sign} '/''}}")
    };
    State::ALL.iter().map(rule).collect()
}

/// Text has a contrast of at least 4.5 to 1 in both color schemes.
pub(crate) const STYLE: &str = "
:root{--page:#fff;--text:#1f2328;--soft:#57606a;--line:#d0d7de;--box:#f6f8fa;--link:#0550ae;--good:#1a7f37;--bar:#d0d7de}
@media (prefers-color-scheme:dark){:root{--page:#0d1117;--text:#f0f6fc;--soft:#9198a1;--line:#3d444d;--box:#151b23;--link:#79c0ff;--good:#3fb950;--bar:#3d444d}}
*{box-sizing:border-box}
body{margin:0 auto;max-width:1400px;padding:0 16px 48px;background:var(--page);color:var(--text);font:16px/1.5 system-ui,-apple-system,'Segoe UI',Roboto,'Noto Sans',sans-serif;overflow-wrap:anywhere}
h1{font-size:1.75rem;margin:24px 0 8px}h2{font-size:1.4rem;margin:40px 0 8px;padding-top:16px;border-top:1px solid var(--line)}h3{font-size:1.1rem;margin:24px 0 8px}
a{color:var(--link)}:focus-visible{outline:3px solid var(--link);outline-offset:2px}
.skip{position:absolute;left:-999px}.skip:focus{left:16px;top:8px;background:var(--page);padding:8px}
nav ul,.tiles{list-style:none;display:flex;flex-wrap:wrap;gap:8px 16px;padding:0;margin:8px 0}
.tiles{gap:8px}.tiles li{border:1px solid var(--line);border-radius:8px;padding:8px 12px;background:var(--box)}.tiles strong{font-size:1.3rem;margin-right:4px}
.wide{overflow-x:auto;margin:8px 0;max-width:100%}
table{border-collapse:collapse;width:100%;font-size:.9rem}
caption{position:absolute;width:1px;height:1px;overflow:hidden;clip-path:inset(50%);white-space:nowrap}
th,td{overflow-wrap:break-word;text-align:left;vertical-align:top;padding:6px 10px;border-bottom:1px solid var(--line);min-width:5rem}
thead th{border-bottom:2px solid var(--line);white-space:nowrap}
tbody th{font-weight:600}.id,.tasks tbody th{white-space:nowrap}td:nth-child(2){min-width:12rem}.tasks td:nth-child(2){min-width:5rem}.tasks td:nth-child(3){min-width:16rem}.numbers th{white-space:nowrap}.number,.numbers td{font-variant-numeric:tabular-nums;min-width:4rem}
.soft,.reason{color:var(--soft)}.figures{white-space:nowrap;font-variant-numeric:tabular-nums}
small{font-size:inherit;color:var(--soft)}
.bar{display:inline-block;width:120px;height:10px;border-radius:5px;background:linear-gradient(var(--good) 0 0) 0/var(--done) no-repeat var(--bar);vertical-align:baseline;print-color-adjust:exact;forced-color-adjust:none}
b{font-weight:400;display:inline-block;white-space:nowrap;border:1px solid var(--line);border-radius:12px;padding:0 8px;font-size:.85rem;background:var(--page)}
b.done{border-color:var(--good)}b.blocked,b.risk{border:2px solid #cf222e}b.active,b.ready,b.review{border-color:var(--link)}
label.filter{display:block;font-size:.9rem;color:var(--soft)}.filter input{font:inherit;color:var(--text);background:var(--page);border:1px solid var(--soft);border-radius:6px;padding:4px 8px;max-width:100%}
th button{font:inherit;color:inherit;background:none;border:0;padding:0;cursor:pointer;text-align:left}th[aria-sort=ascending] button::after{content:' ▲'}th[aria-sort=descending] button::after{content:' ▼'}
details summary{cursor:pointer;padding:8px 0;font-weight:600}
td details+br{display:none}td details summary{padding:0;font-weight:400}td details:not([open])>summary::after{content:' …'}
.why{list-style:none;margin:0;padding:0}.for::before{content:'+ '/'for: '}.against::before{content:'− '/'against: '}.unclear::before{content:'? '/'unclear: '}
.notice{border:2px solid #cf222e;border-radius:8px;padding:8px 12px}
.pg{display:block}
.course{display:block;width:100%;min-width:560px;max-width:900px;height:auto;font-size:12px;fill:var(--soft)}.course .axis{fill:none;stroke:var(--soft)}.course .area{fill:var(--good);opacity:.25}.course .done{fill:none;stroke:var(--good);stroke-width:2}.course .scope{fill:none;stroke:var(--text);stroke-width:2;stroke-dasharray:6 4}
section[id^=plan]{content-visibility:auto;contain-intrinsic-size:auto 900px}
@media (max-width:640px){
.cards,.cards tbody,.cards tr,.cards th,.cards td{display:block}.cards thead,.cards tr[hidden]{display:none}
.cards tr{padding:8px 0;border-bottom:1px solid var(--line)}.cards tbody th,.cards tbody td{border:0;padding:2px 0;min-width:0;white-space:normal}
.tasks tbody th,.tasks td:nth-child(2){display:inline-block;margin-right:8px}
.tasks td:empty{display:none}.since td:nth-child(4)::before{content:'Since '}.tasks td:nth-child(5)::before{content:'Who: '}.since td:nth-child(6)::before{content:'Plan: '}
.all td:nth-child(4)::before{content:'Phase '}.all td:nth-child(6)::before{content:'Depends on: '}
.cards tbody .number{display:inline-block;margin-right:16px}
.phases td:nth-child(3)::before{content:'Status: '}
.plans td:nth-child(3)::before{content:'Phases '}.plans td:nth-child(5)::before,.assigned td:nth-child(2)::before{content:'Active '}.plans td:nth-child(6)::before,.assigned td:nth-child(3)::before{content:'Blocked '}.plans td:nth-child(7)::before,.assigned td:nth-child(4)::before{content:'Ready '}.plans td:nth-child(8)::before,.assigned td:nth-child(5)::before{content:'Waiting '}
.assigned td:nth-child(2):empty{display:none}.assigned td:nth-child(6)::before{content:'Done '}
.found td:nth-child(2)::before{content:'Errors '}.found td:nth-child(3)::before{content:'Unsupported '}.found td:nth-child(4)::before{content:'Warnings '}.found td:nth-child(5)::before{content:'Weak '}
.authors td:nth-child(2)::before{content:'Last 4 weeks '}.authors td:nth-child(3)::before{content:'All '}.authors td:nth-child(4)::before{content:'Last commit '}.authors td:nth-child(5)::before{content:'Plans: '}
.numbers th,.numbers td{min-width:0;padding:6px 4px}
}
footer{margin-top:48px;border-top:1px solid var(--line);color:var(--soft)}
@media print{body{max-width:none}nav,.skip,.filter{display:none}.wide{overflow:visible}.pg{max-width:100%;height:auto}details::details-content{content-visibility:visible;height:auto}section[id^=plan]{content-visibility:visible}td details summary::after{display:none}h2{break-before:auto}tr{break-inside:avoid}}
";
