//! The result file: what was handed in, with a last column that says what becomes of each row.

use std::collections::BTreeMap;

use uuid::Uuid;
use zoufang_sheets::result_file;
use zoufang_wire::{ApiError, ErrorCode};

use super::{ImportState, Outcome, broken, importable};
use crate::office::Office;
use crate::storage::imports::Slice;

impl Office {
    /// The rows as they were handed in with 导入结果 behind them.
    ///
    /// # Errors
    /// `NotFound`; `ImportNotReady` before the check and for a file that cannot be read; or the disk fails.
    pub fn import_result(&self, id: Uuid) -> Result<Vec<u8>, ApiError> {
        let job = self.import_job(id)?;
        let written = match job.state {
            ImportState::Done => true,
            ImportState::Ready => false,
            ImportState::Checking | ImportState::Refused => {
                return Err(ApiError::new(ErrorCode::ImportNotReady));
            }
        };
        let ((rows, _), (messages, _)) = self.look(|rows| {
            Ok((rows.import_rows(id, None, Slice::ALL)?, rows.import_messages(id, None, Slice::ALL)?))
        })?;
        let mut results: BTreeMap<u32, String> = BTreeMap::new();
        for row in rows {
            results.extend(row.rows.iter().map(|number| (*number, words(row.outcome, written).to_owned())));
        }
        for message in messages {
            let Some(row) = message.row else { continue };
            let text = results.entry(row).or_default();
            if !text.is_empty() {
                text.push('；');
            }
            text.push_str(&format!("{} {}", message.code, message.text));
        }
        let templates = self.templates()?;
        let template = importable(&templates, &job.template)?;
        result_file(&templates, template, &self.bytes_of(id)?, &results, self.import_dir())
            .map_err(|error| broken(&error))
    }
}

fn words(outcome: Outcome, written: bool) -> &'static str {
    match (outcome, written) {
        (Outcome::New, true) => "已导入（新增）",
        (Outcome::Changed, true) => "已导入（有变化）",
        (Outcome::New, false) => "可以导入（新增）",
        (Outcome::Changed, false) => "可以导入（有变化）",
        (Outcome::Unchanged, _) => "与名册一致",
        (Outcome::Faulty, _) => "整户没有导入",
        (Outcome::Missing, _) => "",
    }
}
