//! Synthetic households; every ID number is of area 99.

use serde_json::{Value, json};
use zoufang_domain::roster::{Household, Member};
use zoufang_domain::visit::{Answer, AnswerStatus, AnswerValue};

pub fn uuid(number: u32) -> String {
    format!("01900000-0000-7000-8000-{number:012x}")
}

pub fn day(text: &str) -> chrono::NaiveDate {
    text.parse().unwrap()
}

/// An adult of 42 with ordinary labour, healthy and insured; `extra` replaces or adds fields.
pub fn member(number: u32, extra: Value) -> Member {
    let mut fields = json!({
        "id": uuid(100 + number), "name": "张示例", "id_type": "1", "id_no": "99010119800101001X", "sex": "1",
        "birth": "1980-01-01", "relation": if number == 0 { "01" } else { "28" }, "education": "3",
        "health": ["healthy"], "labor": "ordinary", "migrant": false, "public_post": false, "work_region": "town",
        "medical_insurance": "resident", "dibao": false, "tekun": false,
    });
    lay_over(&mut fields, extra);
    serde_json::from_value(fields).unwrap()
}

/// An ordinary household that the roster knows fully; `extra` replaces or adds fields.
pub fn household(members: Vec<Member>, extra: Value) -> Household {
    let mut fields = json!({
        "id": uuid(1), "village_id": uuid(2), "group": "3组", "household_type": "general",
        "head_member_id": uuid(100), "size": members.len(), "phone": "13800000000", "residence": "1",
        "house_grade": "B", "house_renovated": false, "industry": false, "shareholder": false,
        "loan_status": "none", "assessment_issues": 0, "members": members,
    });
    lay_over(&mut fields, extra);
    serde_json::from_value(fields).unwrap()
}

fn lay_over(fields: &mut Value, extra: Value) {
    let Value::Object(extra) = extra else { return };
    for (key, value) in extra {
        if value.is_null() {
            fields.as_object_mut().unwrap().remove(&key);
        } else {
            fields[key] = value;
        }
    }
}

pub fn answer(item: &str, value: Value) -> Answer {
    let value: AnswerValue = serde_json::from_value(value).unwrap();
    Answer {
        item: item.into(),
        member: None,
        status: AnswerStatus::Answered,
        value: Some(value),
        note: None,
        evidence_text: None,
        seen: None,
    }
}

pub fn of_member(number: u32, answer: Answer) -> Answer {
    Answer { member: Some(uuid(100 + number).parse().unwrap()), ..answer }
}

pub fn with_status(status: AnswerStatus, answer: Answer) -> Answer {
    Answer { status, value: None, ..answer }
}
