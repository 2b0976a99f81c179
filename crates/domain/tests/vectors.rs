//! The reference evaluator's 300 random households: what must apply and what must be raised, value for value.
#![allow(clippy::unwrap_used, clippy::panic)]

mod support;

use serde_json::Value;
use zoufang_domain::checklist::eval_vector_line;

const VECTORS: &str = include_str!("data/vectors.jsonl");

#[test]
fn every_vector_of_the_reference_evaluator_is_judged_alike() {
    let checklist = support::checklist();
    for (number, line) in VECTORS.lines().enumerate() {
        let want: Value = serde_json::from_str::<Value>(line).unwrap()["want"].clone();
        let got = eval_vector_line(&checklist, line).unwrap();
        assert_eq!(got, want, "vector {}", number + 1);
    }
    assert_eq!(VECTORS.lines().count(), 300);
}

#[test]
fn a_bare_environment_is_judged_like_a_wrapped_one() {
    let checklist = support::checklist();
    let line: Value = serde_json::from_str(VECTORS.lines().next().unwrap()).unwrap();
    let bare = eval_vector_line(&checklist, &line["env"].to_string()).unwrap();
    assert_eq!(bare, line["want"]);
}

#[test]
fn a_line_that_is_no_environment_is_refused_with_its_reason() {
    let checklist = support::checklist();
    assert!(eval_vector_line(&checklist, "{").unwrap_err().to_string().contains("not JSON"));
    assert!(eval_vector_line(&checklist, "[1]").unwrap_err().to_string().contains("not an object"));
    assert!(eval_vector_line(&checklist, r#"{"env":7}"#).unwrap_err().to_string().contains("not an object"));
}
