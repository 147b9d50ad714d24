//! More documents than the server keeps the findings of.

use std::collections::BTreeMap;

use serde_json::{Value, json};

use super::client::{Client, capable, new_texts, pulling, rules, span};
use crate::common::{Sandbox, bad};

const MANY: usize = 40;

fn path(plan: usize) -> String {
    format!("progress/plan-{plan}-v1/phase-1-progress.md")
}

fn opened(bench: &Sandbox, capabilities: Value) -> Client {
    for plan in 0..MANY {
        bench.write(&path(plan), &bad());
    }
    bench.commit();
    let mut client = Client::start(bench, capabilities);
    for plan in 0..MANY {
        client.open(&path(plan), &bad());
    }
    client
}

#[test]
fn every_document_has_its_fixes() {
    let bench = Sandbox::repository();
    let mut client = opened(&bench, capable());
    for plan in 0..MANY {
        assert!(!client.published(&path(plan), Some(1)).is_empty());
    }
    for plan in (0..MANY).rev() {
        let params = json!({
            "textDocument": {"uri": client.uri(&path(plan))},
            "range": span([10, 0, 10, 20]),
            "context": {"diagnostics": [], "only": ["quickfix"]},
        });
        let found = client.request("textDocument/codeAction", params);
        assert_eq!(new_texts(&found[0]["edit"]), ["2"], "{plan}");
    }
    assert_eq!(client.stop(), 0);
}

#[test]
fn what_a_client_knows_is_not_told_again() {
    let bench = Sandbox::repository();
    let mut client = opened(&bench, pulling());
    let mut known: BTreeMap<String, Value> = BTreeMap::new();
    for round in 0..3 {
        let previous: Vec<Value> = known
            .iter()
            .map(|(uri, result)| json!({"uri": uri, "value": result}))
            .collect();
        let params = json!({"previousResultIds": previous});
        let report = client.request("workspace/diagnostic", params);
        let items = report["items"].as_array().unwrap();
        assert_eq!(items.len(), MANY);
        for item in items {
            let uri = item["uri"].as_str().unwrap();
            let is_edited = round == 2 && uri == client.uri(&path(0));
            if round == 0 || is_edited {
                let found = rules(item["items"].as_array().unwrap());
                assert!(found.iter().any(|it| it.ends_with("count-mismatch")) != is_edited);
            } else {
                assert_eq!(item["kind"], "unchanged", "{uri}");
            }
            known.insert(uri.to_owned(), item["resultId"].clone());
        }
        let text = bad().replacen("total_tasks: 3", "total_tasks: 2", 1);
        if round == 1 {
            client.replace(&path(0), 2, &text);
        }
    }
    assert_eq!(client.stop(), 0);
}
