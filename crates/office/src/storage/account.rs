//! Accounts, devices and the hashes of their secrets.

use zoufang_domain::ids::{AccountId, DeviceId, VillageId};
use zoufang_wire::Digest;

use super::StorageError;
use crate::clock::Instant;

/// A person with a login.
#[derive(Debug, Clone, PartialEq, Eq, serde::Serialize)]
pub struct Account {
    pub id: AccountId,
    pub name: String,
    /// Code of a [`Role`](crate::accounts::Role).
    pub role: String,
}

/// An enrolled device as the office lists it.
#[derive(Debug, Clone, PartialEq, Eq, serde::Serialize)]
pub struct Device {
    pub id: DeviceId,
    pub account: AccountId,
    pub account_name: String,
    pub name: String,
    pub app_version: String,
    pub enrolled_at: Instant,
    pub revoked_at: Option<Instant>,
    pub last_contact_at: Option<Instant>,
    /// Office time minus device time in ms, at the last contact.
    pub clock_offset_ms: Option<i64>,
    /// Operations the device said it still holds; missing when it never said.
    pub pending: Option<u32>,
}

/// What a device told in a request.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Contact {
    pub device: DeviceId,
    pub at: Instant,
    pub clock_offset_ms: i64,
    pub pending: Option<u32>,
    pub app_version: Option<String>,
}

/// A single-use code.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct EnrolmentCode {
    pub account: AccountId,
    /// Unix seconds.
    pub expires_at: i64,
    /// The device that used it.
    pub used_by: Option<DeviceId>,
}

/// What a token opens.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum TokenKind {
    Access,
    Refresh,
    /// The refresh token before; good until the new one is first used, because an answer may get lost.
    Previous,
}

impl TokenKind {
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::Access => "access",
            Self::Refresh => "refresh",
            Self::Previous => "previous",
        }
    }

    #[must_use]
    pub fn from_name(name: &str) -> Option<Self> {
        [Self::Access, Self::Refresh, Self::Previous].into_iter().find(|kind| kind.name() == name)
    }
}

/// A token's hash and reach.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct StoredToken {
    pub hash: Digest,
    pub device: DeviceId,
    pub kind: TokenKind,
    /// Unix seconds.
    pub expires_at: i64,
}

/// A token with what it says of its bearer.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct TokenBearer {
    pub token: StoredToken,
    pub account: AccountId,
    pub revoked: bool,
}

pub trait AccountReads {
    /// # Errors
    /// When the database fails.
    fn account(&self, id: AccountId) -> Result<Option<Account>, StorageError>;

    /// # Errors
    /// When the database fails.
    fn account_named(&self, name: &str) -> Result<Option<Account>, StorageError>;

    /// Argon2id in PHC form.
    ///
    /// # Errors
    /// When the database fails.
    fn password_hash(&self, id: AccountId) -> Result<Option<String>, StorageError>;

    /// # Errors
    /// When the database fails.
    fn accounts(&self) -> Result<Vec<Account>, StorageError>;

    /// The account's own villages; empty for roles that are not bound to villages.
    ///
    /// # Errors
    /// When the database fails.
    fn account_villages(&self, id: AccountId) -> Result<Vec<VillageId>, StorageError>;

    /// # Errors
    /// When the database fails.
    fn device(&self, id: DeviceId) -> Result<Option<Device>, StorageError>;

    /// # Errors
    /// When the database fails.
    fn devices(&self) -> Result<Vec<Device>, StorageError>;

    /// # Errors
    /// When the database fails.
    fn enrolment(&self, code: Digest) -> Result<Option<EnrolmentCode>, StorageError>;

    /// # Errors
    /// When the database fails.
    fn bearer(&self, token: Digest) -> Result<Option<TokenBearer>, StorageError>;

    /// The account of a console session and its expiry in Unix seconds.
    ///
    /// # Errors
    /// When the database fails.
    fn session(&self, hash: Digest) -> Result<Option<(Account, i64)>, StorageError>;
}

pub trait AccountWrites {
    /// # Errors
    /// `Constraint` when the name is taken.
    fn add_account(&self, account: &Account, created_at: Instant) -> Result<(), StorageError>;

    /// Replaces the account's own villages.
    ///
    /// # Errors
    /// When the database fails.
    fn set_account_villages(&self, id: AccountId, villages: &[VillageId]) -> Result<(), StorageError>;

    /// # Errors
    /// When the database fails.
    fn set_password_hash(&self, id: AccountId, phc: &str) -> Result<(), StorageError>;

    /// # Errors
    /// When the database fails.
    fn add_device(&self, device: &Device) -> Result<(), StorageError>;

    /// # Errors
    /// When the database fails.
    fn revoke_device(&self, id: DeviceId, at: Instant) -> Result<(), StorageError>;

    /// # Errors
    /// When the database fails.
    fn note_contact(&self, contact: &Contact) -> Result<(), StorageError>;

    /// # Errors
    /// When the database fails.
    fn add_enrolment(&self, code: Digest, enrolment: &EnrolmentCode) -> Result<(), StorageError>;

    /// # Errors
    /// When the database fails.
    fn use_enrolment(&self, code: Digest, device: DeviceId) -> Result<(), StorageError>;

    /// # Errors
    /// When the database fails.
    fn put_token(&self, token: &StoredToken) -> Result<(), StorageError>;

    /// Drops a device's tokens of a kind.
    ///
    /// # Errors
    /// When the database fails.
    fn drop_tokens(&self, device: DeviceId, kind: TokenKind) -> Result<(), StorageError>;

    /// Drops a device's tokens of a kind that are past `now` (Unix seconds).
    ///
    /// # Errors
    /// When the database fails.
    fn drop_expired_tokens(&self, device: DeviceId, now: i64) -> Result<(), StorageError>;

    /// # Errors
    /// When the database fails.
    fn add_session(&self, hash: Digest, account: AccountId, expires_at: i64) -> Result<(), StorageError>;

    /// # Errors
    /// When the database fails.
    fn drop_session(&self, hash: Digest) -> Result<(), StorageError>;
}
