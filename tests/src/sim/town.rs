//! A township small enough to be checked whole: three villages, two cadres, three devices.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::sync::{Arc, OnceLock};

use chrono::{DateTime, FixedOffset};
use tempfile::TempDir;
use uuid::Uuid;
use zoufang_domain::ids::{AccountId, AssignmentId, DeviceId, HouseholdId, MemberId, VillageId};
use zoufang_domain::roster::{
    Assignment, Household, HouseholdType, Member, MemberStatus, MonitorState, Residence, Village,
};
use zoufang_office::clock::ManualClock;
use zoufang_office::config::Config;
use zoufang_office::ids::SeededIds;
use zoufang_office::{Office, Township};
use zoufang_wire::enrol::EnrolRequest;

/// Households of each village.
const HOUSEHOLDS: u64 = 5;

/// The office's data as every run finds it, and who is who in it.
pub struct Town {
    _folder: TempDir,
    pub data: PathBuf,
    pub villages: Vec<VillageId>,
    pub households: Vec<(HouseholdId, VillageId)>,
    pub accounts: Vec<AccountId>,
    /// Who reviews visits.
    pub officer: AccountId,
    /// Villages of each account, by assignment.
    pub assigned: BTreeMap<AssignmentId, (AccountId, VillageId)>,
    /// Each device with its account: two phones of the first cadre, one of the second.
    pub devices: Vec<(DeviceId, AccountId)>,
}

/// When every run begins.
#[must_use]
pub fn first_morning() -> DateTime<FixedOffset> {
    DateTime::parse_from_rfc3339("2022-05-16T08:00:00+08:00").unwrap_or_default()
}

/// A folder in memory where the system has one: a run makes thousands of durable commits.
///
/// # Panics
/// When no folder can be made.
#[must_use]
#[allow(clippy::expect_used)]
pub fn fast_folder() -> TempDir {
    let memory = Path::new("/dev/shm");
    let made = if memory.is_dir() { tempfile::tempdir_in(memory) } else { tempfile::tempdir() };
    made.or_else(|_| tempfile::tempdir()).expect("a temporary folder")
}

#[must_use]
pub fn id(kind: u8, number: u64) -> Uuid {
    let mut bytes = [0; 16];
    bytes[0] = kind;
    bytes[8..].copy_from_slice(&number.to_be_bytes());
    uuid::Builder::from_custom_bytes(bytes).into_uuid()
}

#[must_use]
pub fn config(clock: Arc<ManualClock>, seed: u64) -> Config {
    Config { clock, ids: Arc::new(SeededIds::new(seed)), town: "少云镇".into(), ..Config::for_tests() }
}

/// Made once per process; every run copies it.
#[must_use]
#[allow(clippy::expect_used)]
pub fn town() -> &'static Town {
    static TOWN: OnceLock<Town> = OnceLock::new();
    TOWN.get_or_init(|| make().expect("the template township"))
}

fn make() -> Result<Town, Box<dyn std::error::Error>> {
    let folder = fast_folder();
    let data = folder.path().join("office");
    std::fs::create_dir_all(&data)?;
    let office = Office::open(&data, config(Arc::new(ManualClock::at(first_morning())), 1))?;
    let villages: Vec<VillageId> = (1..=3).map(|number| VillageId(id(1, number))).collect();
    let mut households = Vec::new();
    let mut township = Township::default();
    for (index, village) in villages.iter().enumerate() {
        township.villages.push(village_row(*village, index));
        for number in 0..HOUSEHOLDS {
            let household = household(*village, index as u64 * HOUSEHOLDS + number + 1);
            households.push((household.id, *village));
            township.households.push(household);
        }
    }
    office.import(township)?;
    let mut accounts = Vec::new();
    let mut devices = Vec::new();
    let mut assigned = BTreeMap::new();
    for (number, (name, phones)) in [("covers-1", 2), ("covers-2", 1)].into_iter().enumerate() {
        let account = office.add_account(name, "cadre")?;
        accounts.push(account);
        // The third village belongs to both: two cadres may visit one household.
        for village in [villages[number], villages[2]] {
            let assignment = AssignmentId(id(3, assigned.len() as u64 + 1));
            office.assign(Assignment {
                id: assignment,
                account_id: account,
                village_id: village,
                groups: vec![],
                households: vec![],
            })?;
            assigned.insert(assignment, (account, village));
        }
        for _ in 0..phones {
            let request = EnrolRequest {
                account_id: None,
                code: office.issue_code(account)?,
                device_name: "simulated".into(),
                app_version: "0.1.0".into(),
            };
            devices.push((office.enrol(&request)?.device_id, account));
        }
    }
    let officer = office.add_account("reviews", "task_force")?;
    drop(office);
    Ok(Town { _folder: folder, data, villages, households, accounts, officer, assigned, devices })
}

fn village_row(village: VillageId, index: usize) -> Village {
    Village {
        id: village,
        code: format!("V{index}"),
        name: format!("模拟{}村", index + 1),
        groups: vec!["1组".into()],
        households: u32::try_from(HOUSEHOLDS).unwrap_or_default(),
        objects: vec![],
    }
}

/// A plain household with one member.
#[must_use]
pub fn household(village: VillageId, number: u64) -> Household {
    let head = MemberId(id(4, number));
    Household {
        id: HouseholdId(id(2, number)),
        village_id: village,
        group: "1组".into(),
        address: Some(format!("{number}号")),
        national_no: None,
        household_type: HouseholdType::General,
        lifted_year: None,
        monitor: MonitorState::None,
        monitor_category: None,
        risks: vec![],
        identified_on: None,
        cleared_on: None,
        clear_mode: None,
        contact_name: None,
        contact_phone: None,
        no_labor_net: None,
        head_member_id: head,
        size: 1,
        phone: None,
        residence: Residence::RegisteredResident,
        away: None,
        priority_categories: vec![],
        low_income_flag: None,
        dept_alert: None,
        house_grade: None,
        house_renovated: None,
        industry: None,
        shareholder: None,
        loan_status: None,
        assessment_issues: None,
        measures: vec![],
        national_per_capita: None,
        prefill: BTreeMap::new(),
        members: vec![member(head, number)],
        roster_version: 1,
    }
}

fn member(id: MemberId, number: u64) -> Member {
    Member {
        id,
        name: format!("模拟{number}"),
        id_type: "1".into(),
        id_no: None,
        sex: "1".into(),
        birth: None,
        ethnic: "汉族".into(),
        relation: "01".into(),
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
        prefill: BTreeMap::new(),
    }
}
