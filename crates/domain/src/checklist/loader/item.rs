//! Reading one item. A field that is missing or wrong is reported and replaced by a harmless value, so that the rest
//! of the item is still checked; a checklist with faults is never used.

use serde_json::Value;

use super::super::condition::Condition;
use super::super::fault::Fault;
use super::super::item::{
    AutoFix, Evidence, EvidenceKind, FieldKind, Item, ItemOption, Raise, RaiseKind, Scope, SheetField,
    SourceSentence,
};
use super::super::reader::{Place, Reader};
use crate::candidate::{Channel, Strength};
use crate::finding::Severity;
use crate::ids::{BucketCode, FindingCode, ItemId};

/// `None` when identity, scope or answer type cannot be read: nothing else can then be judged.
pub fn read(value: &Value, place: Place<'_>, faults: &mut Vec<Fault>) -> Option<Item> {
    let mut r = Reader::new(value, place, faults)?;
    let id = r.text("id").map(ItemId);
    let scope = r.required("scope", "household, member or village");
    let ask = r.required("ask", "observe, ask, record or auto");
    let answer_type = r.required("answer_type", "yes_no, single, multi, number, sheet or auto");
    let rest = Rest {
        focus: r.text("focus").unwrap_or_default(),
        order: r.required("order", "a whole number").unwrap_or_default(),
        repeat_over: r.optional("repeat_over", "a kind of object"),
        batch: r.optional("batch", "true or false").unwrap_or_default(),
        phone_ok: r.required("phone_ok", "true or false").unwrap_or_default(),
        applies_if: r.condition("applies_if"),
        title_zh: r.text("title_zh").unwrap_or_default(),
        title_en: r.text("title_en").unwrap_or_default(),
        hint_zh: r.optional("hint_zh", "a text"),
        hint_en: r.optional("hint_en", "a text"),
        unit: r.optional("unit", "a text"),
        fields: r.list("fields", read_field),
        options: r.list("options", read_option),
        prefill: r.optional("prefill", "a path such as hh.house_grade"),
        evidence: r.list("evidence", read_evidence),
        raises: r.list("raises", read_raise),
        source: r.required("source", "an object with section and quote"),
        derived: r.optional("derived", "true or false").unwrap_or_default(),
    };
    r.finish();
    Some(Item {
        id: id?,
        focus: rest.focus,
        order: rest.order,
        scope: scope?,
        repeat_over: rest.repeat_over,
        batch: rest.batch,
        ask: ask?,
        phone_ok: rest.phone_ok,
        applies_if: or_always(rest.applies_if),
        title_zh: rest.title_zh,
        title_en: rest.title_en,
        hint_zh: rest.hint_zh,
        hint_en: rest.hint_en,
        answer_type: answer_type?,
        unit: rest.unit,
        fields: rest.fields,
        options: rest.options,
        prefill: rest.prefill,
        evidence: rest.evidence,
        raises: rest.raises,
        source: rest
            .source
            .unwrap_or_else(|| SourceSentence { section: "?".to_owned(), quote: "?".to_owned() }),
        derived: rest.derived,
    })
}

/// The fields beside identity; read before anything can be given up, so that all their faults are told.
struct Rest {
    focus: String,
    order: u32,
    repeat_over: Option<String>,
    batch: bool,
    phone_ok: bool,
    applies_if: Option<Condition>,
    title_zh: String,
    title_en: String,
    hint_zh: Option<String>,
    hint_en: Option<String>,
    unit: Option<String>,
    fields: Vec<SheetField>,
    options: Vec<ItemOption>,
    prefill: Option<String>,
    evidence: Vec<Evidence>,
    raises: Vec<Raise>,
    source: Option<SourceSentence>,
    derived: bool,
}

fn or_always(condition: Option<Condition>) -> Condition {
    condition.unwrap_or_else(Condition::always)
}

fn read_option(value: &Value, place: Place<'_>, faults: &mut Vec<Fault>) -> Option<ItemOption> {
    let mut r = Reader::new(value, place, faults)?;
    let code = r.text("code");
    let zh = r.text("zh").unwrap_or_default();
    let en = r.text("en").unwrap_or_default();
    let exclusive = r.optional("exclusive", "true or false").unwrap_or_default();
    r.finish();
    Some(ItemOption { code: code?, zh, en, exclusive })
}

fn read_field(value: &Value, place: Place<'_>, faults: &mut Vec<Fault>) -> Option<SheetField> {
    let mut r = Reader::new(value, place, faults)?;
    let key = r.text("key");
    let zh = r.text("zh").unwrap_or_default();
    let en = r.text("en").unwrap_or_default();
    let kind = r.required("type", "number or multi").unwrap_or(FieldKind::Number);
    let unit = r.optional("unit", "a text");
    let (min, max) = (r.optional("min", "a number"), r.optional("max", "a number"));
    let options = r.list("options", read_option);
    r.finish();
    Some(SheetField { key: key?, zh, en, kind, unit, min, max, options })
}

fn read_evidence(value: &Value, place: Place<'_>, faults: &mut Vec<Fault>) -> Option<Evidence> {
    let mut r = Reader::new(value, place, faults)?;
    let when = r.condition("when");
    let kind = r.required("kind", "photo, text or document").unwrap_or(EvidenceKind::Text);
    let required = r.required("required", "true or false").unwrap_or_default();
    let (what_zh, what_en) = (r.optional("what_zh", "a text"), r.optional("what_en", "a text"));
    r.finish();
    Some(Evidence { when: when?, kind, required, what_zh, what_en })
}

fn read_raise(value: &Value, place: Place<'_>, faults: &mut Vec<Fault>) -> Option<Raise> {
    let mut r = Reader::new(value, place, faults)?;
    let when = r.condition("when");
    let note = r.optional("note", "a text");
    let kind: Option<String> = r.required("kind", "finding, candidate, revert or reidentify");
    let what = match kind.as_deref() {
        Some("finding") => Some(read_finding(&mut r)),
        Some("candidate") => Some(RaiseKind::Candidate {
            risk: r.text("risk").unwrap_or_default(),
            strength: r.required("strength", "strong or watch").unwrap_or(Strength::Watch),
            channel: r.optional::<Channel>("channel", "visit, self_application or dept_alert"),
        }),
        Some("revert") => Some(RaiseKind::Revert),
        Some("reidentify") => {
            Some(RaiseKind::Reidentify { risk: r.optional("risk", "a risk type or trigger") })
        }
        Some(other) => {
            r.fault(
                "kind",
                format!("`{other}` is unknown"),
                "write finding, candidate, revert or reidentify",
            );
            return None;
        }
        None => return None,
    };
    r.finish();
    Some(Raise { when: or_always(when), what: what?, note })
}

fn read_finding(r: &mut Reader<'_, '_, '_>) -> RaiseKind {
    RaiseKind::Finding {
        code: FindingCode(r.text("code").unwrap_or_default()),
        title_zh: r.text("title_zh").unwrap_or_default(),
        title_en: r.optional("title_en", "a text"),
        severity: r.required("severity", "minor, normal, major or critical").unwrap_or(Severity::Normal),
        bucket: BucketCode(r.text("bucket").unwrap_or_default()),
        scope: r.optional::<Scope>("scope", "household, member or village"),
        auto_fix: r.optional::<AutoFix>("auto_fix", "told_on_the_spot"),
    }
}
