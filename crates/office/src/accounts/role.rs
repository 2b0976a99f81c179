//! Who may do what: one table for the whole office (domain, section 7.6).
//!
//! Every console route names the [`Right`] it needs (`console::routes`), and nothing else decides. If a line here is
//! wrong, somebody reads or changes families' data who must not.

use serde::{Deserialize, Serialize};

/// A person's part in the campaign.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize, ts_rs::TS)]
#[serde(rename_all = "snake_case")]
#[ts(export, rename = "ConsoleRole", export_to = "ConsoleRole.ts")]
pub enum Role {
    /// 走访干部: works on the device; in the console sees figures of the own villages only.
    Cadre,
    /// 村管理员
    VillageAdmin,
    /// 镇信息员
    InfoOfficer,
    /// 专班
    TaskForce,
    /// 组长
    Leader,
    /// 只读督查: names and numbers masked, incomes as bands.
    Inspector,
    /// 系统管理员: accounts and devices, no household data.
    Admin,
}

/// Something that can be allowed.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize, ts_rs::TS)]
#[serde(rename_all = "snake_case")]
#[ts(export, rename = "ConsoleRight", export_to = "ConsoleRight.ts")]
pub enum Right {
    /// Counts without names.
    ReadFigures,
    /// Households, visits, findings and leads within the scope, numbers masked.
    ReadHouseholds,
    /// Names and amounts in full; without it `张**` and bands.
    ReadNames,
    /// One masked number on demand, with a reason.
    ReadUnmasked,
    ImportRoster,
    /// Correct the roster; accept or refuse what the door proposes.
    EditRoster,
    /// Take lists out as files.
    Export,
    /// Give villages, groups and households to cadres.
    AssignWork,
    /// Accept visits or return them with remarks.
    ReviewVisits,
    /// The random sample that the task force visits again.
    BackCheck,
    /// Causes, measures, owners, progress and submission of a finding.
    MoveLedger,
    /// 销号 of normal and minor findings (domain, section 7.3).
    VerifyMinor,
    /// 销号 of critical, major and village findings; transfer, invalid, merge, reopen.
    VerifyMajor,
    /// The village's steps of the identification procedure (domain, section 3.5).
    MoveCandidates,
    /// Extensions, the town's review, the district's decision.
    Approve,
    /// Write down what the district decided.
    RecordDecision,
    /// Ask for a step of the ledger; which one, the domain says by the rights above.
    TakeLedgerStep,
    /// Ask for a step of the identification procedure, likewise.
    TakeProcedureStep,
    /// Campaigns, parameters, checklists.
    ManageCampaign,
    ReadDevices,
    ManageDevices,
    ManageAccounts,
    ReadAudit,
    /// What the about page says, and settings of the office.
    ManageOffice,
}

/// Where a role's scope comes from.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Reach {
    Nothing,
    /// The account's own villages.
    Villages,
    /// The account's own villages and those it has assignments in.
    Assignments,
    Town,
}

impl Role {
    pub const ALL: [Self; 7] = [
        Self::Cadre,
        Self::VillageAdmin,
        Self::InfoOfficer,
        Self::TaskForce,
        Self::Leader,
        Self::Inspector,
        Self::Admin,
    ];

    /// As stored; `cadre`, `info_officer` and `admin` are in released databases.
    #[must_use]
    pub const fn code(self) -> &'static str {
        match self {
            Self::Cadre => "cadre",
            Self::VillageAdmin => "village_admin",
            Self::InfoOfficer => "info_officer",
            Self::TaskForce => "task_force",
            Self::Leader => "leader",
            Self::Inspector => "inspector",
            Self::Admin => "admin",
        }
    }

    #[must_use]
    pub fn from_code(code: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|role| role.code() == code)
    }

    #[must_use]
    pub const fn zh(self) -> &'static str {
        match self {
            Self::Cadre => "走访干部",
            Self::VillageAdmin => "村管理员",
            Self::InfoOfficer => "镇信息员",
            Self::TaskForce => "专班",
            Self::Leader => "组长",
            Self::Inspector => "只读督查",
            Self::Admin => "系统管理员",
        }
    }

    #[must_use]
    pub const fn en(self) -> &'static str {
        match self {
            Self::Cadre => "Visiting cadre",
            Self::VillageAdmin => "Village administrator",
            Self::InfoOfficer => "Information officer",
            Self::TaskForce => "Task force",
            Self::Leader => "Group leader",
            Self::Inspector => "Inspector",
            Self::Admin => "System administrator",
        }
    }

    #[must_use]
    pub const fn reach(self) -> Reach {
        match self {
            Self::Cadre => Reach::Assignments,
            Self::VillageAdmin => Reach::Villages,
            Self::InfoOfficer | Self::TaskForce | Self::Leader | Self::Inspector => Reach::Town,
            Self::Admin => Reach::Nothing,
        }
    }

    /// The table.
    #[must_use]
    pub const fn may(self, right: Right) -> bool {
        use Role::{Admin, Cadre, InfoOfficer, Leader, TaskForce, VillageAdmin};
        match right {
            Right::ReadFigures => !matches!(self, Admin),
            Right::ReadHouseholds => !matches!(self, Admin | Cadre),
            Right::ReadNames | Right::ReadUnmasked => {
                matches!(self, VillageAdmin | InfoOfficer | TaskForce | Leader)
            }
            Right::ImportRoster => matches!(self, InfoOfficer),
            Right::EditRoster | Right::AssignWork | Right::Export => {
                matches!(self, VillageAdmin | InfoOfficer | TaskForce)
            }
            Right::ReviewVisits | Right::MoveLedger | Right::VerifyMinor | Right::MoveCandidates => {
                matches!(self, VillageAdmin | TaskForce)
            }
            Right::BackCheck | Right::VerifyMajor => matches!(self, TaskForce),
            Right::Approve => matches!(self, TaskForce | Leader),
            Right::RecordDecision => matches!(self, InfoOfficer | TaskForce),
            Right::TakeLedgerStep => matches!(self, VillageAdmin | TaskForce | Leader),
            Right::TakeProcedureStep => matches!(self, VillageAdmin | InfoOfficer | TaskForce | Leader),
            Right::ManageCampaign => matches!(self, InfoOfficer | TaskForce),
            Right::ReadDevices => matches!(self, InfoOfficer | TaskForce | Admin),
            Right::ManageDevices => matches!(self, InfoOfficer | Admin),
            Right::ReadAudit => matches!(self, TaskForce | Leader | Admin),
            Right::ManageAccounts | Right::ManageOffice => matches!(self, Admin),
        }
    }

    /// The rights of this role, for the page that hides what cannot be done.
    #[must_use]
    pub fn rights(self) -> Vec<Right> {
        Right::ALL.into_iter().filter(|right| self.may(*right)).collect()
    }
}

impl Right {
    pub const ALL: [Self; 24] = [
        Self::ReadFigures,
        Self::ReadHouseholds,
        Self::ReadNames,
        Self::ReadUnmasked,
        Self::ImportRoster,
        Self::EditRoster,
        Self::Export,
        Self::AssignWork,
        Self::ReviewVisits,
        Self::BackCheck,
        Self::MoveLedger,
        Self::VerifyMinor,
        Self::VerifyMajor,
        Self::MoveCandidates,
        Self::Approve,
        Self::RecordDecision,
        Self::TakeLedgerStep,
        Self::TakeProcedureStep,
        Self::ManageCampaign,
        Self::ReadDevices,
        Self::ManageDevices,
        Self::ManageAccounts,
        Self::ReadAudit,
        Self::ManageOffice,
    ];
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_role_is_stored_under_the_code_it_is_read_from() {
        for role in Role::ALL {
            assert_eq!(Role::from_code(role.code()), Some(role));
            assert_eq!(serde_json::to_value(role).unwrap(), role.code());
        }
        assert_eq!(Role::from_code("root"), None);
    }

    #[test]
    fn the_administrator_of_accounts_sees_no_household_and_the_inspector_changes_nothing() {
        let admin = [Right::ReadDevices, Right::ManageDevices, Right::ManageAccounts, Right::ReadAudit];
        assert_eq!(Role::Admin.rights(), [&admin[..], &[Right::ManageOffice]].concat());
        assert_eq!(Role::Inspector.rights(), [Right::ReadFigures, Right::ReadHouseholds]);
        assert_eq!(Role::Cadre.rights(), [Right::ReadFigures]);
    }
}
