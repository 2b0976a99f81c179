//! Rules about one person's row.

use std::collections::BTreeSet;

use super::super::id_number::{IdFault, IdNumber, IdPaper};
use super::super::{Household, Member};
use super::{QualityContext, QualityHit, hit};

pub(super) fn check(member: &Member, context: &QualityContext<'_>) -> Vec<QualityHit> {
    let known = |enumeration: &str, code: &str| context.checklist.label(enumeration, code).is_some();
    let age = member.age_on(context.day);
    let filled = |text: &Option<String>| text.as_deref().is_some_and(|text| !text.trim().is_empty());
    let works = member.migrant == Some(true) || filled(&member.work_place);
    let healthy = member.health.as_deref() == Some(&["healthy".to_owned()]);
    let working_age = age.is_some_and(|age| (16..=59).contains(&age));
    let labor = member.labor.as_deref();
    let months = member.work_months.is_some_and(|months| months > 0);
    let school_age = age.is_some_and(|age| (6..=15).contains(&age));
    let for_health = matches!(member.not_in_school_reason.as_deref(), Some("1" | "2"));
    let tests = [
        ("DQ03", "relation", !known("relation", &member.relation)),
        ("DQ04", "education", filled(&member.education) == filled(&member.school_status)),
        ("DQ09", "labor", labor.is_some_and(|labor| !known("labor", labor))),
        ("DQ10", "work_months", filled(&member.work_place) != months),
        ("DQ11", "work_place", member.work_place.as_deref().is_some_and(lacks_county)),
        ("DQ12", "medical_insurance", insured_twice(member)),
        (
            "DQ14",
            "labor",
            working_age && healthy && !member.is_student() && matches!(labor, Some("none" | "weak")),
        ),
        (
            "DQ15",
            "school_status",
            school_age && !filled(&member.school_status) && !filled(&member.not_in_school_reason),
        ),
        ("DQ16", "health", for_health && healthy),
        ("DQ17", "work_place", member.is_student() && works),
        ("DQ18", "labor", works && member.lacks_labor() == Some(true)),
    ];
    let broken = tests.into_iter().filter(|(_, _, broken)| *broken);
    let mut hits: Vec<QualityHit> =
        broken.map(|(code, field, _)| hit(code, Some(member.id), field)).collect();
    hits.extend(number_hits(member, context));
    hits
}

/// DQ12: the roster says one of the two schemes, an official list the other, so both count as “是”.
fn insured_twice(member: &Member) -> bool {
    let schemes =
        [member.medical_insurance.as_deref(), member.prefill.get("medical_insurance").map(String::as_str)];
    matches!(schemes, [Some("resident"), Some("employee")] | [Some("employee"), Some("resident")])
}

/// 省-市-县: anything with fewer than three parts stops short of the county.
fn lacks_county(place: &str) -> bool {
    !place.trim().is_empty() && place.split('-').filter(|part| !part.trim().is_empty()).count() < 3
}

/// DQ01 and DQ29: the number itself, and whether sex and birth agree with it.
fn number_hits(member: &Member, context: &QualityContext<'_>) -> Vec<QualityHit> {
    let Some(typed) = member.id_no.as_deref().filter(|typed| !typed.trim().is_empty()) else {
        return Vec::new();
    };
    let paper = IdPaper::from_code(&member.id_type);
    if !matches!(member.id_type.as_str(), "1" | "2") {
        return Vec::new();
    }
    match IdNumber::parse(typed, paper, context.region, context.day) {
        Ok(number) => {
            let mut hits = Vec::new();
            if number.sex().code() != member.sex {
                hits.push(hit("DQ29", Some(member.id), "sex"));
            }
            if member.birth != Some(number.birth()) {
                hits.push(hit("DQ29", Some(member.id), "birth"));
            }
            hits
        }
        // The import tells length and characters apart (E14, E16); for the roster they are one rule.
        Err(IdFault::Birth) => vec![hit("DQ29", Some(member.id), "id_no")],
        Err(_) => vec![hit("DQ01", Some(member.id), "id_no")],
    }
}

/// DQ02: a number that stands twice in the town; DQ20: one phone for people who work in different places.
pub(super) fn shared_numbers(household: &Household, context: &QualityContext<'_>) -> Vec<QualityHit> {
    let mut hits = Vec::new();
    let mut seen = BTreeSet::new();
    for member in household.active_members() {
        let Some(number) = member.id_no.as_deref().map(|typed| typed.trim().to_uppercase()) else { continue };
        if !number.is_empty() && (context.taken.contains(&number) || !seen.insert(number)) {
            hits.push(hit("DQ02", Some(member.id), "id_no"));
        }
    }
    let workers: Vec<&Member> =
        household.active_members().filter(|member| member.work_place.is_some()).collect();
    for member in &workers {
        let shares = |other: &&Member| {
            other.id != member.id && other.phone == member.phone && other.work_place != member.work_place
        };
        if member.phone.is_some() && workers.iter().any(shares) {
            hits.push(hit("DQ20", Some(member.id), "phone"));
        }
    }
    hits
}
