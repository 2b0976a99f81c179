//! One type per identity, so that a member's id can never stand where a household's is meant.
//!
//! Ids are UUIDv7, made where the thing is first written down (usually a phone without signal). They carry no order
//! and no authority (design, section 3, Identity).

macro_rules! uuid_id {
    ($($(#[$doc:meta])* $name:ident;)+) => {$(
        $(#[$doc])*
        #[derive(
            Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash,
            serde::Serialize, serde::Deserialize, ts_rs::TS, utoipa::ToSchema,
        )]
        #[serde(transparent)]
        #[ts(export, type = "string")]
        pub struct $name(pub uuid::Uuid);

        impl std::fmt::Display for $name {
            fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                self.0.fmt(f)
            }
        }

        impl std::str::FromStr for $name {
            type Err = uuid::Error;
            fn from_str(text: &str) -> Result<Self, Self::Err> {
                uuid::Uuid::parse_str(text).map(Self)
            }
        }
    )+};
}

uuid_id! {
    /// 农户: a household of the roster, or one met at the door.
    HouseholdId;
    /// A person of a household.
    MemberId;
    /// 行政村.
    VillageId;
    /// A visit; the same number as the operation that first recorded it.
    VisitId;
    /// 问题: a row of the rectification ledger.
    FindingId;
    /// 监测对象线索: a lead that a household may be at risk.
    CandidateId;
    /// A person with a login: cadre, information officer, task force.
    AccountId;
    /// An enrolled phone or PC.
    DeviceId;
    /// One device database's gap-free sequence of operations.
    StreamId;
    /// One operation of the outbox.
    OpId;
    /// Which village, group or households a cadre visits.
    AssignmentId;
}

macro_rules! text_code {
    ($($(#[$doc:meta])* $name:ident;)+) => {$(
        $(#[$doc])*
        #[derive(
            Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash,
            serde::Serialize, serde::Deserialize, ts_rs::TS, utoipa::ToSchema,
        )]
        #[serde(transparent)]
        #[ts(export, type = "string")]
        pub struct $name(pub String);

        impl From<&str> for $name {
            fn from(text: &str) -> Self {
                Self(text.to_owned())
            }
        }

        impl std::fmt::Display for $name {
            fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                self.0.fmt(f)
            }
        }
    )+};
}

text_code! {
    /// A campaign's folder name, such as `2022-shaoyun`.
    CampaignId;
    /// A checklist item, such as `F1.01`.
    ItemId;
    /// The code of a problem, such as `P.F2.13a`.
    FindingCode;
    /// A deadline bucket of the campaign: `now`, `jul`, `sep` in 2022. Data, because the next campaign has others.
    BucketCode;
}
