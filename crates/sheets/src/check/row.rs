//! The rules of one row.

use zoufang_domain::roster::id_number::{IdFault, IdNumber, IdPaper, mask_id, mask_phone};

use super::value::{self, Misfit, Value};
use super::{CheckedRow, Context};
use crate::cell::Cell;
use crate::message::{Message, Place};
use crate::template::{Condition, Format, Need, SheetTemplate, Templates};

/// Options beyond this number are not spelled out in a message.
const SPELLED: usize = 30;

/// Checks the rows of one template.
pub(crate) struct RowCheck<'a> {
    pub templates: &'a Templates,
    pub template: &'a SheetTemplate,
    pub context: Context<'a>,
}

impl RowCheck<'_> {
    pub fn check(&self, row: u32, cells: &[Cell]) -> CheckedRow {
        let mut checked = CheckedRow { row, values: Vec::new(), messages: Vec::new(), example: false };
        let mut cleaned = false;
        let mut told = vec![false; self.template.columns.len()];
        for (at, column) in self.template.columns.iter().enumerate() {
            let cell = cells.get(at).unwrap_or(&Cell::Empty);
            let (read, changed) = value::read(cell, &column.format);
            cleaned |= changed;
            checked.values.push(read.unwrap_or_else(|misfit| {
                told[at] = true;
                checked.messages.push(self.misfit(row, at, cell, &misfit));
                if let Misfit::Phone(typed) = misfit { Value::Text(typed) } else { Value::Empty }
            }));
        }
        if self.is_example(&checked.values) {
            checked.example = true;
            checked.messages = vec![self.say("E29", row, None, &[])];
            return checked;
        }
        self.needs(&mut checked, &told);
        self.villages(&mut checked);
        self.numbers(&mut checked);
        self.conditions(&mut checked, &told);
        self.closing_dates(&mut checked);
        if cleaned {
            checked.messages.push(self.say("E28", row, None, &[]));
        }
        checked
    }

    /// The value of a column by its header; `Empty` where this template has none.
    pub fn value<'v>(&self, values: &'v [Value], header: &str) -> &'v Value {
        self.template.at(header).and_then(|at| values.get(at)).unwrap_or(&Value::Empty)
    }

    /// A message about a row, and about a column of it where `at` is given.
    pub fn say(
        &self,
        code: &str,
        row: u32,
        at: Option<(usize, String)>,
        extra: &[(&str, String)],
    ) -> Message {
        let column = at.as_ref().and_then(|(at, _)| self.template.columns.get(*at).map(|one| (*at, one)));
        let place = Place {
            sheet: &self.template.sheet,
            row: Some(row),
            column: column.map(|(at, one)| (at, one.header.as_str())),
            value: at.as_ref().zip(column).map(|((_, value), (_, one))| masked(value, &one.format)),
            want: column.map(|(_, one)| one.format_text.clone()),
        };
        let mut message = self.templates.words.message(code, place, extra);
        if let Some((_, want)) = extra.iter().find(|(key, _)| *key == "format") {
            message.want = Some(want.clone());
        }
        message
    }

    fn misfit(&self, row: u32, at: usize, cell: &Cell, misfit: &Misfit) -> Message {
        let code = match misfit {
            Misfit::Format => "E12",
            Misfit::Options => "E13",
            Misfit::Scientific => "E16",
            Misfit::Phone(_) => "W01",
        };
        let options = match &self.template.columns[at].format {
            Format::Choice { options, .. } => {
                let labels: Vec<&str> =
                    options.iter().take(SPELLED).map(|(_, label)| label.as_str()).collect();
                let more = if options.len() > SPELLED { "……" } else { "" };
                format!("{}{more}", labels.join("、"))
            }
            _ => String::new(),
        };
        self.say(code, row, Some((at, cell.shown())), &[("options", options)])
    }

    /// All names and numbers of the row are those of the example.
    fn is_example(&self, values: &[Value]) -> bool {
        let told = self.template.columns.iter().zip(values).filter(|(column, _)| {
            let marks = matches!(column.format, Format::IdNumber | Format::Text { name: true, .. });
            marks && !column.example.is_empty()
        });
        let mut same = told.map(|(column, value)| value.text() == Some(column.example.as_str())).peekable();
        same.peek().is_some() && same.all(|same| same)
    }

    fn needs(&self, checked: &mut CheckedRow, told: &[bool]) {
        for (at, column) in self.template.columns.iter().enumerate() {
            if column.need == Need::Always && checked.values[at] == Value::Empty && !told[at] {
                checked.messages.push(self.say("E11", checked.row, Some((at, String::new())), &[]));
            }
        }
    }

    fn villages(&self, checked: &mut CheckedRow) {
        for (at, column) in self.template.columns.iter().enumerate() {
            if !matches!(column.format, Format::Village { .. }) {
                continue;
            }
            let Value::Codes(names) = &checked.values[at] else { continue };
            for name in names.clone() {
                let code = match self.context.villages.iter().find(|village| village.name == name) {
                    None => "E26",
                    Some(village) if !village.permitted => "E30",
                    Some(_) => continue,
                };
                checked.messages.push(self.say(code, checked.row, Some((at, name)), &[]));
            }
        }
    }

    /// ID numbers: length, check digit, and what birth and sex say beside them.
    fn numbers(&self, checked: &mut CheckedRow) {
        for at in 0..self.template.columns.len() {
            if self.template.columns[at].format != Format::IdNumber {
                continue;
            }
            let Some(typed) = checked.values[at].text().map(str::to_owned) else { continue };
            let own = self.template.columns[at].header == "证件号码";
            let kind = if own { self.value(&checked.values, "证件类型").text() } else { None };
            if kind == Some("9") {
                continue;
            }
            match IdNumber::parse(
                &typed,
                IdPaper::DisabilityCertificate,
                self.context.region,
                self.context.day,
            ) {
                Ok(number) => {
                    if kind == Some("1") && typed.len() != 18 {
                        let want = "18位（证件类型为居民身份证）".to_owned();
                        checked.messages.push(self.say(
                            "E12",
                            checked.row,
                            Some((at, typed)),
                            &[("format", want)],
                        ));
                    }
                    if own {
                        self.birth_and_sex(checked, &number);
                    }
                }
                Err(fault) => {
                    let code = match fault {
                        IdFault::Length { .. } => "E14",
                        IdFault::CheckDigit => "E15",
                        _ => "E12",
                    };
                    let length = typed.chars().count().to_string();
                    checked.messages.push(self.say(code, checked.row, Some((at, typed)), &[("n", length)]));
                }
            }
        }
    }

    fn birth_and_sex(&self, checked: &mut CheckedRow, number: &IdNumber) {
        let birth = self.value(&checked.values, "出生日期").date();
        if let (Some(at), Some(birth)) = (self.template.at("出生日期"), birth)
            && birth != number.birth()
        {
            let shown = birth.format("%Y-%m-%d").to_string();
            checked.messages.push(self.say("E19", checked.row, Some((at, shown)), &[]));
        }
        let sex = self.value(&checked.values, "性别").text().map(str::to_owned);
        if let (Some(at), Some(sex)) = (self.template.at("性别"), sex)
            && sex != number.sex().code()
        {
            checked.messages.push(self.say("E20", checked.row, Some((at, sex)), &[]));
        }
    }

    fn conditions(&self, checked: &mut CheckedRow, told: &[bool]) {
        for (at, column) in self.template.columns.iter().enumerate() {
            let Need::When(condition) = column.need else { continue };
            if condition == Condition::OneOfEducation || told[at] || checked.values[at] != Value::Empty {
                continue;
            }
            if self.holds(condition, &checked.values) {
                let code = if condition == Condition::WorkPlace { "E25" } else { "E11" };
                checked.messages.push(self.say(code, checked.row, Some((at, String::new())), &[]));
            }
        }
        self.education(checked, told);
    }

    /// 文化程度 and 在校生状况: both is E24, neither too, since one must be filled.
    fn education(&self, checked: &mut CheckedRow, told: &[bool]) {
        let pair = self.template.at("文化程度").zip(self.template.at("在校生状况"));
        let Some((education, school)) = pair.filter(|(one, other)| !told[*one] && !told[*other]) else {
            return;
        };
        let filled = |at: usize| checked.values[at] != Value::Empty;
        if filled(education) == filled(school) {
            checked.messages.push(self.say("E24", checked.row, Some((education, String::new())), &[]));
        }
    }

    /// 销号日期 is not before 完成日期 (attachment 4).
    fn closing_dates(&self, checked: &mut CheckedRow) {
        let day = |header: &str| self.value(&checked.values, header).date();
        let dates = day("完成日期").zip(day("销号日期")).zip(self.template.at("销号日期"));
        if let Some(((done, closed), at)) = dates.filter(|((done, closed), _)| closed < done) {
            let want = format!("不早于完成日期{}", done.format("%Y-%m-%d"));
            let shown = closed.format("%Y-%m-%d").to_string();
            checked.messages.push(self.say("E12", checked.row, Some((at, shown)), &[("format", want)]));
        }
    }

    fn holds(&self, condition: Condition, values: &[Value]) -> bool {
        let text = |header: &str| self.value(values, header).text();
        let filled = |header: &str| *self.value(values, header) != Value::Empty;
        match condition {
            Condition::PaperHasNumber => text("证件类型") != Some("3"),
            Condition::OneOfEducation => false,
            Condition::WorkPlace => filled("务工所在地"),
            Condition::Toilet => text("是否有厕所") == Some("有"),
            Condition::Converted => filled("改厕年度"),
            Condition::NotConverted => !filled("改厕年度"),
            Condition::Fixing => {
                matches!(text("整改状态"), Some("整改中" | "申请销号" | "已销号" | "退回"))
            }
            Condition::Closed => text("整改状态") == Some("已销号"),
            Condition::ClosedAndGrave => {
                text("整改状态") == Some("已销号") && matches!(text("严重程度"), Some("严重" | "较重"))
            }
        }
    }
}

/// A formula is shown whole: it is what must be replaced, and it holds no number of a person.
fn masked(value: &str, format: &Format) -> String {
    match format {
        _ if value.starts_with("公式 =") => value.to_owned(),
        Format::IdNumber => mask_id(value),
        Format::Phone { .. } => mask_phone(value),
        _ => value.to_owned(),
    }
}
