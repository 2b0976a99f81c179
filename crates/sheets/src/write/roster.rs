//! A household of the roster as rows of attachment 2, head first.

use zoufang_domain::checklist::Checklist;
use zoufang_domain::roster::{Household, HouseholdType, Member, Residence};

use crate::template::SheetTemplate;

/// Rows in the template's order of columns; `first` is the 序号 of the first. What the roster does not know stays
/// empty: an export invents nothing.
#[must_use]
pub fn roster_cells(
    template: &SheetTemplate,
    checklist: &Checklist,
    household: &Household,
    village: &str,
    first: usize,
) -> Vec<Vec<String>> {
    let mut members: Vec<&Member> = household.active_members().collect();
    members.sort_by_key(|member| member.id != household.head_member_id);
    let row = |(at, member): (usize, &&Member)| {
        let number = (first + at).to_string();
        let cell = |header: &str| match header {
            "序号" => number.clone(),
            "行政村" => village.to_owned(),
            _ => of_household(header, checklist, household)
                .or_else(|| of_member(header, checklist, member))
                .unwrap_or_default(),
        };
        template.columns.iter().map(|column| cell(&column.header)).collect()
    };
    members.iter().enumerate().map(row).collect()
}

pub(crate) fn of_household(header: &str, checklist: &Checklist, household: &Household) -> Option<String> {
    let label = |name: &str, code: &str| checklist.label(name, code).map(str::to_owned);
    match header {
        "区（县）" => checklist.campaign.district.strip_prefix("重庆市").map(str::to_owned),
        "乡（镇）" => Some(checklist.campaign.town.clone()),
        "村民小组" => Some(household.group.clone()),
        "门牌或小地名" => household.address.clone(),
        "户编号" => household.national_no.clone(),
        "户主姓名" => household.head().map(|head| head.name.clone()),
        "户主证件号码" => household.head().and_then(|head| head.id_no.clone()),
        "户类型" => household_type_label(checklist, household.household_type),
        "家庭人口数" => Some(household.size.to_string()),
        "户联系电话" => household.phone.clone(),
        "居住状况" => label(
            "residence",
            match household.residence {
                Residence::RegisteredResident => "1",
                Residence::RegisteredAway => "2",
                Residence::ResidentElsewhereRegistered => "3",
                Residence::Hung => "4",
            },
        ),
        _ => None,
    }
}

pub(super) fn household_type_label(checklist: &Checklist, kind: HouseholdType) -> Option<String> {
    let code = match kind {
        HouseholdType::General => "general",
        HouseholdType::Lifted => "lifted",
    };
    checklist.label("household_type", code).map(str::to_owned)
}

pub(crate) fn of_member(header: &str, checklist: &Checklist, member: &Member) -> Option<String> {
    let label = |name: &str, code: &Option<String>| {
        code.as_deref().and_then(|code| checklist.label(name, code)).map(str::to_owned)
    };
    let sure = |name: &str, code: &str| checklist.label(name, code).map(str::to_owned);
    let yes = |known: Option<bool>| known.map(|yes| if yes { "是" } else { "否" }.to_owned());
    let insured = |scheme: &str| yes(member.medical_insurance.as_deref().map(|known| known == scheme));
    match header {
        "姓名" => Some(member.name.clone()),
        "性别" => sure("sex", &member.sex),
        "证件类型" => sure("id_type", &member.id_type),
        "证件号码" => member.id_no.clone(),
        "出生日期" => member.birth.map(|birth| birth.format("%Y-%m-%d").to_string()),
        "民族" => Some(member.ethnic.clone()),
        "与户主关系" => sure("relation", &member.relation),
        "政治面貌" => label("political", &member.political),
        "文化程度" => label("education", &member.education),
        "在校生状况" => label("school_status", &member.school_status),
        "健康状况" => member.health.as_ref().map(|codes| {
            let labels = codes.iter().filter_map(|code| checklist.label("health", code));
            labels.collect::<Vec<_>>().join("、")
        }),
        "劳动技能" => label("labor", &member.labor),
        "务工所在地" => member.work_place.clone(),
        "务工时间（月）" => member.work_months.map(|months| months.to_string()),
        "务工企业名称" => member.employer.clone(),
        "是否参加城乡居民基本医疗保险" => insured("resident"),
        "是否参加城镇职工基本医疗保险" => insured("employee"),
        "是否参加城乡居民基本养老保险" => yes(member.pension),
        "是否享受低保" => yes(member.dibao),
        "是否特困供养人员" => yes(member.tekun),
        "成员联系电话" => member.phone.clone(),
        "备注" => member.note.clone(),
        _ => None,
    }
}
