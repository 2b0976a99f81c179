//! 审核: an officer reads a visit that was handed in, accepts it or returns it with remarks on items (domain, section 5).
//! Only a person returns a visit, and nobody judges their own.
//!
//! If a guard here is wrong, a cadre is sent back to a household without being told why, or a corrected visit counts
//! as read although nobody has read the correction.

use std::collections::BTreeSet;

use chrono::NaiveDate;
use serde::{Deserialize, Serialize};

use super::Answer;
use crate::ids::{HouseholdId, ItemId, MemberId, VisitId};

/// Longest remark, in characters.
pub const REMARK_MOST: usize = 300;

/// Where a visit stands with the officers.
#[derive(
    Debug, Clone, Copy, Default, PartialEq, Eq, Hash, Serialize, Deserialize, ts_rs::TS, utoipa::ToSchema,
)]
#[serde(rename_all = "snake_case")]
#[ts(export)]
pub enum ReviewState {
    /// 待审核: nobody has judged it, or a correction has answered the remarks.
    #[default]
    HandedIn,
    /// 已通过
    Accepted,
    /// 已退回
    Returned,
    /// 通过后又更正: accepted once, and corrected since.
    Amended,
}

/// What an officer wants looked at again.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ts_rs::TS, utoipa::ToSchema)]
#[ts(export, optional_fields)]
pub struct Remark {
    /// The asking it is about; without one, the visit as a whole.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub item: Option<ItemId>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub member: Option<MemberId>,
    /// 1 to 300 characters.
    pub text: String,
}

/// The review of one visit, as the office keeps it and the cadre's device gets it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ts_rs::TS, utoipa::ToSchema)]
#[ts(export, optional_fields)]
pub struct VisitReview {
    pub visit_id: VisitId,
    pub household_id: HouseholdId,
    /// Grows with every judgement and every correction; 0 before the first.
    pub version: u32,
    pub state: ReviewState,
    /// Version of the visit that was judged last; 0 before that.
    pub judged: u32,
    /// Who judged last.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub by: Option<String>,
    /// Calendar date of it, Asia/Shanghai.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub on: Option<NaiveDate>,
    /// Of the last return; kept until the visit is accepted, so that the officer sees what was asked for.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub remarks: Vec<Remark>,
}

/// What an officer makes of a visit.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ts_rs::TS)]
#[serde(tag = "kind", rename_all = "snake_case")]
#[ts(export)]
pub enum Judgement {
    Accept,
    Return { remarks: Vec<Remark> },
}

impl Judgement {
    /// The word for the history.
    #[must_use]
    pub const fn name(&self) -> &'static str {
        match self {
            Self::Accept => "accept_visit",
            Self::Return { .. } => "return_visit",
        }
    }
}

/// The visit as a judgement needs it.
#[derive(Debug, Clone, Copy)]
pub struct Judged<'a> {
    /// Its newest version.
    pub version: u32,
    pub answers: &'a [Answer],
    /// The reviewer's own account made it.
    pub own: bool,
}

/// Why a visit cannot be judged so.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum ReviewFault {
    #[error("nobody judges a visit of their own; ask another officer")]
    Own,
    #[error("the visit is accepted or returned already; it is judged again once it was corrected")]
    AlreadyJudged,
    #[error("a visit is returned with at least one remark")]
    NoRemark,
    #[error("a remark has 1 to 300 characters")]
    RemarkLength,
    #[error("a remark is about something that this visit does not hold, or the same is remarked twice")]
    RemarkPlace,
}

impl VisitReview {
    /// Before anybody judged.
    #[must_use]
    pub const fn of(visit_id: VisitId, household_id: HouseholdId) -> Self {
        Self {
            visit_id,
            household_id,
            version: 0,
            state: ReviewState::HandedIn,
            judged: 0,
            by: None,
            on: None,
            remarks: Vec::new(),
        }
    }

    /// The state after a judgement. An accepted visit can still be returned: back-checks find what reading does not.
    ///
    /// # Errors
    /// The guard that does not hold.
    pub fn judge(
        &self,
        judgement: &Judgement,
        visit: Judged<'_>,
        by: &str,
        on: NaiveDate,
    ) -> Result<Self, ReviewFault> {
        if visit.own {
            return Err(ReviewFault::Own);
        }
        let (state, remarks) = match (judgement, self.state) {
            (Judgement::Accept, ReviewState::Accepted | ReviewState::Returned)
            | (Judgement::Return { .. }, ReviewState::Returned) => return Err(ReviewFault::AlreadyJudged),
            (Judgement::Accept, _) => (ReviewState::Accepted, Vec::new()),
            (Judgement::Return { remarks }, _) => (ReviewState::Returned, placed(remarks, visit.answers)?),
        };
        Ok(Self {
            version: self.version + 1,
            state,
            judged: visit.version,
            by: Some(by.to_owned()),
            on: Some(on),
            remarks,
            ..self.clone()
        })
    }

    /// The cadre handed in a correction: what was judged is no longer what stands.
    #[must_use]
    pub fn corrected(&self) -> Self {
        let state = match self.state {
            ReviewState::HandedIn | ReviewState::Returned => ReviewState::HandedIn,
            ReviewState::Accepted | ReviewState::Amended => ReviewState::Amended,
        };
        Self { version: self.version + 1, state, ..self.clone() }
    }
}

impl VisitReview {
    /// Whether the cadre's correction `version` has answered what was judged last: it counts from the moment it is
    /// saved, sent or not.
    #[must_use]
    pub fn is_answered_by(&self, version: u32) -> bool {
        version > self.judged || self.state == ReviewState::HandedIn
    }
}

fn placed(remarks: &[Remark], answers: &[Answer]) -> Result<Vec<Remark>, ReviewFault> {
    if remarks.is_empty() {
        return Err(ReviewFault::NoRemark);
    }
    let mut places = BTreeSet::new();
    remarks
        .iter()
        .map(|remark| {
            let text = remark.text.trim();
            if text.is_empty() || text.chars().count() > REMARK_MOST {
                return Err(ReviewFault::RemarkLength);
            }
            let known = match &remark.item {
                None => remark.member.is_none(),
                Some(item) => {
                    answers.iter().any(|answer| answer.item == *item && answer.member == remark.member)
                }
            };
            if !known || !places.insert((&remark.item, remark.member)) {
                return Err(ReviewFault::RemarkPlace);
            }
            Ok(Remark { text: text.to_owned(), ..remark.clone() })
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::visit::AnswerStatus;

    fn day() -> NaiveDate {
        NaiveDate::from_ymd_opt(2022, 5, 16).unwrap_or_default()
    }

    fn fresh() -> VisitReview {
        VisitReview::of(VisitId(uuid::Uuid::from_u128(1)), HouseholdId(uuid::Uuid::from_u128(2)))
    }

    fn answers() -> Vec<Answer> {
        vec![Answer {
            item: "F1.01".into(),
            member: None,
            status: AnswerStatus::Answered,
            value: None,
            note: None,
            evidence_text: None,
            seen: None,
        }]
    }

    fn remark(item: Option<&str>, text: &str) -> Remark {
        Remark { item: item.map(Into::into), member: None, text: text.into() }
    }

    fn judged(review: &VisitReview, judgement: &Judgement) -> Result<VisitReview, ReviewFault> {
        let answers = answers();
        review.judge(judgement, Judged { version: 1, answers: &answers, own: false }, "周敏", day())
    }

    fn returned(remarks: Vec<Remark>) -> Result<VisitReview, ReviewFault> {
        judged(&fresh(), &Judgement::Return { remarks })
    }

    #[test]
    fn a_correction_answers_the_remarks_and_asks_for_another_look() {
        let back = returned(vec![remark(Some("F1.01"), " 收入少写了务工 ")]);
        let back = back.unwrap_or_else(|fault| unreachable!("{fault}"));
        assert_eq!((back.state, back.judged, back.version), (ReviewState::Returned, 1, 1));
        assert_eq!(back.remarks, [remark(Some("F1.01"), "收入少写了务工")]);
        let answered = back.corrected();
        assert_eq!((answered.state, answered.version), (ReviewState::HandedIn, 2));
        assert_eq!([1, 2].map(|version| back.is_answered_by(version)), [false, true]);
        assert!(answered.is_answered_by(1), "the town has the correction that another phone handed in");
        assert_eq!(answered.remarks, back.remarks);
        let accepted = judged(&answered, &Judgement::Accept).map(|review| (review.state, review.remarks));
        assert_eq!(accepted, Ok((ReviewState::Accepted, vec![])));
    }

    #[test]
    fn a_correction_after_acceptance_is_read_anew() {
        let accepted = judged(&fresh(), &Judgement::Accept).map(|review| review.corrected().state);
        assert_eq!(accepted, Ok(ReviewState::Amended));
    }

    #[test]
    fn a_return_says_what_is_to_be_looked_at() {
        let fault = |remarks| returned(remarks).err();
        assert_eq!(fault(vec![]), Some(ReviewFault::NoRemark));
        assert_eq!(fault(vec![remark(None, "  ")]), Some(ReviewFault::RemarkLength));
        assert_eq!(fault(vec![remark(None, &"长".repeat(301))]), Some(ReviewFault::RemarkLength));
        assert_eq!(fault(vec![remark(Some("F9.99"), "没有这一项")]), Some(ReviewFault::RemarkPlace));
        let twice = vec![remark(None, "一"), remark(None, "二")];
        assert_eq!(fault(twice), Some(ReviewFault::RemarkPlace));
        assert_eq!(fault(vec![remark(None, &"长".repeat(300))]), None);
    }

    #[test]
    fn nobody_judges_their_own_visit() {
        let answers = answers();
        let own = Judged { version: 1, answers: &answers, own: true };
        assert_eq!(fresh().judge(&Judgement::Accept, own, "周敏", day()), Err(ReviewFault::Own));
    }

    #[test]
    fn what_is_judged_is_not_judged_again_before_it_was_corrected() {
        let accepted = judged(&fresh(), &Judgement::Accept).unwrap_or_else(|fault| unreachable!("{fault}"));
        assert_eq!(judged(&accepted, &Judgement::Accept).err(), Some(ReviewFault::AlreadyJudged));
        let back = Judgement::Return { remarks: vec![remark(None, "抽查不一致")] };
        let returned = judged(&accepted, &back).unwrap_or_else(|fault| unreachable!("{fault}"));
        assert_eq!(judged(&returned, &back).err(), Some(ReviewFault::AlreadyJudged));
        assert_eq!(judged(&returned, &Judgement::Accept).err(), Some(ReviewFault::AlreadyJudged));
    }
}
