//! What the town made of an own visit. It comes as a row like any other and touches neither drafts nor the outbox: a
//! return that arrives while a correction is being written is shown beside it, and takes nothing away.

use rusqlite::{Connection, OptionalExtension as _};
use zoufang_domain::ids::VisitId;
use zoufang_domain::visit::{Remark, VisitReview};

use crate::FieldError;
use crate::view::OwnReview;

/// What the cadre is shown beside a visit of local version `version`; nothing before somebody judged it.
#[must_use]
pub fn own_review(body: &str, version: u32) -> Option<OwnReview> {
    let review: VisitReview = serde_json::from_str(body)
        .map_err(|error| tracing::warn!(%error, "review kept, not understood"))
        .ok()?;
    let answered = review.is_answered_by(version);
    (review.judged > 0).then_some(OwnReview {
        state: review.state,
        by: review.by,
        on: review.on,
        remarks: if answered { Vec::new() } else { review.remarks },
        answered,
    })
}

/// Remarks that a correction of `visit` has to answer, to be shown beside the items.
///
/// # Errors
/// When the database fails.
pub fn open_remarks(connection: &Connection, visit: VisitId) -> Result<Vec<Remark>, FieldError> {
    let found: Option<(String, u32)> = connection
        .prepare_cached(include_str!("review_of.sql"))?
        .query_row([visit.0.as_bytes()], |row| Ok((row.get(0)?, row.get(1)?)))
        .optional()?;
    Ok(found.and_then(|(body, version)| own_review(&body, version)).map_or_else(Vec::new, |own| own.remarks))
}
