//! Visits as long as the peers' record: about 45 values and a remark, all from the checklist of 2022.

use chrono::{DateTime, FixedOffset, TimeDelta};
use serde_json::value::RawValue;
use zoufang_domain::checklist::{AnswerType, Checklist, Scope};
use zoufang_domain::ids::{HouseholdId, OpId};
use zoufang_domain::visit::{
    Answer, AnswerStatus, AnswerValue, FacePlace, NoticeGiven, VisitMode, VisitRecord,
};
use zoufang_wire::{ClockStamp, Digest, Kind, Operation, operation};

/// Values in the peers' sample record.
const VALUES: usize = 45;
const REMARKS: [&str; 5] =
    ["信号差，照片未上传", "家属反映药费报销慢", "房屋漏雨，已登记", "外出务工，年底回", "无"];

/// One prepared operation.
#[derive(Debug, Clone)]
pub struct Prepared {
    pub op_id: OpId,
    pub hash: Digest,
    pub raw: Box<RawValue>,
}

/// Writes visits that differ as real ones do: other household, times, answers and remark.
pub struct Writer<'a> {
    checklist: &'a Checklist,
    start: DateTime<FixedOffset>,
    state: u64,
}

impl<'a> Writer<'a> {
    #[must_use]
    pub fn new(checklist: &'a Checklist, start: DateTime<FixedOffset>, seed: u64) -> Self {
        Self { checklist, start, state: seed | 1 }
    }

    /// xorshift: the same visits in every run.
    fn dice(&mut self, sides: usize) -> usize {
        self.state ^= self.state << 13;
        self.state ^= self.state >> 7;
        self.state ^= self.state << 17;
        usize::try_from(self.state % sides as u64).unwrap_or(0)
    }

    /// # Errors
    /// Never for our own types.
    #[allow(
        clippy::disallowed_methods,
        reason = "a measurement needs real ids: their randomness is what they cost"
    )]
    pub fn visit(&mut self, household: HouseholdId, n: u64) -> Result<Prepared, serde_json::Error> {
        let op_id = OpId(uuid::Uuid::now_v7());
        let minutes = i64::try_from(n).unwrap_or(0) * 17;
        let begun =
            self.start + TimeDelta::minutes(minutes) + TimeDelta::milliseconds(self.dice(60_000) as i64);
        let done = begun + TimeDelta::milliseconds(180_000 + self.dice(240_000) as i64);
        let record = self.record(household, begun, done);
        let operation = Operation {
            op_id,
            kind: Kind::VisitRecord.name().to_owned(),
            v: 1,
            occurred_at: done,
            clock: ClockStamp { offset_ms: Some(-312), boot: "5e1f09ab".to_owned(), mono_ms: n * 1_020_000 },
            body: serde_json::value::to_raw_value(&record)?,
        };
        let raw = operation.canonical()?;
        Ok(Prepared { op_id, hash: operation::hash(&raw), raw })
    }

    fn record(
        &mut self,
        household: HouseholdId,
        begun: DateTime<FixedOffset>,
        done: DateTime<FixedOffset>,
    ) -> VisitRecord {
        let remark = REMARKS[self.dice(REMARKS.len())].to_owned();
        VisitRecord {
            household_id: household,
            campaign: "2022-shaoyun".into(),
            checklist_version: 1,
            mode: VisitMode::Face {
                respondent: None,
                respondent_name: None,
                place: FacePlace::AtHome,
                place_note: None,
            },
            mode_reason: None,
            started_at: begun,
            finished_at: done,
            cadres: vec!["张示例".to_owned()],
            notice: Some(NoticeGiven { at: begun, how: "read".to_owned() }),
            members_check: None,
            answers: self.answers(),
            position: None,
            remark: Some(remark),
        }
    }

    /// The usual answer nine times in ten, as in a village.
    fn answers(&mut self) -> Vec<Answer> {
        let items: Vec<_> = self
            .checklist
            .items
            .iter()
            .filter(|item| item.scope != Scope::Village && !item.options.is_empty())
            .cycle()
            .take(VALUES)
            .map(|item| {
                (item.id.clone(), item.answer_type, item.options.iter().map(|o| o.code.clone()).collect())
            })
            .collect::<Vec<(_, _, Vec<String>)>>();
        items
            .into_iter()
            .map(|(item, kind, codes)| {
                let other = self.dice(10) == 0;
                let code = codes[if other { self.dice(codes.len()) } else { 0 }].clone();
                let value = match kind {
                    AnswerType::Multi => AnswerValue::Choices(vec![code]),
                    _ => AnswerValue::Choice(code),
                };
                Answer {
                    item,
                    member: None,
                    status: AnswerStatus::Answered,
                    value: Some(value),
                    note: None,
                    evidence_text: None,
                    seen: None,
                }
            })
            .collect()
    }
}
