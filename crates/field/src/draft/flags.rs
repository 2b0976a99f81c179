//! Problems and risks that a draft's answers raise, with what the cadre decided on each.

use chrono::NaiveDate;
use zoufang_domain::candidate::{CandidateRaise, CandidateReason, Strength};
use zoufang_domain::checklist::Checklist;
use zoufang_domain::finding::{Decision, FindingRaise, Subject};
use zoufang_domain::ids::{FindingId, MemberId};
use zoufang_domain::roster::Household;
use zoufang_domain::visit::env::VisitEnv;
use zoufang_domain::visit::proposal::{ProposedFinding, ProposedReason, VisitProposals, proposals_in};

use super::body::Draft;

/// Everything raised, and the bodies that saving would write. A flag without a decision is in neither body.
pub struct Flags {
    pub proposed: VisitProposals,
    /// Decided findings, those raised before the amendment among them.
    pub findings: Vec<FindingRaise>,
    pub candidate: Option<CandidateRaise>,
}

impl Flags {
    /// Findings that this draft raises for the first time.
    #[must_use]
    pub fn new_findings(&self, draft: &Draft) -> Vec<FindingRaise> {
        let before = |finding: &FindingRaise| {
            draft.raised_before.contains(&key("f", &finding.code.0, member_of(&finding.subject)))
        };
        self.findings.iter().filter(|finding| !before(finding)).cloned().collect()
    }

    /// The lead, if this draft adds a reason to it.
    #[must_use]
    pub fn new_candidate(&self, draft: &Draft) -> Option<CandidateRaise> {
        let mut lead = self.candidate.clone()?;
        lead.reasons.retain(|reason| {
            let what = format!("{}:{}", reason.trigger, reason.reason.item);
            !draft.raised_before.contains(&key("c", &what, reason.reason.member))
        });
        (!lead.reasons.is_empty()).then_some(lead)
    }
}

/// Works out the flags of a draft.
#[must_use]
pub fn flags(draft: &Draft, household: &Household, checklist: &Checklist, day: NaiveDate) -> Flags {
    flags_in(&VisitEnv::build(checklist, household, &draft.answers, day), draft, household, checklist, day)
}

/// The same over the environment of the draft's answers.
#[must_use]
pub fn flags_in(
    facts: &VisitEnv,
    draft: &Draft,
    household: &Household,
    checklist: &Checklist,
    day: NaiveDate,
) -> Flags {
    let proposed = proposals_in(facts, checklist, household, &draft.answers, day);
    let findings = proposed
        .findings
        .iter()
        .filter_map(|finding| decided_finding(draft, finding, checklist, day))
        .collect();
    let candidate = proposed.candidate.as_ref().and_then(|lead| {
        let reasons: Vec<_> =
            lead.reasons.iter().filter_map(|reason| decided_reason(draft, reason)).collect();
        let strength = reasons.iter().filter(|r| stands(&r.decision)).map(|reason| reason.strength).max();
        (!reasons.is_empty()).then(|| CandidateRaise {
            candidate_id: draft.candidate_id,
            visit_id: Some(draft.amends.unwrap_or(draft.visit_id)),
            household_id: household.id,
            kind: lead.kind,
            channel: lead.channel,
            strength: strength.unwrap_or(Strength::Watch),
            reasons,
            risk_types: lead.risk_types.clone(),
            raised_on: day,
            note: None,
        })
    });
    Flags { proposed, findings, candidate }
}

/// Key of a finding; stable while the rule and the member stay.
#[must_use]
pub fn finding_key(finding: &ProposedFinding) -> String {
    key("f", &finding.code.0, member_of(&finding.subject))
}

/// Key of a lead's reason.
#[must_use]
pub fn reason_key(reason: &ProposedReason) -> String {
    key("c", &format!("{}:{}", reason.trigger, reason.reason.item), reason.reason.member)
}

/// All keys that these answers raise.
#[must_use]
pub fn keys(proposed: &VisitProposals) -> Vec<String> {
    let reasons = proposed.candidate.iter().flat_map(|lead| &lead.reasons).map(reason_key);
    proposed.findings.iter().map(finding_key).chain(reasons).collect()
}

fn key(kind: &str, what: &str, member: Option<MemberId>) -> String {
    match member {
        Some(member) => format!("{kind}:{what}:{member}"),
        None => format!("{kind}:{what}"),
    }
}

#[must_use]
pub fn member_of(subject: &Subject) -> Option<MemberId> {
    match subject {
        Subject::Member { member_id, .. } => Some(*member_id),
        Subject::Household { .. } | Subject::Village { .. } => None,
    }
}

fn stands(decision: &Decision) -> bool {
    !matches!(decision, Decision::Rejected { .. })
}

fn decided_finding(
    draft: &Draft,
    finding: &ProposedFinding,
    checklist: &Checklist,
    day: NaiveDate,
) -> Option<FindingRaise> {
    let key = finding_key(finding);
    let decided = draft.decisions.get(&key);
    if decided.is_none() && !draft.raised_before.contains(&key) {
        return None;
    }
    let bucket = decided.and_then(|d| d.bucket.clone()).unwrap_or_else(|| finding.bucket.clone());
    // A bucket that is closed by now falls back to the proposed day; the office judges it again.
    let due_on = checklist.campaign().due_on(&bucket, day).unwrap_or(finding.due_on);
    let decision = decided.map_or(Decision::Confirmed, |d| d.decision.clone());
    Some(FindingRaise {
        finding_id: decided.map_or(FindingId(draft.visit_id.0), |d| d.finding_id),
        visit_id: Some(draft.amends.unwrap_or(draft.visit_id)),
        subject: finding.subject.clone(),
        code: finding.code.clone(),
        title: finding.title.clone(),
        severity: decided.and_then(|d| d.severity).unwrap_or(finding.severity),
        bucket,
        discovered_on: day,
        due_on,
        reason: finding.reason.clone(),
        closed_on_the_spot: finding.closed_on_the_spot && stands(&decision),
        decision,
        note: decided.and_then(|d| d.note.clone()),
    })
}

fn decided_reason(draft: &Draft, reason: &ProposedReason) -> Option<CandidateReason> {
    let key = reason_key(reason);
    let decision = match draft.decisions.get(&key) {
        Some(decided) => decided.decision.clone(),
        None if draft.raised_before.contains(&key) => Decision::Confirmed,
        None => return None,
    };
    Some(CandidateReason {
        reason: reason.reason.clone(),
        trigger: reason.trigger.clone(),
        strength: reason.strength,
        decision,
    })
}
