//! What is written down (domain, section 9: audit events).

use serde::{Deserialize, Serialize};

macro_rules! events {
    ($($(#[$doc:meta])* $event:ident = $code:literal;)+) => {
        /// Something that leaves a row in the audit log.
        #[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize, ts_rs::TS)]
        #[ts(export, rename = "AuditEvent", export_to = "AuditEvent.ts")]
        pub enum Event {
            $($(#[$doc])* #[serde(rename = $code)] $event,)+
        }

        impl Event {
            /// As stored.
            #[must_use]
            pub const fn code(self) -> &'static str {
                match self { $(Self::$event => $code,)+ }
            }
        }
    };
}

events! {
    SignIn = "sign_in";
    SignOut = "sign_out";
    SignInFailed = "sign_in_failed";
    AccountAdd = "account_add";
    PasswordReset = "password_reset";
    CodeIssue = "code_issue";
    DeviceEnrol = "device_enrol";
    DeviceRevoke = "device_revoke";
    ChecklistPublish = "checklist_publish";
    RosterImport = "roster_import";
    VillageWrite = "village_write";
    Assign = "assign";
    VisitReview = "visit_review";
    LedgerStep = "ledger_step";
    CandidateStep = "candidate_step";
    Export = "export";
    Unmask = "unmask";
}
