//! What the answers of a visit amount to: problems for the ledger and at most one lead. Each is a proposal with its
//! reason; the cadre confirms, edits or rejects it before submitting (domain, sections 3.2, 4.1 and 7).

use std::collections::BTreeMap;

use chrono::NaiveDate;
use serde::{Deserialize, Serialize};

use super::answer::{Answer, AnswerValue};
use super::env::VisitEnv;
use crate::candidate::{CandidateKind, Channel, Strength};
use crate::checklist::condition::{Env, eval::lookup};
use crate::checklist::item::AutoFix;
use crate::checklist::{Checklist, Item, Raise, RaiseKind, Scope};
use crate::finding::{Reason, RiskType, Severity, Subject};
use crate::ids::{BucketCode, FindingCode, MemberId};
use crate::roster::Household;

/// All that a visit raises.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, ts_rs::TS)]
#[ts(export)]
pub struct VisitProposals {
    pub findings: Vec<ProposedFinding>,
    pub candidate: Option<ProposedCandidate>,
}

/// A problem as the checklist proposes it; `subject` and `code` identify it.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, ts_rs::TS)]
#[ts(export, optional_fields)]
pub struct ProposedFinding {
    pub subject: Subject,
    pub code: FindingCode,
    pub title: String,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub title_en: Option<String>,
    pub severity: Severity,
    pub bucket: BucketCode,
    pub due_on: NaiveDate,
    /// 当场讲解: raised and closed in the same minute.
    pub closed_on_the_spot: bool,
    pub reason: Reason,
}

/// All flags of one visit form one lead with a list of reasons (section 3.2).
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, ts_rs::TS)]
#[ts(export)]
pub struct ProposedCandidate {
    pub kind: CandidateKind,
    pub channel: Channel,
    pub strength: Strength,
    pub reasons: Vec<ProposedReason>,
    /// At most five, from the triggers that are risk types; the cadre completes them.
    pub risk_types: Vec<RiskType>,
}

#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, ts_rs::TS)]
#[ts(export)]
pub struct ProposedReason {
    /// A risk type, or `income`, `rigid`, `income_drop`, `revert`, `reidentify`; `from_…` when nothing was ticked
    /// that could be copied.
    pub trigger: String,
    pub strength: Strength,
    pub reason: Reason,
}

/// What `answers` raise for a household on a day.
#[must_use]
pub fn proposals(
    checklist: &Checklist,
    household: &Household,
    answers: &[Answer],
    day: NaiveDate,
) -> VisitProposals {
    proposals_in(&VisitEnv::build(checklist, household, answers, day), checklist, household, answers, day)
}

/// The same over an environment that was built of these answers already.
#[must_use]
pub fn proposals_in(
    env: &VisitEnv,
    checklist: &Checklist,
    household: &Household,
    answers: &[Answer],
    day: NaiveDate,
) -> VisitProposals {
    let mut gathered =
        Gathering { checklist, household, answers, day, findings: Vec::new(), flags: Vec::new() };
    for item in checklist.items.iter().filter(|item| item.scope != Scope::Village) {
        for member in env.subjects(item) {
            let asking = env.of(item, member);
            for raise in item.raised(&asking) {
                gathered.add(item, member, raise, &asking);
            }
        }
    }
    let candidate = gathered.merged();
    VisitProposals { findings: gathered.findings, candidate }
}

struct Flag {
    kind: FlagKind,
    channel: Channel,
    reason: ProposedReason,
}

#[derive(PartialEq)]
enum FlagKind {
    Risk,
    Revert,
    Reidentify,
}

struct Gathering<'a> {
    checklist: &'a Checklist,
    household: &'a Household,
    answers: &'a [Answer],
    day: NaiveDate,
    findings: Vec<ProposedFinding>,
    flags: Vec<Flag>,
}

impl Gathering<'_> {
    fn add(&mut self, item: &Item, member: Option<MemberId>, raise: &Raise, env: &Env<'_>) {
        let reason = self.reason(item, member, raise, env);
        match &raise.what {
            RaiseKind::Finding { code, title_zh, title_en, severity, bucket, auto_fix, .. } => {
                let campaign = self.checklist.campaign();
                // Every campaign has a bucket counted in days, so one is always open.
                let Some((bucket, due_on)) = campaign.propose_bucket(bucket, self.day) else { return };
                let household_id = self.household.id;
                let subject = match member {
                    Some(member_id) => Subject::Member { household_id, member_id },
                    None => Subject::Household { household_id },
                };
                let filled = |title: &str, english| self.filled(title, item, member, english);
                self.findings.push(ProposedFinding {
                    subject,
                    code: code.clone(),
                    title: filled(title_zh, false),
                    title_en: title_en.as_deref().map(|title| filled(title, true)),
                    severity: *severity,
                    bucket,
                    due_on,
                    closed_on_the_spot: *auto_fix == Some(AutoFix::ToldOnTheSpot),
                    reason,
                });
            }
            RaiseKind::Candidate { risk, strength, channel } => {
                let channel = channel.unwrap_or(Channel::Visit);
                self.flag(FlagKind::Risk, risk, *strength, channel, &reason, item);
            }
            RaiseKind::Revert => {
                self.flag(FlagKind::Revert, "revert", Strength::Strong, Channel::Visit, &reason, item);
            }
            RaiseKind::Reidentify { risk } => {
                let trigger = risk.as_deref().unwrap_or("reidentify");
                self.flag(FlagKind::Reidentify, trigger, Strength::Strong, Channel::Visit, &reason, item);
            }
        }
    }

    /// One flag per trigger; `from_F1.06` and `from_labels` copy the ticked labels.
    fn flag(
        &mut self,
        kind: FlagKind,
        risk: &str,
        strength: Strength,
        channel: Channel,
        why: &Reason,
        item: &Item,
    ) {
        let ticked = match risk.strip_prefix("from_") {
            None => vec![risk.to_owned()],
            Some("labels") => self.ticked_risks(&item.id.0),
            Some(other) => self.ticked_risks(other),
        };
        let triggers = if ticked.is_empty() { vec![risk.to_owned()] } else { ticked };
        let mut kind = Some(kind);
        for trigger in triggers {
            let reason = ProposedReason { trigger, strength, reason: why.clone() };
            self.flags.push(Flag { kind: kind.take().unwrap_or(FlagKind::Risk), channel, reason });
        }
    }

    fn ticked_risks(&self, item: &str) -> Vec<String> {
        let codes = ticked(self.answers, item, None);
        codes
            .iter()
            .filter(|code| RiskType::from_code(code).is_some())
            .map(|code| (*code).to_owned())
            .collect()
    }

    fn reason(&self, item: &Item, member: Option<MemberId>, raise: &Raise, env: &Env<'_>) -> Reason {
        let seen = raise.when.paths().into_iter();
        let inputs: BTreeMap<String, serde_json::Value> =
            seen.filter_map(|path| Some((path.to_string(), lookup(path, env)?.clone()))).collect();
        Reason {
            item: item.id.clone(),
            member,
            rule_version: self.checklist.version(),
            when: raise.when.text().to_owned(),
            inputs,
            quote: item.source.quote.clone(),
        }
    }

    /// `{labels}` becomes the ticked options, `{note}` the answer's note.
    fn filled(&self, title: &str, item: &Item, member: Option<MemberId>, english: bool) -> String {
        let codes = ticked(self.answers, &item.id.0, member);
        let labels = if english { item.labels_en(&codes) } else { item.labels(&codes) };
        let here = self.answers.iter().find(|answer| answer.item == item.id && answer.member == member);
        let note = here.and_then(|answer| answer.note.as_deref()).unwrap_or_default();
        let filled = title.replace("{labels}", &labels).replace("{note}", note);
        filled.trim_end_matches(['：', ':', ' ']).to_owned()
    }

    /// The one lead: a new one, a note on an active household, or back to identification on a cleared one.
    fn merged(&mut self) -> Option<ProposedCandidate> {
        let flags = std::mem::take(&mut self.flags);
        let strength = flags.iter().map(|flag| flag.reason.strength).max()?;
        let from = |channel| flags.iter().any(|flag| flag.channel == channel);
        let channel = if from(Channel::SelfApplication) {
            Channel::SelfApplication
        } else if from(Channel::DeptAlert) {
            Channel::DeptAlert
        } else {
            Channel::Visit
        };
        let kind = match self.household.monitor.in_conditions() {
            "active" => CandidateKind::RiskNote,
            "cleared" if flags.iter().any(|flag| flag.kind == FlagKind::Revert) => CandidateKind::Revert,
            "cleared" => CandidateKind::Reidentify,
            _ => CandidateKind::Lead,
        };
        let mut risk_types = Vec::new();
        for risk in flags.iter().filter_map(|flag| RiskType::from_code(&flag.reason.trigger)) {
            if !risk_types.contains(&risk) && risk_types.len() < 5 {
                risk_types.push(risk);
            }
        }
        let reasons = flags.into_iter().map(|flag| flag.reason).collect();
        Some(ProposedCandidate { kind, channel, strength, reasons, risk_types })
    }
}

fn ticked<'a>(answers: &'a [Answer], item: &str, member: Option<MemberId>) -> Vec<&'a str> {
    let found = answers.iter().find(|answer| answer.item.0 == item && answer.member == member);
    match found.and_then(|answer| answer.value.as_ref()) {
        Some(AnswerValue::Choices(codes)) => codes.iter().map(String::as_str).collect(),
        Some(AnswerValue::Choice(code)) => vec![code],
        _ => Vec::new(),
    }
}
