//! How a name may be typed: full pinyin and initials, with every reading that people use.

use std::collections::HashMap;
use std::rc::Rc;

use pinyin::{ToPinyin as _, ToPinyinMulti as _};

use super::surnames::{COMPOUND, RARE, SINGLE};

/// Combinations kept per name; more are names of a kind that does not exist.
const MOST: usize = 8;
/// Readings taken of a character that is not the surname: the usual one and the next.
const GIVEN: usize = 2;

/// Looks readings up once per character: a township has few thousand different ones.
#[derive(Default)]
pub(super) struct Readings {
    chars: HashMap<char, Rc<[String]>>,
}

/// One way to type a name.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct Typed {
    pub full: String,
    pub initials: String,
}

impl Readings {
    /// All ways to type `name`, the usual one first.
    pub(super) fn of(&mut self, name: &str) -> Vec<Typed> {
        let chars: Vec<char> = name.chars().filter(|c| !c.is_whitespace()).collect();
        let mut ways = vec![Typed { full: String::new(), initials: String::new() }];
        let compound: String = chars.iter().take(2).collect();
        let compound = COMPOUND.iter().find(|(surname, _)| *surname == compound && chars.len() > 2);
        for (at, c) in chars.iter().enumerate() {
            let syllables = self.syllables(*c);
            let mut here: Vec<&str> = Vec::new();
            if let Some((_, read)) = compound.filter(|(_, read)| at < read.len()) {
                here.push(read[at]);
            }
            if at == 0 {
                for read in surname(*c) {
                    here.push(read);
                }
                here.extend(syllables.iter().map(String::as_str));
            } else {
                here.extend(syllables.iter().take(GIVEN).map(String::as_str));
            }
            let mut seen: Vec<&str> = Vec::new();
            here.retain(|one| {
                !seen.contains(one) && {
                    seen.push(one);
                    true
                }
            });
            ways = extend(&ways, &here);
        }
        ways.retain(|way| !way.full.is_empty());
        ways
    }

    fn syllables(&mut self, c: char) -> Rc<[String]> {
        Rc::clone(self.chars.entry(c).or_insert_with(|| syllables(c).into()))
    }
}

fn surname(c: char) -> impl Iterator<Item = &'static str> {
    SINGLE
        .iter()
        .filter(move |(one, _)| *one == c)
        .flat_map(|(_, read)| read.iter().copied())
        .flat_map(|read| std::iter::once(read).chain((read == "lv").then_some("lu")))
}

fn extend(ways: &[Typed], here: &[&str]) -> Vec<Typed> {
    if here.is_empty() {
        // A character without a reading must not hide the others.
        return ways.to_vec();
    }
    let mut longer = Vec::new();
    // Other readings of one place before other readings of all places, so that the cut at MOST keeps the usual.
    for syllable in here {
        for way in ways {
            if longer.len() < MOST {
                longer.push(Typed {
                    full: format!("{}{syllable}", way.full),
                    initials: format!("{}{}", way.initials, &syllable[..1]),
                });
            }
        }
    }
    longer
}

/// Readings of a character in ASCII: `ü` as `v` and as `u`, because people type either.
fn syllables(c: char) -> Vec<String> {
    if c.is_ascii_alphanumeric() {
        return vec![c.to_ascii_lowercase().to_string()];
    }
    let mut found: Vec<String> = Vec::new();
    let mut add = |plain: &str| {
        for ascii in [plain.replace('ü', "v"), plain.replace('ü', "u")] {
            if ascii.is_ascii() && !ascii.is_empty() && !found.contains(&ascii) {
                found.push(ascii);
            }
        }
    };
    if let Some(usual) = c.to_pinyin() {
        add(usual.plain());
    }
    if let Some(all) = c.to_pinyin_multi() {
        for one in all {
            add(one.plain());
        }
    }
    for (_, read) in RARE.iter().filter(|(one, _)| *one == c) {
        add(read);
    }
    found
}

#[cfg(test)]
mod tests {
    use super::*;

    fn types(name: &str, full: &str) -> bool {
        Readings::default().of(name).iter().any(|way| way.full == full)
    }

    #[test]
    fn sixty_surnames_are_found_as_they_are_said() {
        let golden = [
            ("单雄", "shanxiong"),
            ("仇英", "qiuying"),
            ("区志", "ouzhi"),
            ("曾国", "zengguo"),
            ("解珍", "xiezhen"),
            ("查良", "zhaliang"),
            ("盖文", "gewen"),
            ("盖文", "gaiwen"),
            ("乐毅", "yueyi"),
            ("乐毅", "leyi"),
            ("朴海", "piaohai"),
            ("任平", "renping"),
            ("缪红", "miaohong"),
            ("冼星", "xianxing"),
            ("召平", "shaoping"),
            ("折可", "sheke"),
            ("员半", "yunban"),
            ("尉文", "weiwen"),
            ("种师", "chongshi"),
            ("覃明", "qinming"),
            ("覃明", "tanming"),
            ("翟志", "zhaizhi"),
            ("葛优", "geyou"),
            ("宁静", "ningjing"),
            ("晁盖", "chaogai"),
            ("钭元", "touyuan"),
            ("逄先", "pangxian"),
            ("逯军", "lujun"),
            ("那英", "naying"),
            ("牟其", "mouqi"),
            ("牟其", "muqi"),
            ("车明", "cheming"),
            ("卜算", "busuan"),
            ("费玉", "feiyu"),
            ("句践", "goujian"),
            ("都督", "dudu"),
            ("郗鉴", "xijian"),
            ("谌龙", "chenlong"),
            ("谌龙", "shenlong"),
            ("祭遵", "zhaizun"),
            ("隗嚣", "weixiao"),
            ("长青", "zhangqing"),
            ("盛大", "shengda"),
            ("应红", "yinghong"),
            ("占明", "zhanming"),
            ("强生", "qiangsheng"),
            ("石明", "shiming"),
            ("乜文", "niewen"),
            ("吕布", "lvbu"),
            ("吕布", "lubu"),
            ("沈从", "shencong"),
            ("燕青", "yanqing"),
            ("过江", "guojiang"),
            ("贾诩", "jiaxu"),
            ("柏杨", "baiyang"),
            ("柏杨", "boyang"),
            ("薄一", "boyi"),
            ("瞿秋", "quqiu"),
            ("臧克", "zangke"),
            ("眭固", "suigu"),
            ("繁钦", "poqin"),
            ("黑明", "heming"),
            ("尉迟恭", "yuchigong"),
            ("万俟卨", "moqixie"),
            ("单于夫", "chanyufu"),
            ("长孙无忌", "zhangsunwuji"),
            ("令狐冲", "linghuchong"),
            ("澹台明", "tantaiming"),
            ("诸葛亮", "zhugeliang"),
            ("欧阳修", "ouyangxiu"),
            ("皇甫嵩", "huangfusong"),
            ("乐正克", "yuezhengke"),
            ("呼延灼", "huyanzhuo"),
            ("子车明", "zijuming"),
            ("张三", "zhangsan"),
            ("阿依古丽·买买提", "ayigulimaimaiti"),
        ];
        let missing: Vec<_> = golden
            .iter()
            .filter(|(name, full)| !types(name, full))
            .map(|(name, full)| format!("{name} as {full}: {:?}", Readings::default().of(name)))
            .collect();
        assert!(golden.len() >= 60);
        assert!(missing.is_empty(), "{missing:#?}");
    }

    #[test]
    fn a_rare_character_neither_vanishes_nor_hides_the_others() {
        assert!(types("王𠮷", "wangji"));
        assert!(types("张㛃", "zhangjie"));
        // No reading is known at all: the rest still is.
        assert!(types("张\u{e000}三", "zhangsan"));
    }

    #[test]
    fn the_usual_reading_comes_first_and_combinations_stay_few() {
        let ways = Readings::default().of("曾乐行长");
        assert_eq!(ways[0].full.get(..4), Some("zeng"));
        assert!(ways.len() <= MOST);
    }
}
