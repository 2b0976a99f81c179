//! A visit: which items are asked, what the answers raise, what is still missing.
#![allow(clippy::unwrap_used, clippy::panic)]

mod support;

use serde_json::json;
use support::people::{answer, day, household, member, of_member, uuid, with_status};
use zoufang_domain::candidate::{CandidateKind, Channel, Strength};
use zoufang_domain::checklist::{Applies, Checklist, EvidenceKind};
use zoufang_domain::finding::{Decision, FindingRaise, RiskType, Severity, Subject};
use zoufang_domain::roster::Household;
use zoufang_domain::visit::completeness::needs_income_follow_up;
use zoufang_domain::visit::mode_rules::{ModeDoubt, doubts, missing_fields};
use zoufang_domain::visit::{Answer, AnswerStatus, DraftFacts, Gap, VisitEnv, VisitMode, gaps, proposals};

const MAY: &str = "2022-05-12";

fn shown(checklist: &Checklist, household: &Household, answers: &[Answer]) -> Vec<(String, Applies)> {
    let env = VisitEnv::build(checklist, household, answers, day(MAY));
    env.asked(checklist).iter().map(|asked| (asked.item.id.0.clone(), asked.applies)).collect()
}

fn is_shown(checklist: &Checklist, household: &Household, answers: &[Answer], item: &str) -> bool {
    shown(checklist, household, answers).iter().any(|(id, _)| id == item)
}

fn ordinary() -> Household {
    household(vec![member(0, json!({})), member(1, json!({})), member(2, json!({}))], json!({}))
}

#[test]
fn an_ordinary_household_of_three_is_asked_what_the_load_test_of_the_list_says() {
    let checklist = support::checklist();
    let answers = [
        answer("F1.01", json!("high")),
        answer("F1.05", json!(["K0"])),
        answer("F5.01", json!("three_cell")),
        answer("F5.06", json!("no")),
    ];
    // 19 taps (domain, section 4.1); the three members of F2.06 are one screen.
    assert_eq!(shown(&checklist, &ordinary(), &answers).len(), 19 + 2);
}

#[test]
fn a_value_the_roster_lacks_shows_its_item_as_unknown() {
    let checklist = support::checklist();
    let household = household(vec![member(0, json!({}))], json!({ "industry": null }));
    assert!(shown(&checklist, &household, &[]).contains(&("F3.04".to_owned(), Applies::Unknown)));
}

#[test]
fn follow_up_items_stay_hidden_until_their_trigger_is_answered() {
    let checklist = support::checklist();
    assert!(!is_shown(&checklist, &ordinary(), &[], "F1.02"));
    assert!(is_shown(&checklist, &ordinary(), &[answer("F1.01", json!("near"))], "F1.02"));
    let refused = [with_status(AnswerStatus::Refused, answer("F1.01", json!("near")))];
    assert!(!is_shown(&checklist, &ordinary(), &refused, "F1.02"));
}

#[test]
fn an_answer_whose_item_no_longer_applies_counts_no_more() {
    let checklist = support::checklist();
    let mut answers = vec![
        answer("F5.01", json!("three_cell")),
        answer("F5.06", json!("y2021")),
        answer("F5.11", json!("none")),
    ];
    assert_eq!(proposals(&checklist, &ordinary(), &answers, day(MAY)).findings.len(), 1);
    answers[0] = answer("F5.01", json!("none"));
    let findings = proposals(&checklist, &ordinary(), &answers, day(MAY)).findings;
    assert_eq!(findings.iter().map(|one| one.code.0.as_str()).collect::<Vec<_>>(), ["P.F5.01"]);
}

fn income(wage: i64) -> Answer {
    answer(
        "F1.02",
        json!({ "wage": wage * 100, "business_gross": 0, "business_cost": 0, "property": 0, "transfer": 0, "persons": 3 }),
    )
}

#[test]
fn per_capita_income_below_7000_yuan_makes_one_strong_lead_with_its_reasons() {
    let checklist = support::checklist();
    let answers = [answer("F1.01", json!("near")), income(20_999)];
    let lead = proposals(&checklist, &ordinary(), &answers, day(MAY)).candidate.unwrap();
    assert_eq!(
        (lead.kind, lead.strength, lead.channel),
        (CandidateKind::Lead, Strength::Strong, Channel::Visit)
    );
    let triggers: Vec<_> = lead.reasons.iter().map(|one| (one.trigger.as_str(), one.strength)).collect();
    assert_eq!(triggers, [("income", Strength::Watch), ("income", Strength::Strong)]);
    let reason = &lead.reasons[1].reason;
    assert_eq!(reason.inputs["calc.per_capita_net"], json!(6999.67));
    assert_eq!(reason.inputs["c.income_line"], json!(7000.0));
    assert_eq!(reason.quote, "全面排查家庭收入、刚性支出、“三保障”及饮水安全状况");
    assert_eq!(reason.rule_version, 1);
    assert!(lead.risk_types.is_empty());
}

#[test]
fn exactly_7000_yuan_is_outside_the_monitoring_range() {
    let checklist = support::checklist();
    let answers = [answer("F1.04", json!("unknown")), answer("F1.01", json!("unknown")), income(21_000)];
    assert_eq!(proposals(&checklist, &ordinary(), &answers, day(MAY)).candidate, None);
}

#[test]
fn a_self_application_copies_the_ticked_difficulties_and_its_channel() {
    let checklist = support::checklist();
    let answers = [answer("F1.06", json!(["illness", "housing"])), answer("F1.07", json!("know_apply"))];
    let raised = proposals(&checklist, &ordinary(), &answers, day(MAY));
    let lead = raised.candidate.unwrap();
    assert_eq!((lead.channel, lead.strength), (Channel::SelfApplication, Strength::Strong));
    assert_eq!(lead.risk_types, [RiskType::Illness, RiskType::Housing]);
    assert_eq!(lead.reasons.len(), 4);
    assert_eq!(raised.findings[0].title, "农户反映实际困难：看病、住房");
    assert_eq!(
        (raised.findings[0].severity, raised.findings[0].due_on),
        (Severity::Normal, day("2022-07-31"))
    );
}

#[test]
fn a_flag_on_a_cleared_household_suggests_identifying_again_and_no_labour_reverts() {
    let checklist = support::checklist();
    let cleared = |labor: &str| {
        household(
            vec![member(0, json!({ "labor": labor }))],
            json!({ "monitor": "cleared", "monitor_category": "marginal" }),
        )
    };
    let answers = [answer("F2.08", json!("yes"))];
    let kind =
        |household: &Household| proposals(&checklist, household, &answers, day(MAY)).candidate.unwrap().kind;
    assert_eq!(kind(&cleared("ordinary")), CandidateKind::Reidentify);
    assert_eq!(kind(&cleared("lost")), CandidateKind::Revert);
    let found = proposals(&checklist, &cleared("lost"), &[], day(MAY)).findings;
    assert_eq!(found[0].code.0, "P.F1.12");
}

#[test]
fn a_flag_on_an_active_household_is_only_a_risk_note() {
    let checklist = support::checklist();
    let active = household(vec![member(0, json!({}))], json!({ "monitor": "clearing" }));
    let applied = [answer("F1.08", json!("true_include"))];
    assert_eq!(proposals(&checklist, &active, &applied, day(MAY)).candidate, None);
    let alerted =
        household(vec![member(0, json!({}))], json!({ "monitor": "active", "dept_alert": "医保大额支出" }));
    let note = proposals(&checklist, &alerted, &applied, day(MAY)).candidate.unwrap();
    assert_eq!((note.kind, note.channel), (CandidateKind::RiskNote, Channel::DeptAlert));
}

#[test]
fn a_childs_dropout_is_a_finding_about_the_child() {
    let checklist = support::checklist();
    let child = member(1, json!({ "birth": "2012-03-04", "labor": "none", "education": null }));
    let family = household(vec![member(0, json!({})), child], json!({}));
    let answers = [of_member(1, answer("F2.02", json!("dropout")))];
    let raised = proposals(&checklist, &family, &answers, day(MAY));
    let subject =
        Subject::Member { household_id: uuid(1).parse().unwrap(), member_id: uuid(101).parse().unwrap() };
    assert_eq!((raised.findings[0].code.0.as_str(), &raised.findings[0].subject), ("P.F2.02", &subject));
    assert_eq!(raised.candidate.unwrap().risk_types, [RiskType::Schooling]);
}

#[test]
fn after_july_a_july_finding_is_proposed_for_september() {
    let checklist = support::checklist();
    let found =
        proposals(&checklist, &ordinary(), &[answer("F1.06", json!(["job"]))], day("2022-08-02")).findings;
    assert_eq!((found[0].bucket.0.as_str(), found[0].due_on), ("sep", day("2022-09-30")));
}

#[test]
fn prefill_offers_only_codes_the_item_knows() {
    let checklist = support::checklist();
    let prefill = |extra| {
        let household = household(vec![member(0, json!({}))], extra);
        let env = VisitEnv::build(&checklist, &household, &[], day(MAY));
        serde_json::to_value(env.prefill(checklist.item("F2.10").unwrap(), None)).unwrap()
    };
    assert_eq!(prefill(json!({})), json!("B"));
    assert_eq!(prefill(json!({ "house_grade": "U" })), json!(null));
    let env = VisitEnv::build(&checklist, &ordinary(), &[], day(MAY));
    let tags = env.prefill(checklist.item("F1.05").unwrap(), None);
    assert_eq!(serde_json::to_value(tags).unwrap(), json!(["K0"]));
    let insured = env.prefill(checklist.item("F2.06").unwrap(), Some(uuid(100).parse().unwrap()));
    assert_eq!(serde_json::to_value(insured).unwrap(), json!("resident"));
}

fn face() -> VisitMode {
    let mode = json!({ "kind": "face", "respondent": uuid(100), "respondent_name": null, "place": "at_home", "place_note": null });
    serde_json::from_value(mode).unwrap()
}

fn phone() -> VisitMode {
    let mode = json!({
        "kind": "phone", "number": "13800000000", "respondent": uuid(100), "respondent_name": null,
        "whereabouts": "广东省-深圳市-宝安区", "away_since": "2021-02", "called_at": "2022-05-12T19:00:00+08:00",
    });
    serde_json::from_value(mode).unwrap()
}

fn draft<'a>(mode: &'a VisitMode, cadres: &'a [String], answers: &'a [Answer]) -> DraftFacts<'a> {
    DraftFacts {
        mode: Some(mode),
        mode_reason: None,
        notice_given: true,
        members_checked: true,
        cadres,
        answers,
        findings: &[],
        candidate: None,
    }
}

/// Every shown item of the household answered with its first harmless option.
fn full_answers(checklist: &Checklist, household: &Household) -> Vec<Answer> {
    let quiet = json!({
        "F1.01": "high", "F1.04": "no", "F1.05": ["K0"], "F1.06": ["none"], "F1.07": "know_no", "F1.09": "ok",
        "F1.03": { "kinds": ["none"] }, "F2.01": "yes", "F2.06": "resident", "F2.08": "no", "F2.10": "B",
        "F2.11": "no", "F2.13": ["none"], "F5.01": "sewer", "F5.02": "pipe", "F5.03": "normal", "F5.06": "no",
        "F6.05": "very", "F6.06": ["monitor"],
    });
    let env = VisitEnv::build(checklist, household, &[answer("F5.01", json!("sewer"))], day(MAY));
    let asked = env.asked(checklist);
    let given = asked
        .iter()
        .map(|one| Answer { member: one.member, ..answer(&one.item.id.0, quiet[&one.item.id.0].clone()) });
    given.collect()
}

#[test]
fn a_visit_with_every_item_answered_can_be_submitted() {
    let (checklist, mode, cadres) = (support::checklist(), face(), vec!["李示例".to_owned()]);
    let answers = full_answers(&checklist, &ordinary());
    assert_eq!(gaps(&checklist, &ordinary(), &draft(&mode, &cadres, &answers), day(MAY)), []);
}

#[test]
fn an_empty_draft_lacks_mode_cadres_notice_members_and_answers() {
    let checklist = support::checklist();
    let mode = face();
    let empty =
        DraftFacts { mode: None, notice_given: false, members_checked: false, ..draft(&mode, &[], &[]) };
    let found = gaps(&checklist, &ordinary(), &empty, day(MAY));
    assert_eq!(found[..4], [Gap::Mode, Gap::Cadres, Gap::Notice, Gap::Members]);
    assert_eq!(found[4], Gap::Unanswered { item: "F1.01".into(), member: None });
}

#[test]
fn a_raised_problem_must_be_decided_and_a_rejection_needs_its_reason() {
    let (checklist, mode, cadres) = (support::checklist(), face(), vec!["李示例".to_owned()]);
    let mut answers = full_answers(&checklist, &ordinary());
    answers.iter_mut().find(|one| one.item.0 == "F5.03").unwrap().value = answer("", json!("broken")).value;
    let open = gaps(&checklist, &ordinary(), &draft(&mode, &cadres, &answers), day(MAY));
    let photo = Gap::Evidence { item: "F5.03".into(), member: None, needs: EvidenceKind::Photo };
    let undecided = Gap::FindingUndecided { code: "P.F5.03a".into(), item: "F5.03".into(), member: None };
    assert_eq!(open, [photo, undecided]);

    answers.iter_mut().find(|one| one.item.0 == "F5.03").unwrap().evidence_text =
        Some("不便拍照，原因：天黑".into());
    let proposed = proposals(&checklist, &ordinary(), &answers, day(MAY)).findings.remove(0);
    let decided = |decision| FindingRaise {
        finding_id: uuid(9).parse().unwrap(),
        visit_id: None,
        subject: proposed.subject.clone(),
        code: proposed.code.clone(),
        title: proposed.title.clone(),
        severity: proposed.severity,
        bucket: proposed.bucket.clone(),
        discovered_on: day(MAY),
        due_on: proposed.due_on,
        reason: proposed.reason.clone(),
        decision,
        closed_on_the_spot: false,
        note: None,
    };
    let left = |decision| {
        let findings = [decided(decision)];
        let facts = DraftFacts { findings: &findings, ..draft(&mode, &cadres, &answers) };
        gaps(&checklist, &ordinary(), &facts, day(MAY))
    };
    assert_eq!(left(Decision::Confirmed), []);
    assert_eq!(left(Decision::Rejected { reason: "昨天已修好".into() }), []);
    let silent = Decision::Rejected { reason: " ".into() };
    assert_eq!(left(silent), [Gap::DecisionReason { item: "F5.03".into(), member: None }]);
}

#[test]
fn to_see_is_for_phone_visits_and_refusing_for_questions_only() {
    let (checklist, mode, cadres) = (support::checklist(), face(), vec!["李示例".to_owned()]);
    let mut answers = full_answers(&checklist, &ordinary());
    for (item, status) in
        [("F2.10", AnswerStatus::ToSee), ("F1.09", AnswerStatus::Refused), ("F6.05", AnswerStatus::Refused)]
    {
        answers.iter_mut().find(|one| one.item.0 == item).unwrap().status = status;
    }
    let found = gaps(&checklist, &ordinary(), &draft(&mode, &cadres, &answers), day(MAY));
    let member = None;
    let wanted = [
        Gap::CannotRefuse { item: "F1.09".into(), member },
        Gap::ToSeeOnSite { item: "F2.10".into(), member },
    ];
    assert_eq!(found, wanted);
}

#[test]
fn refusing_the_income_questions_is_a_follow_up_and_not_a_gap() {
    let refused = with_status(AnswerStatus::Refused, answer("F1.03", json!("x")));
    assert!(needs_income_follow_up(&[refused]));
    assert!(!needs_income_follow_up(&[answer("F1.01", json!("high"))]));
}

#[test]
fn phone_visit_needs_the_whole_household_away() {
    let away = json!({ "work_region": "outside_city" });
    let all_away = household(vec![member(0, away.clone()), member(1, away.clone())], json!({}));
    assert_eq!(doubts(&all_away, &phone(), &[]), []);
    let one_home = household(vec![member(0, away), member(1, json!({}))], json!({}));
    assert_eq!(
        doubts(&one_home, &phone(), &[]),
        [ModeDoubt::NotOutside { member: uuid(101).parse().unwrap() }]
    );
    let known =
        json!({ "away": { "place": "广东省-深圳市-宝安区", "since": "2021-02", "outside_district": true } });
    assert_eq!(doubts(&household(vec![member(0, json!({}))], known), &phone(), &[]), []);
}

#[test]
fn a_mode_outside_its_condition_is_kept_once_a_reason_is_written() {
    let (checklist, mode, cadres) = (support::checklist(), phone(), vec!["李示例".to_owned()]);
    let answers = full_answers(&checklist, &ordinary());
    let facts = draft(&mode, &cadres, &answers);
    assert_eq!(gaps(&checklist, &ordinary(), &facts, day(MAY)), [Gap::ModeReason]);
    let reasoned = DraftFacts { mode_reason: Some("封控，进不了村"), ..facts };
    assert_eq!(gaps(&checklist, &ordinary(), &reasoned, day(MAY)), []);
}

#[test]
fn absence_is_no_reason_for_a_proxy_and_the_visitor_is_no_proxy() {
    let mode = json!({
        "kind": "proxy", "who": "cadre", "name": "李示例", "relation": "村综治专干", "phone": null, "reason": "other",
        "reason_text": "人不在家", "household_seen": false, "observation": null, "by_phone": true,
    });
    let mode: VisitMode = serde_json::from_value(mode).unwrap();
    let found = doubts(&ordinary(), &mode, &["李示例".to_owned()]);
    assert_eq!(found, [ModeDoubt::NotAtHomeIsNoReason, ModeDoubt::VisitorIsProxy]);
    assert_eq!(missing_fields(&mode), ["phone"]);
}
