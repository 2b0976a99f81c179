//! The demo's campaign: the one of 2022 with its dates moved, so that today lies in the middle of the visits. With the
//! real dates every deadline would be long past, and the phone would rightly refuse them.

use chrono::{Datelike as _, Duration, NaiveDate};
use zoufang_domain::campaign::BucketDue;
use zoufang_domain::checklist::document::ParameterValue;
use zoufang_domain::checklist::{Checklist, Faults};

macro_rules! files {
    ($($name:literal),+ $(,)?) => {
        [$(($name, include_str!(concat!("../../../../checklists/2022-shaoyun/", $name)))),+]
    };
}

const FILES: [(&str, &str); 13] = files![
    "campaign.json",
    "data-quality.json",
    "enumerations.json",
    "messages.json",
    "notice.json",
    "risk-measures.json",
    "templates.json",
    "items/F1.json",
    "items/F2.json",
    "items/F3.json",
    "items/F4.json",
    "items/F5.json",
    "items/F6.json",
];

/// The checklist with its campaign, as if today were 20 May 2022, and with ID numbers of area 99 allowed.
///
/// # Errors
/// When the checklist in this build is faulty.
pub fn checklist(today: NaiveDate) -> Result<Checklist, Faults> {
    let mut list = Checklist::from_files(FILES)?;
    let visits = NaiveDate::from_ymd_opt(2022, 5, 20).unwrap_or(today);
    let by = today - visits;
    let moved = |date: NaiveDate| moved(date, by);
    let sheet = &mut list.campaign;
    let year = today.year().to_string();
    sheet.name_zh = sheet.name_zh.replace("2022", &year);
    sheet.name_en = sheet.name_en.replace("2022", &year);
    for date in [&mut sheet.issued_on, &mut sheet.starts_on, &mut sheet.ends_on, &mut sheet.ledger_ends_on] {
        *date = moved(*date);
    }
    for phase in &mut sheet.phases {
        phase.starts_on = moved(phase.starts_on);
        phase.ends_on = moved(phase.ends_on);
    }
    for bucket in &mut sheet.buckets {
        if let BucketDue::On(date) = &mut bucket.due {
            *date = moved(*date);
            // The names say the month; a moved date must not stand under the old one.
            bucket.zh = format!("{}月{}日前", date.month(), date.day());
            bucket.en = format!("by {date}");
        }
    }
    for parameter in &mut sheet.parameters {
        if parameter.key == "id_region_test" {
            parameter.value = ParameterValue::Switch(true);
        }
    }
    Ok(list)
}

fn moved(date: NaiveDate, by: Duration) -> NaiveDate {
    date.checked_add_signed(by).unwrap_or(date)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn today_lies_in_the_visiting_phase_and_no_deadline_is_past() {
        let today = NaiveDate::from_ymd_opt(2026, 11, 23).unwrap();
        let list = checklist(today).unwrap();
        let campaign = list.campaign();
        assert_eq!(campaign.phase_on(today), 2);
        assert!(campaign.name.contains("2026"));
        for bucket in &campaign.buckets {
            if let BucketDue::On(date) = bucket.due {
                assert!(date > today, "{}", bucket.name);
            }
        }
        assert_eq!(Checklist::from_document(&list.to_document()).unwrap(), list);
    }
}
