//! Ready answers from official lists (domain, section 2.6) and the worked-out values of section 3.3. A prefilled value
//! is not an answer until someone confirms it; another cadre's draft never prefills.

use serde_json::{Map, Value, json};

use crate::checklist::Checklist;
use crate::roster::{Household, Member};

/// Prefill keys of the household, without `hh.`; a key stays away when its source is missing.
pub(super) fn household(household: &Household, checklist: &Checklist) -> Map<String, Value> {
    let mut ready: Map<String, Value> =
        household.prefill.iter().map(|(key, code)| (key.clone(), json!(code))).collect();
    let mut offer = |key: &str, value: Option<Value>| {
        if let (Some(value), false) = (value, ready.contains_key(key)) {
            ready.insert(key.to_owned(), value);
        }
    };
    offer("income_band", income_band(household, checklist));
    let nets = [("dibao", household.dibao()), ("tekun", household.tekun())];
    let held: Vec<&str> =
        nets.iter().filter(|(_, holds)| *holds == Some(true)).map(|(code, _)| *code).collect();
    offer("safety_net", (!held.is_empty()).then(|| json!(held)));
    let loan = household.loan_status.as_deref();
    offer("loan_answer", matches!(loan, Some("active" | "overdue" | "repaid")).then(|| json!("got")));
    offer(
        "loan_repay",
        loan.filter(|status| matches!(*status, "overdue" | "repaid")).map(|status| json!(status)),
    );
    ready
}

/// Band of the last national per-capita figure: line, watch line, 20,000 yuan.
fn income_band(household: &Household, checklist: &Checklist) -> Option<Value> {
    let yuan = household.national_per_capita?.as_yuan();
    let parameters = checklist.campaign().parameters;
    let line = *parameters.get("income_line")?;
    let watch = *parameters.get("income_watch")?;
    let band = if yuan < line {
        "lt_line"
    } else if yuan < watch {
        "near"
    } else if yuan < 20_000.0 {
        "mid"
    } else {
        "high"
    };
    Some(json!(band))
}

/// Prefill keys of a member, without `m.`.
pub(super) fn member(member: &Member) -> Map<String, Value> {
    let mut ready: Map<String, Value> =
        member.prefill.iter().map(|(key, code)| (key.clone(), json!(code))).collect();
    if member.is_student() {
        ready.entry("school_answer").or_insert_with(|| json!("in_school"));
    }
    if member.work_place.is_some() && member.work_months.is_some_and(|months| months > 0) {
        ready.entry("work_answer").or_insert_with(|| json!("employed"));
    }
    ready
}

/// 风险与措施: `fit`, `partly`, `unfit`, `no_measure` (section 3.3). Risks without a row in the table cannot be judged
/// and are left out; if none is left, there is nothing to say.
#[must_use]
pub fn measure_match(household: &Household, checklist: &Checklist) -> Option<&'static str> {
    let has = |group: &String| household.measures.iter().any(|measure| measure.group == *group);
    let wanted: Vec<&Vec<String>> =
        household.risks.iter().filter_map(|risk| checklist.risk_measures.get(risk.code())).collect();
    if household.measures.is_empty() {
        return Some("no_measure");
    }
    let met = wanted.iter().filter(|groups| groups.iter().any(has)).count();
    match (met, wanted.len()) {
        (_, 0) => None,
        (0, _) => Some("unfit"),
        (met, all) if met == all => Some("fit"),
        _ => Some("partly"),
    }
}

/// 开发式帮扶: `dev` if there is any (industry, job, finance, post), `onlynet` if there is nothing but 综合保障 and
/// 社会帮扶, else `none` (section 3.3).
#[must_use]
pub fn dev_support(household: &Household) -> &'static str {
    let groups = || household.measures.iter().map(|measure| measure.group.as_str());
    if groups().any(|group| matches!(group, "industry" | "job" | "finance" | "post")) {
        "dev"
    } else if groups().next().is_some() && groups().all(|group| matches!(group, "comprehensive" | "social")) {
        "onlynet"
    } else {
        "none"
    }
}
