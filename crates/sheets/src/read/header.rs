//! The header must be the template's (“一定按照模板格式录入否则无法导入系统”). Line breaks, spaces and asterisks in it
//! are forgiven; another word, order, or a missing or added column is not.

use super::{RESULT, Sheet};
use crate::cell::Cell;
use crate::clean;
use crate::message::Message;

/// Every difference at once; the column of an earlier result file at the end is no difference.
pub(super) fn faults(sheet: &Sheet<'_>, cells: &[Cell]) -> Vec<Message> {
    let mut got: Vec<String> = cells.iter().map(Cell::shown).collect();
    while got.last().is_some_and(|text| clean::header(text).is_empty() || clean::header(text) == RESULT) {
        got.pop();
    }
    let wanted: Vec<&str> = sheet.template.columns.iter().map(|column| column.header.as_str()).collect();
    let stands =
        |list: &[String], header: &str| list.iter().any(|one| clean::header(one) == clean::header(header));
    let asked: Vec<String> = wanted.iter().map(|&header| header.to_owned()).collect();
    let missing: Vec<usize> = (0..wanted.len()).filter(|&at| !stands(&got, wanted[at])).collect();
    let extra: Vec<usize> = (0..got.len()).filter(|&at| !stands(&asked, &got[at])).collect();
    let mut messages = Vec::new();
    let differs = |at: usize| {
        let want = wanted.get(at).copied().unwrap_or_default().to_owned();
        let got = got.get(at).cloned().unwrap_or_default();
        sheet.say("E03", &[("col", (at + 1).to_string()), ("want", want), ("got", got)])
    };
    for &at in &missing {
        // A renamed column is one fault, not one missing and one added.
        messages.push(if extra.contains(&at) {
            differs(at)
        } else {
            sheet.say("E04", &[("header", wanted[at].to_owned())])
        });
    }
    for &at in extra.iter().filter(|at| !missing.contains(at)) {
        messages.push(sheet.say("E05", &[("header", got[at].clone())]));
    }
    if messages.is_empty() {
        let same = |at: usize| got.get(at).is_some_and(|one| clean::header(one) == clean::header(wanted[at]));
        messages.extend((0..wanted.len()).filter(|&at| !same(at)).map(differs));
        if messages.is_empty() {
            let repeated =
                (wanted.len()..got.len()).map(|at| sheet.say("E05", &[("header", got[at].clone())]));
            messages.extend(repeated);
        }
    }
    messages
}
