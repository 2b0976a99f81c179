//! A household and its people as the file states them, typed with the domain's codes.

use chrono::NaiveDate;
use uuid::Uuid;
use zoufang_domain::ids::{HouseholdId, MemberId, VillageId};
use zoufang_domain::roster::{Household, HouseholdType, Member, MemberStatus, MonitorState, Residence};

use crate::check::{CheckedRow, RowCheck, Value};
use crate::message::Message;

/// A household of attachment 2.
#[derive(Debug, Clone, PartialEq)]
pub struct HouseholdRow {
    pub village: VillageId,
    pub group: String,
    pub address: Option<String>,
    pub national_no: Option<String>,
    pub head_name: String,
    /// The household's key in the file; matches the roster's household by its head.
    pub head_id: String,
    pub household_type: HouseholdType,
    pub size: u8,
    pub phone: Option<String>,
    pub residence: Residence,
    pub members: Vec<MemberRow>,
}

/// A person of attachment 2.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct MemberRow {
    /// Row number in the sheet.
    pub row: u32,
    pub name: String,
    pub sex: String,
    pub id_type: String,
    pub id_no: Option<String>,
    pub birth: Option<NaiveDate>,
    pub ethnic: String,
    pub relation: String,
    pub political: Option<String>,
    pub education: Option<String>,
    pub school_status: Option<String>,
    pub health: Vec<String>,
    pub labor: String,
    pub work_place: Option<String>,
    pub work_months: Option<u8>,
    pub employer: Option<String>,
    /// 城乡居民医保.
    pub resident_insurance: bool,
    /// 城镇职工医保.
    pub employee_insurance: bool,
    pub pension: Option<bool>,
    pub dibao: bool,
    pub tekun: bool,
    pub phone: Option<String>,
    pub note: Option<String>,
}

/// One row on its way into a household.
pub(super) struct PersonRow {
    pub member: MemberRow,
    /// What all rows of a household must state alike; `None` where the row itself is faulty.
    pub house: Option<House>,
    pub head_id: Option<String>,
    pub head_name: String,
    pub messages: Vec<Message>,
}

#[derive(Debug, Clone, PartialEq)]
pub(super) struct House {
    pub village: VillageId,
    pub group: String,
    pub address: Option<String>,
    pub national_no: Option<String>,
    pub household_type: HouseholdType,
    pub size: u8,
    pub phone: Option<String>,
    pub residence: Residence,
}

impl PersonRow {
    pub fn of(check: &RowCheck<'_>, checked: CheckedRow) -> Self {
        let of = |header: &str| check.value(&checked.values, header);
        let text = |header: &str| of(header).text().map(str::to_owned);
        let sure = |header: &str| text(header).unwrap_or_default();
        let yes = |header: &str| text(header).map(|answer| answer == "是");
        let small = |header: &str| of(header).whole().and_then(|number| u8::try_from(number).ok());
        let member = MemberRow {
            row: checked.row,
            name: sure("姓名"),
            sex: sure("性别"),
            id_type: sure("证件类型"),
            id_no: text("证件号码"),
            birth: of("出生日期").date(),
            ethnic: sure("民族"),
            relation: sure("与户主关系"),
            political: text("政治面貌"),
            education: text("文化程度"),
            school_status: text("在校生状况"),
            health: if let Value::Codes(codes) = of("健康状况") { codes.clone() } else { Vec::new() },
            labor: sure("劳动技能"),
            work_place: text("务工所在地"),
            work_months: small("务工时间（月）"),
            employer: text("务工企业名称"),
            resident_insurance: yes("是否参加城乡居民基本医疗保险").unwrap_or_default(),
            employee_insurance: yes("是否参加城镇职工基本医疗保险").unwrap_or_default(),
            pension: yes("是否参加城乡居民基本养老保险"),
            dibao: yes("是否享受低保").unwrap_or_default(),
            tekun: yes("是否特困供养人员").unwrap_or_default(),
            phone: text("成员联系电话"),
            note: text("备注"),
        };
        let village = of("行政村").text().and_then(|name| {
            check.context.villages.iter().find(|village| village.name == name).map(|village| village.id)
        });
        let house = village.zip(household_type(of("户类型"))).zip(residence(of("居住状况")));
        let house =
            house.zip(small("家庭人口数")).map(|(((village, household_type), residence), size)| House {
                village,
                group: sure("村民小组"),
                address: text("门牌或小地名"),
                national_no: text("户编号"),
                household_type,
                size,
                phone: text("户联系电话"),
                residence,
            });
        let head_id = text("户主证件号码");
        Self { member, house, head_id, head_name: sure("户主姓名"), messages: checked.messages }
    }
}

fn household_type(value: &Value) -> Option<HouseholdType> {
    match value.text()? {
        "general" => Some(HouseholdType::General),
        "lifted" => Some(HouseholdType::Lifted),
        _ => None,
    }
}

fn residence(value: &Value) -> Option<Residence> {
    match value.text()? {
        "1" => Some(Residence::RegisteredResident),
        "2" => Some(Residence::RegisteredAway),
        "3" => Some(Residence::ResidentElsewhereRegistered),
        "4" => Some(Residence::Hung),
        _ => None,
    }
}

impl HouseholdRow {
    /// Row numbers in the sheet.
    #[must_use]
    pub fn rows(&self) -> Vec<u32> {
        self.members.iter().map(|member| member.row).collect()
    }

    /// A new household of the roster; `id` makes ids.
    pub fn to_household(&self, id: &mut dyn FnMut() -> Uuid) -> Household {
        let members: Vec<Member> =
            self.members.iter().map(|row| row.laid_over(row.blank(MemberId(id())))).collect();
        let blank = Household {
            id: HouseholdId(id()),
            village_id: self.village,
            group: String::new(),
            address: None,
            national_no: None,
            household_type: self.household_type,
            lifted_year: None,
            monitor: MonitorState::None,
            monitor_category: None,
            risks: Vec::new(),
            identified_on: None,
            cleared_on: None,
            clear_mode: None,
            contact_name: None,
            contact_phone: None,
            no_labor_net: None,
            head_member_id: MemberId(Uuid::nil()),
            size: self.size,
            phone: None,
            residence: self.residence,
            away: None,
            priority_categories: Vec::new(),
            low_income_flag: None,
            dept_alert: None,
            house_grade: None,
            house_renovated: None,
            industry: None,
            shareholder: None,
            loan_status: None,
            assessment_issues: None,
            measures: Vec::new(),
            national_per_capita: None,
            prefill: std::collections::BTreeMap::new(),
            members,
            roster_version: 0,
        };
        self.laid_over(blank)
    }

    /// The household as the roster will know it: the template's columns replaced, all else kept. People whom the file
    /// does not name stay (an import never deletes); [`Self::missing_from`] tells them. Applying it twice changes
    /// nothing more.
    pub fn merge_into(&self, known: &Household, id: &mut dyn FnMut() -> Uuid) -> Household {
        let mut merged = known.clone();
        for row in &self.members {
            match row.among(&merged.members) {
                Some(at) => merged.members[at] = row.laid_over(merged.members[at].clone()),
                None => merged.members.push(row.laid_over(row.blank(MemberId(id())))),
            }
        }
        let merged = self.laid_over(merged);
        let changed = merged != *known;
        Household { roster_version: known.roster_version + u32::from(changed), ..merged }
    }

    /// Active members of the known household whom this file does not name.
    #[must_use]
    pub fn missing_from(&self, known: &Household) -> Vec<MemberId> {
        let named = |member: &Member| self.members.iter().any(|row| row.is(member));
        known.active_members().filter(|member| !named(member)).map(|member| member.id).collect()
    }

    fn laid_over(&self, household: Household) -> Household {
        let head = self.members.iter().find(|row| row.relation == "01");
        let head = head.and_then(|row| row.among(&household.members)).map(|at| household.members[at].id);
        Household {
            head_member_id: head.unwrap_or(household.head_member_id),
            village_id: self.village,
            group: self.group.clone(),
            address: self.address.clone().or(household.address),
            national_no: self.national_no.clone().or(household.national_no),
            household_type: self.household_type,
            size: self.size,
            phone: self.phone.clone().or(household.phone),
            residence: self.residence,
            ..household
        }
    }
}

impl MemberRow {
    /// Where this person stands in a household: among those who live in it first, then among those who left.
    fn among(&self, members: &[Member]) -> Option<usize> {
        let found = |active: bool| {
            members.iter().position(|member| member.status.is_active() == active && self.is(member))
        };
        found(true).or_else(|| found(false))
    }

    /// The same person: by number, or by name and birth where one of the two has none; of somebody met at the door the
    /// roster has only the name.
    fn is(&self, member: &Member) -> bool {
        match (&self.id_no, &member.id_no) {
            (Some(own), Some(known)) => own.eq_ignore_ascii_case(known.trim()),
            _ => self.name == member.name && (member.birth.is_none() || self.birth == member.birth),
        }
    }

    fn blank(&self, id: MemberId) -> Member {
        Member {
            id,
            name: String::new(),
            id_type: String::new(),
            id_no: None,
            sex: String::new(),
            birth: None,
            ethnic: String::new(),
            relation: String::new(),
            education: None,
            political: None,
            school_status: None,
            not_in_school_reason: None,
            health: None,
            disability_category: None,
            disability_level: None,
            labor: None,
            migrant: None,
            work_place: None,
            work_region: None,
            work_months: None,
            employer: None,
            public_post: None,
            medical_insurance: None,
            pension: None,
            dibao: None,
            tekun: None,
            phone: None,
            note: None,
            counts_for_income: None,
            status: MemberStatus::Active,
            prefill: std::collections::BTreeMap::new(),
        }
    }

    fn laid_over(&self, member: Member) -> Member {
        let states_schooling = self.education.is_some() || self.school_status.is_some();
        Member {
            name: self.name.clone(),
            id_type: self.id_type.clone(),
            id_no: self.id_no.clone().or(member.id_no),
            sex: self.sex.clone(),
            birth: self.birth.or(member.birth),
            ethnic: self.ethnic.clone(),
            relation: self.relation.clone(),
            // The form takes one of the two; which of them is filled says what the person is now.
            education: if states_schooling { self.education.clone() } else { member.education },
            school_status: if states_schooling { self.school_status.clone() } else { member.school_status },
            political: self.political.clone().or(member.political),
            pension: self.pension.or(member.pension),
            note: self.note.clone().or(member.note),
            // Who moved or married away and stands in the file again has come back. The dead do not: E12 told that.
            status: match member.status {
                MemberStatus::Died => MemberStatus::Died,
                _ => MemberStatus::Active,
            },
            health: Some(self.health.clone()),
            labor: Some(self.labor.clone()),
            // The template says nothing of people who do not work away; an empty place is no statement.
            work_place: self.work_place.clone().or(member.work_place),
            work_months: self.work_months.or(member.work_months),
            employer: self.employer.clone().or(member.employer),
            medical_insurance: self.insurance(member.medical_insurance),
            dibao: Some(self.dibao),
            tekun: Some(self.tekun),
            phone: self.phone.clone().or(member.phone),
            ..member
        }
    }

    /// The form knows two schemes; “neither” leaves 在外地参保 and 免参 as they are known, “both” leaves all as it is known (DQ12).
    fn insurance(&self, known: Option<String>) -> Option<String> {
        match (self.resident_insurance, self.employee_insurance) {
            (true, false) => Some("resident".to_owned()),
            (false, true) => Some("employee".to_owned()),
            (true, true) => known,
            (false, false) => match known.as_deref() {
                Some("elsewhere" | "army") => known,
                _ => Some("none".to_owned()),
            },
        }
    }
}
