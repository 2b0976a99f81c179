//! The written formats of the official templates, read into rules. The words are the notice's and the town's own; each
//! form that occurs has its line here, and a new one is a fault until it gets one.

use zoufang_domain::checklist::{Checklist, TemplateColumn};

/// What a cell may hold.
#[derive(Debug, Clone, PartialEq)]
pub enum Format {
    /// `整数`, `1～30整数`, `≥0整数`, `附件数`.
    Whole { from: i64, to: i64 },
    /// `0.1～20，1位小数`.
    Decimal { from: f64, to: f64 },
    /// `2～30字`, `≤50字`; `name` for people: no digits, no spaces.
    Text { from: usize, to: usize, name: bool },
    /// Options as `(code, label)`; without an enumeration the label is the code. `many` joined by `、`.
    Choice { options: Vec<(String, String)>, many: bool },
    /// `下拉：村名`, `下拉：本镇村名`: the villages of the town. `many` joined by `、`.
    Village { many: bool },
    /// `固定“铜梁区”`.
    Fixed(String),
    /// `“N组/社”`.
    Group,
    /// Digits of the national system, at most 20.
    NationalNumber,
    /// `18/20/22位`.
    IdNumber,
    /// `11位手机号`; `landline` allows `区号-固话`.
    Phone { landline: bool },
    /// `YYYY-MM-DD`.
    Date,
    /// `YYYY（2013～2022）或空`.
    Year { from: i64, to: i64 },
    /// `省-市-县`.
    Place,
}

/// When a starred column must be filled.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Condition {
    /// 未办证留空并选“户口簿”.
    PaperHasNumber,
    /// 文化程度 or 在校生状况, exactly one (E24).
    OneOfEducation,
    /// 有务工地必填 (E25).
    WorkPlace,
    /// The dwelling has a toilet of its own.
    Toilet,
    /// 有改厕年度必填.
    Converted,
    /// 未改厕必填.
    NotConverted,
    /// 整改中起必填.
    Fixing,
    /// 已销号必填, 销号必填.
    Closed,
    /// 严重、较重问题销号必填.
    ClosedAndGrave,
}

const YEARS: (i64, i64) = (1949, 2100);

pub(super) fn read(column: &TemplateColumn, checklist: &Checklist) -> Result<Format, String> {
    if let Some(name) = &column.enumeration {
        let list = checklist.enumerations.get(name).ok_or(format!("there is no enumeration `{name}`"))?;
        let options = list.values.iter().map(|one| (one.code.clone(), one.zh.clone())).collect();
        return Ok(Format::Choice { options, many: column.format.contains("多项") });
    }
    let head = column.format.split(['；', '，']).next().unwrap_or_default();
    let text = |from, to| Format::Text { from, to, name: false };
    let known = match head {
        "整数" => Format::Whole { from: 0, to: i64::from(u32::MAX) },
        "附件数" => Format::Whole { from: 0, to: 9999 },
        "≥0整数" => Format::Whole { from: 0, to: 100_000_000 },
        "系统已有则填" => Format::NationalNumber,
        "“N组/社”" => Format::Group,
        "GB/T 3304 名称" => ethnic(),
        "省-市-县" => Format::Place,
        "11位手机号" => Format::Phone { landline: false },
        "11位手机号或区号-固话" => Format::Phone { landline: true },
        "18/20/22位" => Format::IdNumber,
        "YYYY-MM-DD" => Format::Date,
        "YYYY" => Format::Year { from: YEARS.0, to: YEARS.1 },
        "六个聚焦之一" => Format::Choice { options: focuses(checklist), many: false },
        "清单项名称" | "销号必填" => text(1, 100),
        "村码-年-流水" => text(1, 30),
        "下拉：村名" | "下拉：本镇村名" => {
            Format::Village { many: column.format.contains("多个") }
        }
        "下拉" if column.header.contains('村') => Format::Village { many: false },
        "下拉" => households(checklist)?,
        _ => return other(head),
    };
    Ok(known)
}

fn other(head: &str) -> Result<Format, String> {
    let unknown = || format!("`{head}` is no format");
    if let Some(options) = head.strip_prefix("下拉：") {
        return Ok(options_of(options, '、'));
    }
    if let Some(fixed) = head.strip_prefix("固定“").and_then(|rest| rest.strip_suffix('”')) {
        return Ok(Format::Fixed(fixed.to_owned()));
    }
    if let Some(range) = head.strip_prefix("YYYY（").and_then(|rest| rest.strip_suffix("）或空")) {
        let (from, to) = whole_range(range).ok_or_else(unknown)?;
        return Ok(Format::Year { from, to });
    }
    if let Some(range) = head.strip_suffix('字') {
        if let Some(most) = range.strip_prefix('≤') {
            let to = most.parse().map_err(|_| unknown())?;
            return Ok(Format::Text { from: 1, to, name: false });
        }
        let (from, to) = whole_range(range).ok_or_else(unknown)?;
        let size = |number: i64| usize::try_from(number).map_err(|_| unknown());
        return Ok(Format::Text { from: size(from)?, to: size(to)?, name: (from, to) == (2, 30) });
    }
    if let Some(range) = head.strip_suffix("整数") {
        let (from, to) = whole_range(range).ok_or_else(unknown)?;
        return Ok(Format::Whole { from, to });
    }
    if let Some((from, to)) = head.split_once('～') {
        let number = |text: &str| text.parse::<f64>().map_err(|_| unknown());
        return Ok(Format::Decimal { from: number(from)?, to: number(to)? });
    }
    if head.contains('/') { Ok(options_of(head, '/')) } else { Err(unknown()) }
}

fn whole_range(text: &str) -> Option<(i64, i64)> {
    let (from, to) = text.split_once('～')?;
    Some((from.parse().ok()?, to.parse().ok()?))
}

fn options_of(text: &str, mark: char) -> Format {
    let options = text.split(mark).map(|one| (one.to_owned(), one.to_owned())).collect();
    Format::Choice { options, many: false }
}

fn focuses(checklist: &Checklist) -> Vec<(String, String)> {
    checklist.campaign.focuses.iter().map(|focus| (focus.code.clone(), focus.zh.clone())).collect()
}

fn households(checklist: &Checklist) -> Result<Format, String> {
    let list =
        checklist.enumerations.get("household_type").ok_or("there is no enumeration household_type")?;
    let options = list.values.iter().map(|one| (one.code.clone(), one.zh.clone())).collect();
    Ok(Format::Choice { options, many: false })
}

/// The 56 names of GB/T 3304 and the two that the census adds.
fn ethnic() -> Format {
    let names = "汉族 蒙古族 回族 藏族 维吾尔族 苗族 彝族 壮族 布依族 朝鲜族 满族 侗族 瑶族 白族 土家族 哈尼族 \
        哈萨克族 傣族 黎族 傈僳族 佤族 畲族 高山族 拉祜族 水族 东乡族 纳西族 景颇族 柯尔克孜族 土族 达斡尔族 \
        仫佬族 羌族 布朗族 撒拉族 毛南族 仡佬族 锡伯族 阿昌族 普米族 塔吉克族 怒族 乌孜别克族 俄罗斯族 鄂温克族 \
        德昂族 保安族 裕固族 京族 塔塔尔族 独龙族 鄂伦春族 赫哲族 门巴族 珞巴族 基诺族 其他 外国血统中国籍人士";
    let options = names.split_whitespace().map(|name| (name.to_owned(), name.to_owned())).collect();
    Format::Choice { options, many: false }
}

/// The condition of a starred column, from its words; toilet columns say it by their header alone (section 6.3).
pub(super) fn condition(column: &TemplateColumn) -> Option<Condition> {
    let words = column.format.as_str();
    let by_words = [
        ("户口簿", Condition::PaperHasNumber),
        ("有务工地必填", Condition::WorkPlace),
        ("有改厕年度必填", Condition::Converted),
        ("未改厕必填", Condition::NotConverted),
        ("整改中起必填", Condition::Fixing),
        ("严重、较重问题销号必填", Condition::ClosedAndGrave),
        ("销号必填", Condition::Closed),
        ("≥完成日期", Condition::Closed),
    ];
    let found = by_words.into_iter().find(|(mark, _)| words.contains(mark)).map(|(_, condition)| condition);
    let by_header = match column.header.as_str() {
        "文化程度" | "在校生状况" => Some(Condition::OneOfEducation),
        "厕所类型" | "是否卫生厕所" | "是否无害化卫生厕所" | "粪污处理方式" | "使用状况" => {
            Some(Condition::Toilet)
        }
        _ => None,
    };
    found.or(by_header)
}
