//! The one error that crosses IPC and HTTP: a code, its parameters, whether trying again can help.
//!
//! Screens never match on text. One exhaustive match turns each code into Chinese and English words, so a new code
//! does not compile without its words. Each text says what happened, that nothing is lost, and what to do.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

/// What a screen, a device or a program needs to know of a failure.
#[derive(
    Debug, Clone, PartialEq, Eq, Serialize, Deserialize, thiserror::Error, ts_rs::TS, utoipa::ToSchema,
)]
#[error("{code:?} {params:?}")]
#[ts(export)]
pub struct ApiError {
    pub code: ErrorCode,
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    pub params: BTreeMap<String, String>,
    /// The same call may succeed later without anything being changed.
    pub retryable: bool,
}

impl ApiError {
    #[must_use]
    pub fn new(code: ErrorCode) -> Self {
        Self { code, params: BTreeMap::new(), retryable: code.retryable() }
    }

    /// Adds a parameter that the texts may show, such as `field` or `wait_s`.
    #[must_use]
    pub fn with(mut self, name: &str, value: impl std::fmt::Display) -> Self {
        self.params.insert(name.to_owned(), value.to_string());
        self
    }

    /// The Chinese sentence with its parameters; one that is missing stays visible as `{name}`.
    #[must_use]
    pub fn in_chinese(&self) -> String {
        self.filled(self.code.zh())
    }

    /// The English sentence with its parameters.
    #[must_use]
    pub fn in_english(&self) -> String {
        self.filled(self.code.en())
    }

    fn filled(&self, text: &str) -> String {
        self.params
            .iter()
            .fold(text.to_owned(), |text, (name, value)| text.replace(&format!("{{{name}}}"), value))
    }
}

macro_rules! codes {
    ($($(#[$doc:meta])* $code:ident => $zh:literal, $en:literal;)+) => {
        /// Every failure that a person or another program may meet.
        #[derive(
            Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash,
            Serialize, Deserialize, ts_rs::TS, utoipa::ToSchema,
        )]
        #[serde(rename_all = "snake_case")]
        #[ts(export)]
        pub enum ErrorCode {
            $($(#[$doc])* $code,)+
        }

        impl ErrorCode {
            pub const ALL: &'static [Self] = &[$(Self::$code,)+];

            /// Chinese text; `{name}` stands for a parameter.
            #[must_use]
            pub const fn zh(self) -> &'static str {
                match self { $(Self::$code => $zh,)+ }
            }

            /// English text; `{name}` stands for a parameter.
            #[must_use]
            pub const fn en(self) -> &'static str {
                match self { $(Self::$code => $en,)+ }
            }
        }
    };
}

codes! {
    // Enrolment and trust
    TicketInvalid => "这不是登记码，或者没有复制完整。请让镇信息员重新发一次。", "This is not an enrolment text, or it is cut off. Ask the information officer to send it again.";
    CodeUnknown => "登记码不对或已过期。请向镇信息员要一个新的。", "The enrolment code is wrong or expired. Ask for a new one.";
    CodeUsed => "这个登记码已经用过了，一个码只能登记一台设备。请向镇信息员要一个新的。", "This code has been used; one code enrols one device. Ask for a new one.";
    /// A device with one cadre's work was shown another cadre's code.
    OtherAccount => "这个登记码是给别人（{name}）的，不能用在这台设备上，不然走访会记到别人名下。请让镇信息员用您的名字再发一个。本机的走访都在。", "This code is for somebody else ({name}); used here, your visits would be counted as theirs. Ask for one made for you. Everything is still on this device.";
    NotAnOffice => "{address} 不是走访系统的镇上服务器。请核对地址。", "{address} is not a Zoufang office. Check the address.";
    CertificateChanged => "镇上服务器的证书和登记时不一样，已停止连接。本机数据都在。请联系镇信息员核实。", "The office's certificate is not the one from enrolment; the connection was stopped. Nothing on this device is lost. Ask the information officer.";
    Unauthorized => "登录已失效，正在重新验证。没传完的都在本机。", "The sign-in has expired; signing in again. Unsent work is on this device.";
    EnrolAgain => "这台设备的登记已失效，不能上传下载。没传完的走访都在本机，请不要删除应用，并联系镇信息员。", "This device's enrolment is no longer valid, so nothing can be sent or fetched. Unsent visits are on this device: do not remove the app, and ask the information officer.";
    DeviceRevoked => "这台设备已被镇上停用，不能再下载名单。没传完的走访还能交回，请联系镇信息员。", "This device has been revoked and can no longer download. Unsent visits can still be handed in; ask the information officer.";
    Forbidden => "您的账号没有这项权限。", "Your account may not do this.";
    WrongPassword => "账号或密码不对。", "Wrong account or password.";

    // Sync
    OfficeUnreachable => "连不上镇上服务器。走访已存本机，有信号时会自动上报。", "The office cannot be reached. Visits are saved here and will be sent when there is a signal.";
    RateLimited => "请求太频繁，{wait_s} 秒后自动再试。", "Too many requests; trying again in {wait_s} s.";
    OfficeBusy => "镇上服务器忙，稍后自动再试。没传完的都在本机。", "The office is busy; trying again soon. Unsent work is on this device.";
    OfficeFull => "镇上服务器存储空间满了，暂时收不下，稍后自动再试。没传完的都在本机。请告诉镇信息员清理空间。", "The office's storage is full and takes nothing for now; trying again later. Unsent work is on this device. Tell the information officer to free space.";
    BodyTooLarge => "这一批太大（上限 {limit} 字节），会自动分小再传。", "This batch is too large (limit {limit} bytes); it will be split and sent again.";
    BodyInvalid => "内容有误：{detail}。原样保留，请联系镇信息员。", "Invalid content: {detail}. It is kept as it is.";
    DigestMismatch => "传输中有损坏，会自动重传。", "Damaged on the way; it will be sent again.";
    StreamForked => "发现这台设备的数据被复制或恢复过，正在重新编号，走访不会丢、不会重。", "This device's data has been copied or restored; renumbering. No visit is lost or doubled.";
    ProtocolUnknown => "应用和镇上系统的版本对不上，暂时不能上传下载。没传完的都在本机。请升级应用，或联系镇信息员。", "App and office speak different versions, so nothing can be sent or fetched for now. Unsent work is on this device. Upgrade the app or ask the information officer.";
    UpgradeToPull => "应用版本太旧，还能上报，但要升级后才能下载名单。", "The app is too old to download; it can still send. Please upgrade.";
    OpIdConflict => "同一编号已有不同内容，镇上两份都保留，请联系镇信息员。", "Other content exists under the same id; the office keeps both. Ask the information officer.";
    OpBodyInvalid => "这一条的“{detail}”有误，镇上已原样保留，没有计入。请修改后重新提交。", "“{detail}” of this record is invalid; the office kept it but did not count it. Correct and submit again.";
    UnknownKind => "镇上系统版本较旧，先收着，升级后自动入账。", "The office is older and keeps this until it is upgraded.";
    OutOfScope => "这户已不在您的名单里，镇上先收着，等镇上确认。", "This household is no longer on your list; the office keeps the record for review.";
    UnknownVisit => "镇上没有找到要更正的那次走访，先收着。", "The visit to be amended is not in the office yet; kept for review.";
    Stale => "镇上的状态已经变了，请看最新情况后再办。", "The state has changed in the office; look at the current one and decide again.";

    // Device store
    WrongPin => "密码不对，还可以试 {left} 次。", "Wrong PIN; {left} tries left.";
    PinWait => "输错次数太多，请等 {wait_s} 秒再试。数据都在，不会删除。", "Too many wrong tries; wait {wait_s} s. Nothing is deleted.";
    PinTooShort => "密码至少 6 位数字。", "The PIN needs at least 6 digits.";
    PinTooSimple => "密码太简单（如 123456、111111），请换一个。", "The PIN is too simple; choose another.";
    Locked => "请先输入密码解锁。", "Unlock first.";
    NotEnrolled => "这台设备还没有登记。", "This device is not enrolled yet.";
    AlreadyEnrolled => "这台设备已经登记过了。", "This device is enrolled already.";
    StoreDamaged => "本机数据文件损坏，已原样另存到 {path}，能救的走访已救出 {saved} 条。请尽快联系镇信息员。", "The data file is damaged; it was set aside at {path} and {saved} operations were salvaged. Contact the information officer.";
    StoreSuspect => "本机数据文件有损坏。请先锁定，再输密码进来，系统会把能救的都救出来，原文件不会删。", "The data file on this device is damaged. Lock the app and unlock it again: everything readable is rescued, and the old file is kept.";
    OpDamaged => "这一条在手机里存坏了，传不上去。原样留着，不会删；别的走访照常上报，不受影响。请带手机到镇上找镇信息员，不要删除应用。", "This record was damaged in the phone's storage and cannot be sent. It is kept as it is, and nothing else is held up. Bring the phone to the town office; do not remove the app.";
    StoreWrongKey => "本机数据文件打不开（密钥不对）。文件没有改动，请联系镇信息员。", "The data file cannot be opened with this key. It was not changed.";
    StoreNewer => "数据是更新版本的应用写的，请升级应用。没传完的还能上报。", "The data was written by a newer app; please upgrade. Unsent work can still be sent.";
    DiskFull => "存储空间满了，这一步没有存上。请清理空间后再点一次，已存的都在。", "Storage is full; this step was not saved. Free some space and try again; everything saved before is still there.";
    NotFound => "没有找到“{what}”。", "“{what}” was not found.";
    InvalidInput => "“{field}”填得不对：{detail}", "“{field}” is not right: {detail}";
    VisitIncomplete => "还有 {count} 处没完成，请补上再保存。", "{count} things are missing; complete them first.";
    ClockFarOff => "本机时间和镇上相差 {minutes} 分钟，不影响走访，请校准时间。", "This device's clock differs from the office by {minutes} minutes; work goes on, please correct it.";
    ChecklistFaulty => "新的排查清单有误，没有启用，仍用原来的清单，走访照常。请告诉镇信息员：{detail}", "The new checklist is faulty and not in use; the one before stays and visits go on. Tell the information officer: {detail}";
    ChecklistReleased => "第 {version} 版排查清单已经发布，不能再改。请改高版本号后重新发布。", "Version {version} of the checklist has been published and cannot be changed; publish the change under a higher version.";

    // Ledger
    MoveImpossible => "这个问题现在的状态办不了这一步。请看最新状态后再办。", "The problem's present state does not allow this step. Look at the newest state and decide again.";
    MoveNotYours => "这一步不归您的账号办：方案、进展、申请销号归责任人（可由村管理员、信息员、专班代填），验收归村管理员或专班，移交、合并、不属实、批准延期归专班。", "This step is not your account's: plan, progress and submission belong to the responsible person or whoever writes for them, verification to the village or the task force, transfer, merge, invalid and extensions to the task force.";
    PlanIncomplete => "整改方案没有填完整。原因、措施各写5到300字，责任人、责任单位、责任领导都要填。", "The plan is not complete: cause and measure of 5 to 300 characters each, person, unit and leader.";
    CompletionMissing => "请先填整改进展和完成日期。", "Write the progress and the day of completion first.";
    CompletionDayWrong => "完成日期不能早于发现日期，也不能晚于今天。", "The day of completion lies between the day of discovery and today.";
    EvidenceMissing => "严重、较重的问题要有佐证才能申请销号：写一句说明，或填材料件数。", "Critical and major problems need evidence: a written line or the number of papers.";
    VerifierIsResponsible => "责任人和申请销号的人不能自己验收。请换一位验收。", "Whoever is responsible or applied cannot verify. Ask somebody else.";
    HouseholdNotAsked => "严重问题销号前，要回访或打电话问过农户。请填回访方式和日期。", "A critical problem is struck off only after a revisit or a call to the household. Write how and when.";
    AskedDayWrong => "回访日期不能早于发现日期，也不能晚于今天。", "The household was asked between the day of discovery and today.";
    ReasonMissing => "请写明原因。", "Write the reason.";
    TransferIncomplete => "请填移交到哪个部门和函件文号。", "Name the department and the number of the letter.";
    BucketClosed => "这个时限已经过了或不存在，请选别的时限。", "This deadline is over or unknown; choose another.";
    SameDeadline => "现在的时限就是这个，不用调整。", "The deadline is already that one.";
    ExtensionMissing => "没有待批的延期申请，可能别人已经办了。", "No extension waits for approval; somebody may have decided it.";
    MergeTargetWrong => "要并到同一个村、还没有销号的另一个问题里。请重新选。", "Merge into another problem of the same village that is not settled. Choose again.";
    RaisedAgain => "这个问题后来又有人报过，正在台账里办理，请在那一条上继续。", "The same problem has been raised again since and is in the ledger; go on there.";

    // Review of visits
    OwnVisit => "自己的走访不能自己审核。请换一位审核。", "Nobody reviews a visit of their own; ask another officer.";
    AlreadyJudged => "这次走访已经审核过了，等干部更正后再审。", "This visit has been judged already; it is judged again once it was corrected.";
    RemarkMissing => "退回要写明哪里要补。请至少写一条意见。", "Write at least one remark: what is to be looked at again.";
    RemarkLength => "每条意见写1到300字。", "A remark has 1 to 300 characters.";
    RemarkPlace => "有一条意见对不上这次走访的内容，或者同一项写了两条。请刷新后再写。", "A remark is about something that this visit does not hold, or one item has two. Load it again and write anew.";

    // Import of official templates
    NoChecklist => "还没有发布排查清单，模板从清单里来。请先发布清单。", "No checklist has been published, and the templates come with it. Publish one first.";
    FileTooLarge => "文件太大，最多 {limit} MB。请按村拆分后分别上传。", "The file is too large; the limit is {limit} MB. Split it by village.";
    ImportNotReady => "这个文件现在不能导入：还没有核对完、读不出来，或者已经导入过了。请刷新看最新状态。", "This file cannot be imported now: it is still being checked, cannot be read, or has been imported. Look at its newest state.";
    ImportFaulty => "文件里有 {count} 处错误，没有导入。请改好后重新上传，或选“只导入无误的户”。", "The file has {count} errors and was not imported. Correct it and upload again, or import the households without errors only.";
    PurposeMissing => "请写明用途，2到100字。会记在操作记录里。", "Say what it is for, in 2 to 100 characters. It stands in the audit log.";
    RosterChanged => "核对之后名册又有变动，没有导入。请重新核对，看过再导入。", "The roster has changed since the check, so nothing was imported. Check again, look, and then import.";

    // Identification procedure
    StepImpossible => "这条线索现在的环节办不了这一步。请看最新状态后再办。", "The lead's present step does not allow this. Look at the newest state and decide again.";
    StepNotYours => "这一步不归您的账号办：核实、评议、公示归村管理员，审核和回退归专班，区县审定结果由镇信息员记录。", "This step is not your account's: verification, meeting and publicity belong to the village, review and reverting to the task force, the district's decision is recorded by the information officer.";
    CadreMissing => "请填由哪位干部入户核实。", "Name the cadre who verifies.";
    IncomeIncomplete => "家庭收入支出还没有核实完整，不能提交评议。", "The household's income is not completely verified yet.";
    RiskTypesWrong => "请选1到5个风险类型。", "Choose one to five risk types.";
    NotAuthorised => "还没有《申请及承诺授权书》的签订日期。", "The household's signed authorisation is missing.";
    MeetingMissing => "请填评议日期和结果。", "Write the day and the result of the meeting.";
    PublicityRuns => "公示还没满，要到 {until} 才能报镇审核。", "The publicity is not over; it can be reported from {until} on.";
    PublicityMissing => "请填公示开始日期和有没有异议（没有就写“无”）。", "Write when the publicity began and what was objected, or that nothing was.";
    CategoryWrong => "监测对象类别和户类型对不上：脱贫户是脱贫不稳定户，一般农户是边缘易致贫户，突发严重困难户两种都可以。", "The category does not fit the household: lifted households are unstable, ordinary ones marginal, sudden difficulty fits both.";
    ClearTooEarly => "识别满6个月才能消除，要到 {from}。", "The risk can be cleared from {from} on.";
    NotIdentified => "名册里没有识别日期，不能消除风险。", "The roster has no day of identification.";
    NoMeasure => "没有针对性帮扶措施，不能按帮扶消除。", "Without a targeted measure the risk cannot count as cleared by support.";
    NotSafe => "收入、三保障、饮水、大额支出没有都稳定，不能消除风险。", "Income, guarantees, water and big expenses are not all settled.";
    NoLabor => "整户没有劳动力，不能消除风险。", "A household without any labour cannot be cleared.";
    ClearModeMissing => "请选风险消除方式。", "Choose how the risk was cleared.";
    NothingToRevert => "回退只用于已标注风险消除、又不稳定或整户没有劳动力的户。", "Reverting is for cleared households whose clearing is unstable or that have no labour.";
    StepDayWrong => "日期不能早于线索日期，也不能晚于今天；公示不能早于评议。", "The day lies between the lead and today, and publicity does not begin before the meeting.";
    Internal => "系统内部出错（{detail}）。已存的都在，请重试；还不行请联系镇信息员。", "Internal error ({detail}). Everything saved is still there; try again.";
}

impl ErrorCode {
    /// Whether the same call may succeed later by itself.
    #[must_use]
    pub const fn retryable(self) -> bool {
        matches!(
            self,
            Self::OfficeUnreachable
                | Self::RateLimited
                | Self::OfficeBusy
                | Self::OfficeFull
                | Self::DigestMismatch
                | Self::Unauthorized
                | Self::DiskFull
                | Self::PinWait
        )
    }

    /// HTTP status that carries this code.
    #[must_use]
    pub const fn status(self) -> u16 {
        match self {
            Self::Unauthorized | Self::EnrolAgain | Self::WrongPassword => 401,
            Self::Forbidden | Self::MoveNotYours | Self::StepNotYours | Self::OwnVisit => 403,
            Self::NotFound => 404,
            Self::CodeUsed
            | Self::StreamForked
            | Self::Stale
            | Self::MoveImpossible
            | Self::StepImpossible
            | Self::ExtensionMissing
            | Self::RaisedAgain
            | Self::AlreadyJudged
            | Self::ImportNotReady
            | Self::RosterChanged
            | Self::NoChecklist
            | Self::OpIdConflict
            | Self::ChecklistReleased
            | Self::AlreadyEnrolled
            | Self::OtherAccount => 409,
            Self::DeviceRevoked => 410,
            Self::BodyTooLarge | Self::FileTooLarge => 413,
            Self::DigestMismatch
            | Self::CodeUnknown
            | Self::OpBodyInvalid
            | Self::UnknownVisit
            | Self::VisitIncomplete
            | Self::ChecklistFaulty
            | Self::CadreMissing
            | Self::IncomeIncomplete
            | Self::RiskTypesWrong
            | Self::NotAuthorised
            | Self::MeetingMissing
            | Self::PublicityRuns
            | Self::PublicityMissing
            | Self::CategoryWrong
            | Self::ClearTooEarly
            | Self::NotIdentified
            | Self::NoMeasure
            | Self::NotSafe
            | Self::NoLabor
            | Self::ClearModeMissing
            | Self::NothingToRevert
            | Self::StepDayWrong
            | Self::PlanIncomplete
            | Self::CompletionMissing
            | Self::CompletionDayWrong
            | Self::EvidenceMissing
            | Self::VerifierIsResponsible
            | Self::HouseholdNotAsked
            | Self::AskedDayWrong
            | Self::ReasonMissing
            | Self::TransferIncomplete
            | Self::BucketClosed
            | Self::SameDeadline
            | Self::MergeTargetWrong
            | Self::ImportFaulty
            | Self::PurposeMissing
            | Self::RemarkMissing
            | Self::RemarkLength
            | Self::RemarkPlace => 422,
            Self::UpgradeToPull | Self::ProtocolUnknown => 426,
            Self::RateLimited => 429,
            Self::Internal => 500,
            Self::OfficeBusy | Self::OfficeFull | Self::OfficeUnreachable | Self::DiskFull => 503,
            _ => 400,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn both_languages_name_the_same_parameters() {
        let names = |text: &str| -> Vec<String> {
            let mut names: Vec<String> = text
                .split('{')
                .skip(1)
                .filter_map(|rest| rest.split_once('}'))
                .map(|(name, _)| name.to_owned())
                .collect();
            names.sort();
            names
        };
        for code in ErrorCode::ALL {
            assert_eq!(names(code.zh()), names(code.en()), "{code:?}");
        }
    }
}
