//! The roster names a condition may use: exactly what `visit::env` builds. A name missing here would be unknown for
//! every household and show its item to all of them without anyone noticing.

/// Names of the household, `hh.*`.
pub const HOUSEHOLD: &[&str] = &[
    "all_no_labor",
    "assessment_issues",
    "benefit_link",
    "coop_answer",
    "dept_alert",
    "dibao",
    "has_labor",
    "house_grade",
    "house_policy",
    "house_renovated",
    "income_band",
    "income_sheet",
    "industry",
    "lifted",
    "lifted_year",
    "loan_answer",
    "loan_repay",
    "loan_status",
    "low_income",
    "monitor",
    "monitor_category",
    "plan_status",
    "priority_categories",
    "residence",
    "safety_net",
    "shareholder",
    "size",
    "size_income",
    "tekun",
    "toilet_reform_period",
    "toilet_subsidy",
    "toilet_treatment",
    "toilet_type",
    "toilet_use",
    "toilet_wish",
];

/// Names of a member, `m.*`.
pub const MEMBER: &[&str] = &[
    "age",
    "dibao",
    "edu_aid",
    "health",
    "labor",
    "med_aid",
    "medical_insurance",
    "migrant",
    "public_post",
    "relation",
    "school_answer",
    "sex",
    "student",
    "tekun",
    "training_answer",
    "travel_subsidy",
    "work_answer",
    "work_months",
    "work_region",
];

/// Worked-out values, `calc.*`.
pub const CALC: &[&str] = &[
    "dev_support",
    "ledger_complete",
    "measure_match",
    "per_capita_net",
    "ref_per_capita",
    "toilet_coverage",
];

/// Village values, `v.*`.
pub const VILLAGE: &[&str] = &["employment", "posts"];

/// Beside the numeric parameters: the running phase, `c.phase`.
pub const PHASE: &str = "phase";

/// Names whose values are codes of an enumeration, for checking the texts they are compared with. `monitor` is not
/// among them: conditions see the procedure's steps folded into four values.
pub const CODED: &[(&str, &str)] = &[
    ("hh.house_grade", "house_grade"),
    ("hh.monitor_category", "monitor_category"),
    ("hh.residence", "residence"),
    ("m.health", "health"),
    ("m.labor", "labor"),
    ("m.medical_insurance", "medical_insurance"),
    ("m.relation", "relation"),
    ("m.sex", "sex"),
    ("m.work_region", "work_region"),
];

/// Values of `hh.monitor` in conditions (note on the enumeration `monitor_state`).
pub const MONITOR: &[&str] = &["none", "lead", "active", "cleared"];

/// Values of `hh.loan_status` (domain, section 2.1).
pub const LOAN: &[&str] = &["none", "active", "overdue", "repaid"];

/// Triggers of a candidate that are no risk types; the cadre picks the types later (section 3.2).
pub const TRIGGERS: &[&str] = &["income", "rigid", "income_drop"];

/// Objects a village item may be repeated over (section 2.3).
pub const OBJECTS: &[&str] =
    &["water_source", "business_entity", "post_unit", "public_toilet", "assessment_issue"];
