//! The evidence of each mode, as a cadre would give it; outside its condition a written reason goes with it.

use zoufang_domain::visit::{FacePlace, ModeKind, ProxyWho, VisitMode};
use zoufang_field::view::DraftView;

/// The mode with its evidence and, for phone and proxy, a reason in case the condition is not met.
pub fn mode(kind: ModeKind, view: &DraftView) -> (VisitMode, Option<String>) {
    let respondent = view.members.iter().find(|member| member.active).map(|member| member.id);
    match kind {
        ModeKind::Face => {
            let mode = VisitMode::Face {
                respondent,
                respondent_name: None,
                place: FacePlace::AtHome,
                place_note: None,
            };
            (mode, None)
        }
        ModeKind::Phone => {
            let mode = VisitMode::Phone {
                number: "13800000000".to_owned(),
                respondent,
                respondent_name: None,
                whereabouts: "广东省-深圳市-宝安区".to_owned(),
                away_since: "2021-03".to_owned(),
                called_at: view.started_at,
            };
            (mode, Some("全家在外务工，电话核实".to_owned()))
        }
        ModeKind::Proxy => {
            let mode = VisitMode::Proxy {
                who: ProxyWho::Relative,
                name: "王代答".to_owned(),
                relation: "侄子".to_owned(),
                phone: Some("13800000001".to_owned()),
                reason: "health".to_owned(),
                reason_text: Some("卧床，听力很差".to_owned()),
                household_seen: true,
                observation: Some("在家，精神尚可".to_owned()),
                by_phone: false,
            };
            (mode, Some("老人卧床无法沟通".to_owned()))
        }
    }
}
