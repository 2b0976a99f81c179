//! Who this device is to the office, as enrolment left it in the database.

use rusqlite::Connection;
use zoufang_domain::ids::DeviceId;
use zoufang_wire::enrol::Tokens;
use zoufang_wire::{ApiError, ErrorCode};

use crate::env::Env;
use crate::sync::execute::ExecuteError;

/// The row of table `enrolment` that sync needs.
pub(super) struct Identity {
    pub device_id: DeviceId,
    pub addresses: Vec<String>,
    pub ca: Option<Vec<u8>>,
    pub access: String,
    pub refresh: String,
}

/// Reads it.
///
/// # Errors
/// `not_enrolled` when there is none.
pub(super) fn read(connection: &Connection) -> Result<Identity, ApiError> {
    let row =
        connection.query_row("SELECT device_id, addresses, ca, access, refresh FROM enrolment", [], |row| {
            Ok((row.get::<_, [u8; 16]>(0)?, row.get::<_, String>(1)?, row.get(2)?, row.get(3)?, row.get(4)?))
        });
    let (device_id, addresses, ca, access, refresh) = match row {
        Ok(row) => row,
        Err(rusqlite::Error::QueryReturnedNoRows) => return Err(ApiError::new(ErrorCode::NotEnrolled)),
        Err(error) => return Err(ExecuteError::Database(error).into()),
    };
    let addresses = serde_json::from_str(&addresses)
        .map_err(|e| ApiError::new(ErrorCode::Internal).with("detail", format!("office addresses: {e}")))?;
    Ok(Identity { device_id: DeviceId(uuid::Uuid::from_bytes(device_id)), addresses, ca, access, refresh })
}

/// Stores new tokens over the old ones in one commit. Until then the old refresh token is still here, and the office
/// honours it until the new one has been used, so a crash anywhere between costs nothing.
///
/// # Errors
/// When the database fails; the old tokens stay.
pub(super) fn store_tokens(
    connection: &Connection,
    env: &Env,
    device: DeviceId,
    tokens: &Tokens,
) -> Result<(), ApiError> {
    let seconds = i64::try_from(tokens.expires_in.min(10 * 365 * 86_400)).unwrap_or_default();
    let expires_at = env.clock.now() + chrono::Duration::seconds(seconds);
    connection
        .execute(
            "UPDATE enrolment SET access = ?1, refresh = ?2, access_expires_at = ?3 WHERE device_id = ?4",
            (&tokens.access, &tokens.refresh, expires_at.to_rfc3339(), device.0.as_bytes().as_slice()),
        )
        .map_err(ExecuteError::Database)?;
    Ok(())
}
