//! A small township with one cadre and a device, and operations to send from it.

use std::sync::Arc;

use chrono::{DateTime, FixedOffset};
use serde::Serialize;
use serde_json::json;
use serde_json::value::RawValue;
use uuid::Uuid;
use zoufang_domain::ids::{AccountId, AssignmentId, DeviceId, HouseholdId, OpId, StreamId, VillageId};
use zoufang_domain::roster::{Assignment, Household, Village};
use zoufang_office::clock::ManualClock;
use zoufang_office::ids::{IdSource as _, SeededIds};
use zoufang_office::storage::audit::AuditFilter;
use zoufang_office::{Caller, Config, Office, Township};
use zoufang_wire::{ClockStamp, Entity, OpFrame, Operation, Pull, SyncRequest, SyncResponse};

pub const NOW: &str = "2022-05-12T09:30:00+08:00";

pub struct Fixture {
    pub office: Office,
    pub clock: Arc<ManualClock>,
    pub folder: tempfile::TempDir,
    pub ids: SeededIds,
    pub village: VillageId,
    pub account: AccountId,
    pub households: Vec<HouseholdId>,
}

pub fn at(text: &str) -> DateTime<FixedOffset> {
    text.parse().unwrap()
}

pub fn config(clock: &Arc<ManualClock>, seed: u64) -> Config {
    let (clock, ids) = (Arc::<ManualClock>::clone(clock), Arc::new(SeededIds::new(seed)));
    Config { clock, ids, ..Config::for_tests() }
}

impl Fixture {
    /// Village with four households in two groups; cadre 张三 has all of it.
    pub fn new() -> Self {
        let folder = tempfile::tempdir().unwrap();
        let clock = Arc::new(ManualClock::at(at(NOW)));
        let office = Office::open(folder.path(), config(&clock, 1)).unwrap();
        let ids = SeededIds::new(99);
        let village = VillageId(ids.uuid());
        let households: Vec<HouseholdId> = (0..4).map(|_| HouseholdId(ids.uuid())).collect();
        office
            .import(Township {
                villages: vec![Village {
                    id: village,
                    code: "SLC".into(),
                    name: "石梁村".into(),
                    groups: vec!["1组".into(), "2组".into()],
                    households: 4,
                    objects: vec![],
                }],
                households: households
                    .iter()
                    .enumerate()
                    .map(|(n, id)| household(*id, village, if n < 2 { "1组" } else { "2组" }, &ids))
                    .collect(),
                ..Township::default()
            })
            .unwrap();
        let account = office.add_account("张三", "cadre").unwrap();
        let this = Self { office, clock, folder, ids, village, account, households };
        this.assign(account, &[]);
        this
    }

    pub fn assign(&self, account: AccountId, groups: &[&str]) -> AssignmentId {
        let id = AssignmentId(self.ids.uuid());
        let groups = groups.iter().map(|group| (*group).to_owned()).collect();
        let assignment =
            Assignment { id, account_id: account, village_id: self.village, groups, households: vec![] };
        self.office.assign(assignment).unwrap();
        id
    }

    /// What the audit log says of an event, oldest first.
    pub fn audited(&self, event: &str) -> Vec<String> {
        let filter = AuditFilter { event: Some(event.to_owned()), limit: 100, ..AuditFilter::default() };
        let (rows, _) = self.office.look(|rows| rows.list_audit(&filter)).unwrap();
        rows.into_iter().rev().map(|row| row.detail).collect()
    }

    /// A fresh device of the cadre, by its real code.
    pub fn device(&self) -> Device<'_> {
        self.device_of(self.account)
    }

    pub fn device_of(&self, account: AccountId) -> Device<'_> {
        let code = self.office.issue_code(account).unwrap();
        let enrolled = self
            .office
            .enrol(&zoufang_wire::enrol::EnrolRequest {
                account_id: None,
                code,
                device_name: "Redmi 9A".into(),
                app_version: "0.1.0".into(),
            })
            .unwrap();
        Device {
            fixture: self,
            caller: Caller::new(account, enrolled.device_id),
            id: enrolled.device_id,
            stream: StreamId(self.ids.uuid()),
            cursor: None,
        }
    }

    pub fn visit(&self, household: usize, mode: &str) -> Box<RawValue> {
        self.op("visit.record", &visit_body(self.households[household], mode))
    }

    pub fn op(&self, kind: &str, body: &impl Serialize) -> Box<RawValue> {
        operation(self.ids.uuid(), kind, body)
    }
}

pub struct Device<'a> {
    pub fixture: &'a Fixture,
    pub caller: Caller,
    #[allow(dead_code)]
    pub id: DeviceId,
    pub stream: StreamId,
    pub cursor: Option<String>,
}

impl Device<'_> {
    pub fn request(&self, from: u64, ops: &[Box<RawValue>]) -> SyncRequest {
        let ops = (from..).zip(ops).map(|(seq, op)| OpFrame { seq, op: op.clone() }).collect();
        SyncRequest {
            stream_id: self.stream,
            device_time: at(NOW),
            ops,
            digest: None,
            pull: None,
            asks: vec![],
        }
    }

    pub fn push(&self, from: u64, ops: &[Box<RawValue>]) -> SyncResponse {
        self.try_push(from, ops).unwrap()
    }

    pub fn try_push(&self, from: u64, ops: &[Box<RawValue>]) -> Result<SyncResponse, zoufang_wire::ApiError> {
        self.fixture.office.handle_sync(self.caller.clone(), self.request(from, ops))
    }

    /// Pulls one page from the stored cursor.
    pub fn pull(&mut self, limit: u32) -> SyncResponse {
        let mut request = self.request(1, &[]);
        request.pull =
            Some(Pull { cursor: self.cursor.clone(), limit, digest: true, knows: Pull::known_here() });
        let response = self.fixture.office.handle_sync(self.caller.clone(), request).unwrap();
        self.cursor.clone_from(&response.cursor);
        response
    }

    /// Ids of an entity in one big pull, with what happened to them.
    pub fn news(&mut self, entity: Entity) -> Vec<(Uuid, zoufang_wire::Action)> {
        let changes = self.pull(10_000).changes;
        changes.into_iter().filter(|c| c.entity == entity).map(|c| (c.id, c.action)).collect()
    }
}

pub fn operation(id: Uuid, kind: &str, body: &impl Serialize) -> Box<RawValue> {
    Operation {
        op_id: OpId(id),
        kind: kind.into(),
        v: 1,
        occurred_at: at(NOW),
        clock: ClockStamp { offset_ms: None, boot: "b".into(), mono_ms: 1 },
        body: serde_json::value::to_raw_value(body).unwrap(),
    }
    .canonical()
    .unwrap()
}

pub fn op_id(op: &RawValue) -> OpId {
    Operation::parse(op).unwrap().op_id
}

pub fn visit_body(household: HouseholdId, mode: &str) -> serde_json::Value {
    let mode = match mode {
        "face" => {
            json!({"kind": "face", "respondent": null, "respondent_name": "张三", "place": "at_home", "place_note": null})
        }
        "phone" => {
            json!({"kind": "phone", "number": "13900000000", "respondent": null, "respondent_name": "李四",
            "whereabouts": "广东省-东莞市", "away_since": "2021-02", "called_at": NOW})
        }
        _ => {
            json!({"kind": "proxy", "who": "relative", "name": "王五", "relation": "子", "phone": null, "reason": "age",
            "reason_text": null, "household_seen": true, "observation": null, "by_phone": false})
        }
    };
    json!({"household_id": household, "campaign": "2022-shaoyun", "checklist_version": 1, "mode": mode,
        "started_at": NOW, "finished_at": NOW, "cadres": ["张三"], "answers": []})
}

pub fn household(id: HouseholdId, village: VillageId, group: &str, ids: &SeededIds) -> Household {
    let head = ids.uuid();
    serde_json::from_value(json!({
        "id": id, "village_id": village, "group": group, "household_type": "general", "head_member_id": head,
        "size": 1, "residence": "1",
        "members": [{"id": head, "name": "赵六", "id_type": "1", "sex": "1", "relation": "01"}]
    }))
    .unwrap()
}
