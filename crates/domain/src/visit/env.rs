//! What the conditions of the checklist see during a visit: roster, answers so far, parameters, worked-out values.
//!
//! An answer counts only while its item applies: an answer given before another one hid its item must not go on
//! raising problems unseen. `checklist::names` lists every name built here.

use chrono::NaiveDate;
use serde_json::{Map, Value, json};

use super::answer::{Answer, AnswerStatus, AnswerValue, SheetValue};
use super::prefill;
use crate::checklist::condition::Env;
use crate::checklist::{AnswerType, Applies, Checklist, Item, Scope};
use crate::ids::MemberId;
use crate::income::{IncomeSheet, RigidSpending};
use crate::roster::categories::categories;
use crate::roster::{Household, Member};

/// The environment of one household's visit.
#[derive(Debug, Clone, PartialEq)]
pub struct VisitEnv {
    root: Value,
    /// Active members, in the order of `members` in the environment.
    members: Vec<MemberId>,
}

/// An item to be shown, for one member or for the household.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Asked<'c> {
    pub item: &'c Item,
    pub member: Option<MemberId>,
    pub applies: Applies,
}

impl VisitEnv {
    /// `day` is the day of the visit: ages and the phase are those of that day.
    #[must_use]
    pub fn build(checklist: &Checklist, household: &Household, answers: &[Answer], day: NaiveDate) -> Self {
        let members: Vec<&Member> = household.active_members().collect();
        let campaign = checklist.campaign();
        let mut parameters: Map<String, Value> =
            campaign.parameters.iter().map(|(key, value)| (key.clone(), json!(value))).collect();
        parameters.insert("phase".to_owned(), json!(campaign.phase_on(day)));
        let root = json!({
            "hh": household_facts(household, checklist, day),
            "members": members.iter().map(|member| member_facts(member, day)).collect::<Vec<_>>(),
            "c": parameters,
            "calc": {},
            "ans": {},
        });
        let mut env = Self { root, members: members.iter().map(|member| member.id).collect() };
        env.work_out(checklist, household, answers);
        env
    }

    /// The raw environment, as the evaluator takes it.
    #[must_use]
    pub fn root(&self) -> &Value {
        &self.root
    }

    /// The environment of one asking of `item`, its own answer included.
    #[must_use]
    pub fn of(&self, item: &Item, member: Option<MemberId>) -> Env<'_> {
        let place = member.and_then(|id| self.members.iter().position(|known| *known == id));
        let facts = place.and_then(|place| self.root.get("members")?.get(place));
        let holder = if item.scope == Scope::Member { facts } else { Some(&self.root) };
        let own = holder.and_then(|holder| holder.get("ans")?.get(&item.id.0));
        let env = Env::household(&self.root).answering(own);
        facts.map_or(env, |facts| env.of_member(facts))
    }

    /// Every household and member item that is to be shown, in the order of the checklist. Items worked out by the
    /// program are not among them.
    #[must_use]
    pub fn asked<'c>(&self, checklist: &'c Checklist) -> Vec<Asked<'c>> {
        let mut asked = Vec::new();
        for item in checklist.items.iter().filter(|item| item.answer_type != AnswerType::Auto) {
            for member in self.subjects(item) {
                let applies = item.applies(&self.of(item, member));
                if applies.is_shown() {
                    asked.push(Asked { item, member, applies });
                }
            }
        }
        asked
    }

    /// Whom an item is asked about: each member, the household once, or nobody (village items).
    #[must_use]
    pub fn subjects(&self, item: &Item) -> Vec<Option<MemberId>> {
        match item.scope {
            Scope::Household => vec![None],
            Scope::Member => self.members.iter().copied().map(Some).collect(),
            Scope::Village => Vec::new(),
        }
    }

    /// The value the roster offers for an item, in the form of its answer; `None` when it has none that fits.
    #[must_use]
    pub fn prefill(&self, item: &Item, member: Option<MemberId>) -> Option<AnswerValue> {
        let path = item.prefill.as_ref()?;
        let (root, key) = path.split_once('.')?;
        let env = self.of(item, member);
        let holder = if root == "m" { env.member? } else { self.root.get(root)? };
        let value = holder.get(key)?;
        let known = |code: &str| item.option(code).is_some();
        match (item.answer_type, value) {
            (AnswerType::Auto, Value::Bool(flag)) => Some(AnswerValue::Flag(*flag)),
            (AnswerType::Auto | AnswerType::Number, Value::Number(number)) => {
                number.as_f64().map(AnswerValue::Number)
            }
            (AnswerType::Single | AnswerType::YesNo, Value::String(code)) if known(code) => {
                Some(AnswerValue::Choice(code.clone()))
            }
            (AnswerType::Multi, Value::Array(codes)) => {
                let codes: Vec<String> = codes.iter().filter_map(Value::as_str).map(str::to_owned).collect();
                codes.iter().all(|code| known(code)).then_some(AnswerValue::Choices(codes))
            }
            _ => None,
        }
    }

    fn work_out(&mut self, checklist: &Checklist, household: &Household, answers: &[Answer]) {
        let find = |id: &str, member| {
            answers.iter().find(|answer| answer.item.0 == id && answer.member == member).and_then(counted)
        };
        for item in checklist.items.iter().filter(|item| item.scope != Scope::Village) {
            for member in self.subjects(item) {
                let given = match item.answer_type {
                    AnswerType::Auto => self.prefill(item, member),
                    _ => find(&item.id.0, member).cloned(),
                };
                let Some(value) = given else { continue };
                if item.applies(&self.of(item, member)).is_shown() {
                    self.put_answer(item, member, condition_value(item, &value));
                }
            }
            // Sheets feed the figures that later conditions compare with the line.
            if item.answer_type == AnswerType::Sheet {
                self.put_figures(answers);
            }
        }
        self.put_calc("measure_match", prefill::measure_match(household, checklist).map(|code| json!(code)));
        self.put_calc("dev_support", Some(json!(prefill::dev_support(household))));
    }

    fn has_answer(&self, id: &str) -> bool {
        self.root["ans"].get(id).is_some()
    }

    fn put_figures(&mut self, answers: &[Answer]) {
        let value = |id: &str| {
            let held = self.has_answer(id);
            answers.iter().find(|answer| held && answer.item.0 == id).and_then(counted)
        };
        let Some(sheet) = value("F1.02").and_then(IncomeSheet::from_answer) else { return };
        let rigid = value("F1.03").and_then(RigidSpending::from_answer);
        let reference = sheet.reference(rigid.as_ref());
        self.put_calc("per_capita_net", sheet.per_capita_net().map(|fen| json!(fen.as_yuan())));
        self.put_calc("ref_per_capita", reference.map(|reference| json!(reference.per_capita.as_yuan())));
    }

    fn put_calc(&mut self, key: &str, value: Option<Value>) {
        if let Some(value) = value {
            self.root["calc"][key] = value;
        }
    }

    fn put_answer(&mut self, item: &Item, member: Option<MemberId>, value: Value) {
        let place = member.and_then(|id| self.members.iter().position(|known| *known == id));
        match place {
            Some(place) => self.root["members"][place]["ans"][&item.id.0] = value,
            None => self.root["ans"][&item.id.0] = value,
        }
    }
}

/// The value of an answer that counts: given or confirmed, not refused, put off or to be seen.
fn counted(answer: &Answer) -> Option<&AnswerValue> {
    matches!(answer.status, AnswerStatus::Answered | AnswerStatus::Confirmed)
        .then_some(answer.value.as_ref())?
}

/// An answer as conditions see it: money in the field's unit instead of fen.
fn condition_value(item: &Item, value: &AnswerValue) -> Value {
    let AnswerValue::Sheet(fields) = value else { return json!(value) };
    let shown = fields.iter().map(|(key, value)| {
        let fen = item.field(key).and_then(crate::checklist::SheetField::fen_per_unit);
        let seen = match value {
            SheetValue::Whole(amount) => json!(in_unit(*amount, fen)),
            SheetValue::Codes(codes) => json!(codes),
        };
        (key.clone(), seen)
    });
    Value::Object(shown.collect())
}

#[allow(clippy::cast_precision_loss)] // Amounts stay far below 2^53.
fn in_unit(amount: i64, fen_per_unit: Option<i64>) -> f64 {
    amount as f64 / fen_per_unit.unwrap_or(1) as f64
}

fn household_facts(household: &Household, checklist: &Checklist, day: NaiveDate) -> Value {
    let mut facts = prefill::household(household, checklist);
    let tags = categories(household, None, day);
    let tags = if tags.is_empty() { vec!["K0".to_owned()] } else { tags };
    let known = json!({
        "lifted": household.is_lifted(),
        "lifted_year": household.lifted_year,
        "monitor": household.monitor.in_conditions(),
        "monitor_category": household.monitor_category,
        "size": household.size,
        "size_income": household.size_income(),
        "residence": household.residence,
        "priority_categories": tags,
        "dibao": household.dibao(),
        "tekun": household.tekun(),
        "low_income": household.is_low_income(),
        "all_no_labor": household.all_no_labor(),
        "has_labor": household.has_labor(),
        // The office imports alerts; none on the roster means there is none.
        "dept_alert": household.dept_alert.is_some(),
        "house_grade": household.house_grade,
        "house_renovated": household.house_renovated,
        "industry": household.industry,
        "shareholder": household.shareholder,
        "loan_status": household.loan_status,
        "assessment_issues": household.assessment_issues,
    });
    add(&mut facts, known);
    Value::Object(facts)
}

fn member_facts(member: &Member, day: NaiveDate) -> Value {
    let mut facts = prefill::member(member);
    let known = json!({
        "age": member.age_on(day),
        "sex": member.sex,
        "relation": member.relation,
        "student": member.is_student(),
        "labor": member.labor,
        "health": member.health,
        "migrant": member.migrant,
        "public_post": member.public_post,
        "work_region": member.work_region,
        "work_months": member.work_months,
        "medical_insurance": member.medical_insurance,
        "dibao": member.dibao,
        "tekun": member.tekun,
        "ans": {},
    });
    add(&mut facts, known);
    Value::Object(facts)
}

fn add(facts: &mut Map<String, Value>, more: Value) {
    if let Value::Object(more) = more {
        facts.extend(more.into_iter().filter(|(_, value)| !value.is_null()));
    }
}
