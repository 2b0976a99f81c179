//! What a simulated cadre writes down. The bodies are real ones, so that the office applies and feeds them back.

use chrono::{DateTime, FixedOffset, NaiveDate};
use zoufang_domain::candidate::{CandidateKind, CandidateRaise, Channel, Strength};
use zoufang_domain::finding::{Decision, FindingRaise, Reason, Severity, Subject};
use zoufang_domain::ids::{CandidateId, FindingId, HouseholdId, VisitId};
use zoufang_domain::roster::RosterProposal;
use zoufang_domain::visit::{Answer, AnswerStatus, FacePlace, VisitMode, VisitRecord};

/// A visit; `remark` makes its bytes differ.
#[must_use]
pub fn visit(household: HouseholdId, at: DateTime<FixedOffset>, remark: String) -> VisitRecord {
    VisitRecord {
        household_id: household,
        campaign: "2022-shaoyun".into(),
        checklist_version: 1,
        mode: VisitMode::Face {
            respondent: None,
            respondent_name: Some("模拟".into()),
            place: FacePlace::AtHome,
            place_note: None,
        },
        mode_reason: None,
        started_at: at,
        finished_at: at,
        cadres: vec!["模拟".into()],
        notice: None,
        members_check: None,
        answers: vec![Answer {
            item: "F1.01".into(),
            member: None,
            status: AnswerStatus::Answered,
            value: None,
            note: None,
            evidence_text: None,
            seen: None,
        }],
        position: None,
        remark: Some(remark),
    }
}

fn reason() -> Reason {
    Reason {
        item: "F2.13".into(),
        member: None,
        rule_version: 1,
        when: "true".into(),
        inputs: std::collections::BTreeMap::new(),
        quote: "模拟".into(),
    }
}

#[must_use]
pub fn finding(
    id: FindingId,
    visit: VisitId,
    household: HouseholdId,
    on: NaiveDate,
    code: u64,
) -> FindingRaise {
    FindingRaise {
        finding_id: id,
        visit_id: Some(visit),
        subject: Subject::Household { household_id: household },
        code: format!("P.F2.{code}").as_str().into(),
        title: "模拟问题".into(),
        severity: Severity::Normal,
        bucket: "jul".into(),
        discovered_on: on,
        due_on: on,
        reason: reason(),
        decision: Decision::Confirmed,
        closed_on_the_spot: false,
        note: None,
    }
}

#[must_use]
pub fn candidate(id: CandidateId, visit: VisitId, household: HouseholdId, on: NaiveDate) -> CandidateRaise {
    CandidateRaise {
        candidate_id: id,
        visit_id: Some(visit),
        household_id: household,
        kind: CandidateKind::Lead,
        channel: Channel::Visit,
        strength: Strength::Watch,
        reasons: vec![],
        risk_types: vec![],
        raised_on: on,
        note: None,
    }
}

#[must_use]
pub fn correction(household: HouseholdId, phone: u64) -> RosterProposal {
    RosterProposal::Correct {
        household_id: household,
        member_id: None,
        field: "phone".into(),
        old: None,
        new: format!("139{phone:08}"),
        visit_id: None,
    }
}
