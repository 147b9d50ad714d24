//! Any bytes make a document, and every node's place lies inside its text.
#![no_main]

use libfuzzer_sys::fuzz_target;
use progress_core::document::Document;

fuzz_target!(|bytes: &[u8]| {
    progress_lint_fuzz::catch_what_is_caught();
    let document = Document::parse(bytes.to_vec());
    let text = document.text.as_str();
    assert!(text.get(document.body.range()).is_some());
    for node in document.tree().into_iter().flat_map(|tree| tree.nodes()) {
        assert!(text.get(node.span().range()).is_some());
        let _ = node.route().to_string();
        let _ = document.text.position(node.span().start as usize);
    }
});
