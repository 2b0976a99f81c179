//! A phone with a profile as enrolment leaves it, and a small village pulled through the real code.
#![allow(dead_code, reason = "each test file uses a part")]

use std::path::PathBuf;
use std::sync::Arc;

use serde_json::value::RawValue;
use uuid::Uuid;
use zoufang_domain::checklist::{AnswerType, Checklist, Item};
use zoufang_domain::finding::Decision;
use zoufang_domain::ids::HouseholdId;
use zoufang_domain::visit::answer::SheetValue;
use zoufang_domain::visit::{Answer, AnswerStatus, AnswerValue, FacePlace, VisitMode};
use zoufang_field::app::Field;
use zoufang_field::clock::SetClock;
use zoufang_field::ids::SeededIds;
use zoufang_field::keys::{self, FileSecret, KdfParams, Pin};
use zoufang_field::view::{DraftChange, DraftView, GapKind};
use zoufang_field::{Env, roster, store};
use zoufang_store::StoreKey;
use zoufang_wire::{Action, Change, Entity};

pub const PIN: &str = "202579";
const CHEAP: KdfParams = KdfParams { memory: 64, passes: 1, lanes: 1 };

pub struct Phone {
    pub dir: tempfile::TempDir,
    pub clock: Arc<SetClock>,
    pub env: Env,
    pub key: StoreKey,
    pub checklist: Checklist,
}

impl Phone {
    /// Enrolled, with a village of `households`.
    pub fn with_village(households: u128) -> Self {
        Self::seeded(households, 3)
    }

    /// Another phone, with another key.
    pub fn seeded(households: u128, seed: u64) -> Self {
        let clock = Arc::new(SetClock::at("2022-05-12T09:00:00+08:00".parse().unwrap()));
        let env = Env::new(clock.clone(), Arc::new(SeededIds::new(seed)));
        let dir = tempfile::tempdir().unwrap();
        let secret = FileSecret::new(dir.path().join("device.secret"));
        let key = keys::create(dir.path(), &Pin::parse(PIN).unwrap(), &secret, CHEAP, &env).unwrap();
        std::fs::write(dir.path().join("profile.json"), r#"{"account_name":"陈明","town":"少云镇"}"#)
            .unwrap();
        let phone = Self { dir, clock, env, key, checklist: checklist() };
        phone.pull(&[
            phone.row(Entity::Checklist, Uuid::from_u128(1), &phone.checklist.to_document()),
            phone.row(
                Entity::Campaign,
                Uuid::from_u128(2),
                &serde_json::to_string(&phone.checklist.campaign()).unwrap(),
            ),
            phone.row(Entity::Village, village(), &village_row()),
        ]);
        for n in 0..households {
            phone.pull(&[phone.row(Entity::Household, household(n).0, &household_row(n))]);
        }
        phone
    }

    pub fn path(&self) -> PathBuf {
        self.dir.path().join("field.db")
    }

    pub fn database(&self) -> rusqlite::Connection {
        store::open_current(&self.path(), &self.key, &self.env).unwrap()
    }

    pub fn row(&self, entity: Entity, id: Uuid, row: &str) -> Change {
        let row = RawValue::from_string(row.to_owned()).unwrap();
        Change { entity, id, action: Action::Upsert, row: Some(row) }
    }

    pub fn pull(&self, changes: &[Change]) {
        let mut connection = self.database();
        let transaction = connection.transaction().unwrap();
        for change in changes {
            roster::apply(&transaction, change).unwrap();
        }
        transaction.commit().unwrap();
    }

    /// The app started anew and still locked, as after a crash or a restart.
    pub fn started(&self) -> Field {
        Field::new(self.dir.path(), self.env.clone(), "0.1.0")
    }

    /// The app started anew and unlocked.
    pub fn unlocked(&self) -> Field {
        let field = self.started();
        field.unlock(PIN).unwrap();
        field
    }

    pub fn count(&self, sql: &str) -> i64 {
        self.database().query_row(sql, [], |row| row.get(0)).unwrap()
    }
}

pub fn household(n: u128) -> HouseholdId {
    HouseholdId(Uuid::from_u128(1000 + n))
}

fn village() -> Uuid {
    Uuid::from_u128(3)
}

fn village_row() -> String {
    serde_json::json!({"id": village(), "code": "SLC", "name": "石龙村", "groups": ["1组", "2组"], "households": 3})
        .to_string()
}

pub fn household_row(n: u128) -> String {
    let (head, wife) = (Uuid::from_u128(2000 + n * 10), Uuid::from_u128(2001 + n * 10));
    let person = |id: Uuid, name: &str, relation: &str, sex: &str| {
        serde_json::json!({
            "id": id, "name": name, "id_type": "1", "id_no": "99010119700101001X", "sex": sex,
            "birth": "1970-01-01", "relation": relation, "education": "3", "health": ["healthy"],
            "labor": "ordinary", "migrant": false, "medical_insurance": "resident",
            "dibao": false, "tekun": false, "public_post": false,
        })
    };
    serde_json::json!({
        "id": household(n), "village_id": village(), "group": format!("{}组", n % 2 + 1),
        "address": format!("小湾{n}号"), "household_type": "general", "head_member_id": head, "size": 2,
        "residence": "1", "members": [person(head, "曾祥云", "01", "1"), person(wife, "李秀英", "02", "2")],
        "house_grade": "A", "industry": false, "shareholder": false, "loan_status": "none",
    })
    .to_string()
}

fn checklist() -> Checklist {
    let folder = PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("../../checklists/2022-shaoyun");
    let mut files = Vec::new();
    for (prefix, folder) in [("", folder.clone()), ("items/", folder.join("items"))] {
        for entry in std::fs::read_dir(folder).unwrap() {
            let path = entry.unwrap().path();
            if path.extension().is_some_and(|ending| ending == "json") {
                let name = format!("{prefix}{}", path.file_name().unwrap().to_string_lossy());
                files.push((name, std::fs::read_to_string(path).unwrap()));
            }
        }
    }
    Checklist::from_files(files.iter().map(|(name, text)| (name.as_str(), text.as_str()))).unwrap()
}

pub fn face() -> DraftChange {
    DraftChange::SetMode {
        mode: VisitMode::Face {
            respondent: None,
            respondent_name: Some("曾祥云".into()),
            place: FacePlace::AtHome,
            place_note: None,
        },
        reason: None,
    }
}

/// Answers what is missing, tap by tap, until nothing is; the first option unless `last`, then the last.
pub fn complete(field: &Field, phone: &Phone, view: &DraftView, last: bool) -> DraftView {
    let visit = view.visit_id;
    for change in [
        face(),
        DraftChange::SetNotice { how: "read".into() },
        DraftChange::SetMembers { confirmed: view.members.iter().map(|member| member.id).collect() },
    ] {
        field.change_draft(visit, change).unwrap();
    }
    for _ in 0..200 {
        let view = field.draft(visit).unwrap();
        let Some(gap) = view.gaps.first() else { return view };
        let change = match gap.kind {
            GapKind::Item | GapKind::Evidence => {
                let item = phone.checklist.item(&gap.item.as_ref().unwrap().0).unwrap();
                let answer = Answer {
                    item: item.id.clone(),
                    member: gap.member,
                    status: AnswerStatus::Answered,
                    value: Some(value(item, last)),
                    note: None,
                    evidence_text: Some("不便拍照，原因：试".into()),
                    seen: None,
                };
                DraftChange::SetAnswers { answers: vec![answer] }
            }
            GapKind::Decision => DraftChange::Decide {
                key: gap.flag.clone().unwrap(),
                decision: Decision::Confirmed,
                severity: None,
                bucket: None,
                note: None,
            },
            GapKind::AmendReason => DraftChange::SetAmendReason { reason: "听错了".into() },
            other => panic!("nothing answers {other:?}"),
        };
        field.change_draft(visit, change).unwrap();
    }
    panic!("never complete: {:?}", field.draft(visit).unwrap().gaps);
}

fn value(item: &Item, last: bool) -> AnswerValue {
    let option = if last { item.options.last() } else { item.options.first() };
    let code = option.map(|option| option.code.clone()).unwrap_or_default();
    match item.answer_type {
        AnswerType::YesNo | AnswerType::Single => AnswerValue::Choice(code),
        AnswerType::Multi => AnswerValue::Choices(vec![code]),
        AnswerType::Number => AnswerValue::Number(1.0),
        AnswerType::Auto => AnswerValue::Flag(true),
        AnswerType::Sheet => AnswerValue::Sheet(
            item.fields
                .iter()
                .map(|field| {
                    let value = match field.options.first() {
                        Some(option) => SheetValue::Codes(vec![option.code.clone()]),
                        None => SheetValue::Whole(if field.key == "persons" { 2 } else { 0 }),
                    };
                    (field.key.clone(), value)
                })
                .collect(),
        ),
    }
}

/// Which page of a table is broken.
#[derive(Debug, Clone, Copy)]
pub enum Page {
    LastLeaf,
    /// Pages on which a long row goes on: the first has the others behind it.
    FirstOverflow,
    LastOverflow,
}

/// Breaks a page of a table.
pub fn break_page(phone: &Phone, table: &str, page: Page) {
    let (page_type, order) = match page {
        Page::LastLeaf => ("leaf", "DESC"),
        Page::FirstOverflow => ("overflow", "ASC"),
        Page::LastOverflow => ("overflow", "DESC"),
    };
    let page = phone.count(&format!(
        "SELECT pageno FROM dbstat WHERE name = '{table}' AND pagetype = '{page_type}' ORDER BY path {order} LIMIT 1"
    ));
    phone.database().execute_batch("PRAGMA wal_checkpoint(TRUNCATE)").unwrap();
    let mut bytes = std::fs::read(phone.path()).unwrap();
    let at = usize::try_from(page - 1).unwrap() * 4096;
    bytes[at..at + 64].fill(0x5a);
    std::fs::write(phone.path(), &bytes).unwrap();
}
