//! Accounts, devices and hashed secrets.

use rusqlite::Row;
use zoufang_domain::ids::{AccountId, DeviceId, VillageId};
use zoufang_wire::Digest;

use super::TOWN;
use super::codes::{digest_at, instant_at, maybe_instant_at, maybe_uuid_at, uuid_at};
use super::rows::Rows;
use crate::clock::Instant;
use crate::storage::account::{Account, Contact, Device, EnrolmentCode, StoredToken, TokenBearer, TokenKind};
use crate::storage::{AccountReads, AccountWrites, StorageError};

impl AccountReads for Rows {
    fn account(&self, id: AccountId) -> Result<Option<Account>, StorageError> {
        self.one(
            "SELECT id, name, role FROM account WHERE town_id = ?1 AND id = ?2",
            (TOWN, id.0.into_bytes()),
            account,
        )
    }

    fn account_named(&self, name: &str) -> Result<Option<Account>, StorageError> {
        self.one("SELECT id, name, role FROM account WHERE town_id = ?1 AND name = ?2", (TOWN, name), account)
    }

    fn password_hash(&self, id: AccountId) -> Result<Option<String>, StorageError> {
        let found = self.one(
            "SELECT password FROM account WHERE town_id = ?1 AND id = ?2",
            (TOWN, id.0.into_bytes()),
            |row| row.get(0),
        )?;
        Ok(found.flatten())
    }

    fn accounts(&self) -> Result<Vec<Account>, StorageError> {
        self.all("SELECT id, name, role FROM account WHERE town_id = ?1 ORDER BY n", [TOWN], account)
    }

    fn account_villages(&self, id: AccountId) -> Result<Vec<VillageId>, StorageError> {
        self.all(
            "SELECT village_id FROM account_village WHERE town_id = ?1 AND account_id = ?2",
            (TOWN, id.0.into_bytes()),
            |row| Ok(VillageId(uuid_at(row, 0)?)),
        )
    }

    fn device(&self, id: DeviceId) -> Result<Option<Device>, StorageError> {
        self.one(concat!(include_str!("devices.sql"), " AND d.id = ?2"), (TOWN, id.0.into_bytes()), device)
    }

    fn devices(&self) -> Result<Vec<Device>, StorageError> {
        self.all(concat!(include_str!("devices.sql"), " ORDER BY d.n"), [TOWN], device)
    }

    fn enrolment(&self, code: Digest) -> Result<Option<EnrolmentCode>, StorageError> {
        self.one(
            "SELECT account_id, expires_at, device_id FROM enrolment
             WHERE town_id = ?1 AND code_hash = ?2",
            (TOWN, code.0),
            |row| {
                Ok(EnrolmentCode {
                    account: AccountId(uuid_at(row, 0)?),
                    expires_at: row.get(1)?,
                    used_by: maybe_uuid_at(row, 2)?.map(DeviceId),
                })
            },
        )
    }

    fn bearer(&self, token: Digest) -> Result<Option<TokenBearer>, StorageError> {
        let found = self.one(include_str!("bearer.sql"), (TOWN, token.0), |row| {
            let kind: String = row.get(2)?;
            let Some(kind) = TokenKind::from_name(&kind) else { return Ok(None) };
            Ok(Some(TokenBearer {
                token: row_token(row, kind)?,
                account: AccountId(uuid_at(row, 4)?),
                revoked: row.get(5)?,
            }))
        })?;
        Ok(found.flatten())
    }

    fn session(&self, hash: Digest) -> Result<Option<(Account, i64)>, StorageError> {
        self.one(
            "SELECT a.id, a.name, a.role, s.expires_at FROM console_session s
             JOIN account a ON a.town_id = s.town_id AND a.id = s.account_id
             WHERE s.town_id = ?1 AND s.hash = ?2",
            (TOWN, hash.0),
            |row| Ok((account(row)?, row.get(3)?)),
        )
    }
}

impl AccountWrites for Rows {
    fn add_account(&self, account: &Account, created_at: Instant) -> Result<(), StorageError> {
        self.run(
            "INSERT INTO account (town_id, id, name, role, created_at) VALUES (?1, ?2, ?3, ?4, ?5)",
            (TOWN, account.id.0.into_bytes(), &account.name, &account.role, created_at.to_rfc3339()),
        )
        .map(drop)
    }

    fn set_account_villages(&self, id: AccountId, villages: &[VillageId]) -> Result<(), StorageError> {
        self.run(
            "DELETE FROM account_village WHERE town_id = ?1 AND account_id = ?2",
            (TOWN, id.0.into_bytes()),
        )?;
        villages.iter().try_for_each(|village| {
            self.run(
                "INSERT INTO account_village (town_id, account_id, village_id) VALUES (?1, ?2, ?3)
                 ON CONFLICT DO NOTHING",
                (TOWN, id.0.into_bytes(), village.0.into_bytes()),
            )
            .map(drop)
        })
    }

    fn set_password_hash(&self, id: AccountId, phc: &str) -> Result<(), StorageError> {
        self.run(
            "UPDATE account SET password = ?3 WHERE town_id = ?1 AND id = ?2",
            (TOWN, id.0.into_bytes(), phc),
        )
        .map(drop)
    }

    fn add_device(&self, device: &Device) -> Result<(), StorageError> {
        self.run(
            "INSERT INTO device (town_id, id, account_id, name, app_version, enrolled_at)
             VALUES (?1, ?2, ?3, ?4, ?5, ?6)",
            (
                TOWN,
                device.id.0.into_bytes(),
                device.account.0.into_bytes(),
                &device.name,
                &device.app_version,
                device.enrolled_at.to_rfc3339(),
            ),
        )
        .map(drop)
    }

    fn revoke_device(&self, id: DeviceId, at: Instant) -> Result<(), StorageError> {
        self.run(
            "UPDATE device SET revoked_at = coalesce(revoked_at, ?3) WHERE town_id = ?1 AND id = ?2",
            (TOWN, id.0.into_bytes(), at.to_rfc3339()),
        )
        .map(drop)
    }

    fn note_contact(&self, contact: &Contact) -> Result<(), StorageError> {
        self.run(
            include_str!("note_contact.sql"),
            (
                TOWN,
                contact.device.0.into_bytes(),
                contact.at.to_rfc3339(),
                contact.clock_offset_ms,
                contact.pending,
                &contact.app_version,
            ),
        )
        .map(drop)
    }

    fn add_enrolment(&self, code: Digest, enrolment: &EnrolmentCode) -> Result<(), StorageError> {
        self.run(
            "INSERT INTO enrolment (town_id, code_hash, account_id, expires_at) VALUES (?1, ?2, ?3, ?4)",
            (TOWN, code.0, enrolment.account.0.into_bytes(), enrolment.expires_at),
        )
        .map(drop)
    }

    fn use_enrolment(&self, code: Digest, device: DeviceId) -> Result<(), StorageError> {
        self.run(
            "UPDATE enrolment SET device_id = ?3 WHERE town_id = ?1 AND code_hash = ?2",
            (TOWN, code.0, device.0.into_bytes()),
        )
        .map(drop)
    }

    fn put_token(&self, token: &StoredToken) -> Result<(), StorageError> {
        self.run(
            "INSERT INTO token (town_id, hash, device_id, kind, expires_at) VALUES (?1, ?2, ?3, ?4, ?5)
             ON CONFLICT (town_id, hash) DO UPDATE SET kind = excluded.kind",
            (TOWN, token.hash.0, token.device.0.into_bytes(), token.kind.name(), token.expires_at),
        )
        .map(drop)
    }

    fn drop_tokens(&self, device: DeviceId, kind: TokenKind) -> Result<(), StorageError> {
        self.run(
            "DELETE FROM token WHERE town_id = ?1 AND device_id = ?2 AND kind = ?3",
            (TOWN, device.0.into_bytes(), kind.name()),
        )
        .map(drop)
    }

    fn drop_expired_tokens(&self, device: DeviceId, now: i64) -> Result<(), StorageError> {
        self.run(
            "DELETE FROM token WHERE town_id = ?1 AND device_id = ?2 AND expires_at <= ?3",
            (TOWN, device.0.into_bytes(), now),
        )
        .map(drop)
    }

    fn add_session(&self, hash: Digest, account: AccountId, expires_at: i64) -> Result<(), StorageError> {
        self.run(
            "INSERT INTO console_session (town_id, hash, account_id, expires_at) VALUES (?1, ?2, ?3, ?4)",
            (TOWN, hash.0, account.0.into_bytes(), expires_at),
        )
        .map(drop)
    }

    fn drop_session(&self, hash: Digest) -> Result<(), StorageError> {
        self.run("DELETE FROM console_session WHERE town_id = ?1 AND hash = ?2", (TOWN, hash.0)).map(drop)
    }
}

fn account(row: &Row<'_>) -> rusqlite::Result<Account> {
    Ok(Account { id: AccountId(uuid_at(row, 0)?), name: row.get(1)?, role: row.get(2)? })
}

fn device(row: &Row<'_>) -> rusqlite::Result<Device> {
    Ok(Device {
        id: DeviceId(uuid_at(row, 0)?),
        account: AccountId(uuid_at(row, 1)?),
        account_name: row.get(2)?,
        name: row.get(3)?,
        app_version: row.get(4)?,
        enrolled_at: instant_at(row, 5)?,
        revoked_at: maybe_instant_at(row, 6)?,
        last_contact_at: maybe_instant_at(row, 7)?,
        clock_offset_ms: row.get(8)?,
        pending: row.get(9)?,
    })
}

fn row_token(row: &Row<'_>, kind: TokenKind) -> rusqlite::Result<StoredToken> {
    Ok(StoredToken {
        hash: digest_at(row, 0)?,
        device: DeviceId(uuid_at(row, 1)?),
        kind,
        expires_at: row.get(3)?,
    })
}
