//! Names as a Chongqing township has them: common surnames, surnames that search gets wrong (多音字, 复姓) and
//! characters that old input methods and fonts lack.

use super::chance::Chance;

const COMMON: [&str; 60] = [
    "王", "李", "张", "刘", "陈", "杨", "黄", "周", "吴", "徐", "赵", "何", "罗", "唐", "邓", "冯", "谭",
    "蒋", "蔡", "胡", "朱", "高", "林", "郭", "马", "谢", "宋", "郑", "韩", "彭", "曹", "田", "董", "潘",
    "袁", "余", "叶", "杜", "苏", "魏", "程", "吕", "丁", "沈", "任", "姚", "卢", "钟", "廖", "汪", "石",
    "熊", "秦", "白", "江", "龙", "夏", "付", "左", "向",
];
/// Read otherwise than the dictionary's first reading: shàn, qiú, ōu, zēng, xiè, zhā, gě, yuè, piáo, rén, huà, bì, miào.
const POLYPHONIC: [&str; 13] = ["单", "仇", "区", "曾", "解", "查", "盖", "乐", "朴", "任", "华", "秘", "缪"];
const DOUBLE: [&str; 8] = ["尉迟", "万俟", "欧阳", "司马", "上官", "诸葛", "令狐", "长孙"];
const RARE: [&str; 6] = ["㛃", "䶮", "亓", "逄", "禤", "𠮷"];

const MALE: [&str; 48] = [
    "伟", "强", "军", "勇", "杰", "明", "涛", "超", "刚", "平", "辉", "鹏", "华", "飞", "鑫", "波", "斌",
    "宇", "浩", "凯", "建国", "建军", "国强", "志明", "德贵", "永富", "光荣", "昌明", "世平", "兴旺", "天才",
    "大全", "正华", "启发", "文彬", "家福", "明亮", "中林", "定国", "朝阳", "子轩", "浩然", "俊杰", "宇航",
    "梓豪", "一鸣", "思源", "嘉诚",
];
const FEMALE: [&str; 48] = [
    "芳", "娟", "敏", "静", "丽", "艳", "燕", "红", "霞", "梅", "琴", "玲", "英", "兰", "凤", "秀", "群",
    "莉", "云", "洁", "秀英", "桂兰", "玉珍", "淑芬", "素华", "国碧", "德芳", "光秀", "昌碧", "世群", "天秀",
    "大芬", "正碧", "启秀", "文静", "家琼", "明霞", "中秀", "定芳", "朝碧", "子涵", "雨欣", "欣怡", "诗涵",
    "梓萱", "一诺", "思雨", "嘉怡",
];
/// Characters outside the first 6,763: search, fonts and sorting must bear them.
const RARE_GIVEN: [&str; 8] = ["㴋", "珺", "翀", "彧", "燊", "喆", "𬭎", "䴖"];

/// A family name.
pub fn surname(dice: &mut Chance) -> &'static str {
    let list: &[&'static str] = match dice.below(1000) {
        0..30 => &POLYPHONIC,
        30..40 => &DOUBLE,
        40..45 => &RARE,
        _ => &COMMON,
    };
    dice.pick(list)
}

/// A given name for that sex.
pub fn given(dice: &mut Chance, sex: &str) -> String {
    if dice.happens(6) {
        return dice.pick(&RARE_GIVEN).to_owned();
    }
    let list = if sex == "1" { &MALE } else { &FEMALE };
    let first = dice.pick(list);
    // Two single characters make a third of the double names.
    if first.chars().count() == 1 && dice.happens(350) {
        let second = dice.pick(&list[..20]);
        if second != first {
            return format!("{first}{second}");
        }
    }
    first.to_owned()
}
