//! 收入: per-capita figures in whole fen (domain, section 3.1). A wrong divisor or a missing part taken for zero would
//! put a household on the wrong side of the 7,000 yuan line.

use crate::money::Fen;
use crate::visit::AnswerValue;
use crate::visit::answer::SheetValue;

/// Twelve months of the whole household. A missing part keeps the sheet incomplete; the screen's 没有 writes 0.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct IncomeSheet {
    pub wage: Option<Fen>,
    pub business_gross: Option<Fen>,
    pub business_cost: Option<Fen>,
    pub property: Option<Fen>,
    pub transfer: Option<Fen>,
    /// 共同生活人口.
    pub persons: Option<u32>,
}

/// 刚性支出: what the household paid itself, and what it got back as claims, compensation, relief.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct RigidSpending {
    pub self_pay: Option<Fen>,
    pub claims: Option<Fen>,
}

/// 人均收入参考值, and whether rigid spending is in it (else it is marked 未含刚性支出).
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct ReferenceIncome {
    pub per_capita: Fen,
    pub includes_rigid: bool,
}

impl IncomeSheet {
    /// The answer to F1.02.
    #[must_use]
    pub fn from_answer(value: &AnswerValue) -> Option<Self> {
        let AnswerValue::Sheet(_) = value else { return None };
        let persons = whole(value, "persons").and_then(|count| u32::try_from(count).ok());
        let fen = |key| whole(value, key).map(Fen);
        Some(Self {
            wage: fen("wage"),
            business_gross: fen("business_gross"),
            business_cost: fen("business_cost"),
            property: fen("property"),
            transfer: fen("transfer"),
            persons,
        })
    }

    /// 家庭纯收入 = 工资性 + 生产经营性收入 − 生产经营性支出 + 财产性 + 转移性; `None` while a part is missing.
    #[must_use]
    pub fn net(&self) -> Option<Fen> {
        let plus = [self.wage?, self.business_gross?, self.property?, self.transfer?];
        let sum = plus.iter().fold(0_i64, |sum, part| sum.saturating_add(part.0));
        Some(Fen(sum.saturating_sub(self.business_cost?.0)))
    }

    /// 家庭人均纯收入, to the fen, half up.
    #[must_use]
    pub fn per_capita_net(&self) -> Option<Fen> {
        per_head(self.net()?, self.persons?)
    }

    /// (纯收入 + 理赔收入 − 合规自付支出) ÷ 人口. Unanswered rigid spending counts as nothing and is marked.
    #[must_use]
    pub fn reference(&self, rigid: Option<&RigidSpending>) -> Option<ReferenceIncome> {
        let amount = |part: Option<Fen>| part.unwrap_or_default().0;
        let (claims, self_pay) = rigid.map_or((0, 0), |rigid| (amount(rigid.claims), amount(rigid.self_pay)));
        let total = self.net()?.0.saturating_add(claims).saturating_sub(self_pay);
        Some(ReferenceIncome {
            per_capita: per_head(Fen(total), self.persons?)?,
            includes_rigid: rigid.is_some(),
        })
    }
}

impl RigidSpending {
    /// The answer to F1.03.
    #[must_use]
    pub fn from_answer(value: &AnswerValue) -> Option<Self> {
        let AnswerValue::Sheet(_) = value else { return None };
        Some(Self { self_pay: whole(value, "self_pay").map(Fen), claims: whole(value, "claims").map(Fen) })
    }
}

fn whole(value: &AnswerValue, key: &str) -> Option<i64> {
    match value {
        AnswerValue::Sheet(fields) => match fields.get(key)? {
            SheetValue::Whole(amount) => Some(*amount),
            SheetValue::Codes(_) => None,
        },
        _ => None,
    }
}

/// Half up also below zero: -0.5 fen becomes 0.
fn per_head(total: Fen, persons: u32) -> Option<Fen> {
    let persons = i128::from(persons);
    if persons == 0 {
        return None;
    }
    let rounded = (i128::from(total.0) * 2 + persons).div_euclid(persons * 2);
    i64::try_from(rounded).ok().map(Fen)
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn example() -> IncomeSheet {
        let yuan = |amount| Some(Fen::from_yuan(amount));
        IncomeSheet {
            wage: yuan(24_000),
            business_gross: yuan(8_000),
            business_cost: yuan(3_000),
            property: yuan(500),
            transfer: yuan(1_500),
            persons: Some(4),
        }
    }

    #[test]
    fn the_worked_example_of_the_domain_document_comes_out() {
        let sheet = example();
        assert_eq!(sheet.net(), Some(Fen::from_yuan(31_000)));
        assert_eq!(sheet.per_capita_net(), Some(Fen::from_yuan(7_750)));
        let rigid =
            RigidSpending { self_pay: Some(Fen::from_yuan(12_000)), claims: Some(Fen::from_yuan(2_000)) };
        let reference = sheet.reference(Some(&rigid)).unwrap();
        assert_eq!(reference, ReferenceIncome { per_capita: Fen::from_yuan(5_250), includes_rigid: true });
    }

    #[test]
    fn a_missing_part_keeps_the_sheet_incomplete() {
        assert_eq!(IncomeSheet { property: None, ..example() }.per_capita_net(), None);
        assert_eq!(IncomeSheet { persons: None, ..example() }.per_capita_net(), None);
        assert_eq!(IncomeSheet { persons: Some(0), ..example() }.per_capita_net(), None);
    }

    #[test]
    fn without_rigid_spending_the_reference_is_marked() {
        let reference = example().reference(None).unwrap();
        assert_eq!(reference, ReferenceIncome { per_capita: Fen::from_yuan(7_750), includes_rigid: false });
    }

    #[test]
    fn half_a_fen_rounds_up() {
        assert_eq!(per_head(Fen(1), 2), Some(Fen(1)));
        assert_eq!(per_head(Fen(-1), 2), Some(Fen(0)));
        assert_eq!(per_head(Fen(100), 3), Some(Fen(33)));
        assert_eq!(per_head(Fen(200), 3), Some(Fen(67)));
    }

    proptest! {
        #[test]
        fn per_head_is_never_further_than_half_a_fen_from_the_exact_share(total in -1_000_000_000_i64..1_000_000_000, persons in 1_u32..31) {
            let share = per_head(Fen(total), persons).unwrap().0;
            let off = (share * i64::from(persons) - total) * 2;
            prop_assert!(off <= i64::from(persons) && off > -i64::from(persons));
        }
    }
}
