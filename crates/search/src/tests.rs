use super::*;

type House = (&'static str, Vec<(&'static str, &'static str, &'static str)>);

struct Village(Vec<House>);

/// (address, [(name, id tail, phone)])
fn village() -> Village {
    Village(vec![
        ("小湾1号", vec![("张三", "030039", "13900000001"), ("李秀英", "", "")]),
        ("小湾2号", vec![("张珊", "", ""), ("王小二", "12003X", "")]),
        ("大沟12号", vec![("章三丰", "", "13812345678")]),
        ("大沟13号", vec![("曾祥云", "", "")]),
        ("大沟14号", vec![("吕布", "", "")]),
        ("桥头", vec![("王𠮷", "", ""), ("张三", "", "")]),
        ("桥头9号", vec![("赵四", "", ""), ("尉迟大年", "", "")]),
    ])
}

fn index(village: &Village) -> SearchIndex {
    SearchIndex::build(village.0.iter().enumerate().map(|(at, (address, people))| {
        Subject {
            people: people
                .iter()
                .map(|(name, tail, phone)| Person {
                    name,
                    id_tail: (!tail.is_empty()).then_some(*tail),
                    phone: (!phone.is_empty()).then_some(*phone),
                })
                .collect(),
            phone: None,
            address: Some(address),
            group: if at < 3 { "3组" } else { "13组" },
            village: "石龙村",
        }
    }))
}

fn found(text: &str) -> Vec<u32> {
    let village = village();
    index(&village).search(&Query::new(text), |_| true).iter().map(|hit| hit.entry).collect()
}

#[test]
fn a_name_is_found_by_characters_pinyin_initials_and_sound() {
    assert_eq!(found("张三")[..2], [0, 5]);
    assert_eq!(found("zhangsan")[0], 0);
    assert_eq!(found("ZhangSan")[0], 0);
    assert_eq!(found("ｚｓ")[0], 0);
    // 章山 sounds like 张三 (zhangshan and zhangsan differ by one letter) and like 张珊.
    assert!(found("章珊").contains(&1));
    assert_eq!(found("张san")[0], 0);
}

#[test]
fn results_come_as_one_types() {
    for typed in ["z", "zh", "zha", "zhang", "zhangs", "zhangsa", "张"] {
        assert!(found(typed).contains(&0), "{typed}");
    }
}

#[test]
fn polyphonic_compound_and_rare_names_are_found() {
    assert_eq!(found("zengxiangyun")[0], 3);
    assert_eq!(found("lvbu")[0], 4);
    assert_eq!(found("lubu")[0], 4);
    assert_eq!(found("lübu")[0], 4);
    assert_eq!(found("yuchi"), vec![6]);
    assert_eq!(found("ycdn"), vec![6]);
    assert_eq!(found("𠮷"), vec![5]);
    assert_eq!(found("wangji")[0], 5);
}

#[test]
fn one_slip_still_finds_in_letters_characters_and_numbers() {
    for typed in ["zegxiangyun", "zengxiangyum", "zengxaingyun", "曾祥运", "曾翔云"] {
        assert!(found(typed).contains(&3), "{typed}");
    }
    assert!(found("13812345679").contains(&2));
}

#[test]
fn numbers_are_found_by_id_tail_phone_and_house_number() {
    assert_eq!(found("0039"), vec![0]);
    assert_eq!(found("003x"), vec![1]);
    assert_eq!(found("990101201403030039"), vec![0]);
    assert_eq!(found("138"), vec![2]);
    assert_eq!(found("5678"), vec![2]);
    assert_eq!(found("12号"), vec![2]);
    assert_eq!(found("大沟").len(), 3);
}

#[test]
fn a_group_and_a_name_together_narrow() {
    assert_eq!(found("3组 张三")[0], 0);
    // 赵四 and 张三 of the thirteenth group; neither 张三 of the third.
    assert_eq!(found("13组 zs"), vec![6, 5]);
    assert!(found("3组")[..3].iter().all(|entry| *entry < 3));
}

#[test]
fn better_matches_come_first_and_the_head_before_members() {
    let village = village();
    let hits = index(&village).search(&Query::new("zhangsan"), |_| true);
    let ranks: Vec<_> = hits.iter().map(|hit| hit.rank).collect();
    assert!(ranks.is_sorted());
    assert_eq!((hits[0].entry, hits[0].person), (0, Some(0)));
    assert_eq!((hits[1].entry, hits[1].person), (5, Some(1)));
}

#[test]
fn nothing_typed_finds_nothing_and_odd_text_does_not_panic() {
    assert!(found("").is_empty());
    assert!(found("   ").is_empty());
    for text in
        ["\u{0}", "🐖🐖🐖", "'", "%_*", "ü", "-", "xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx"]
    {
        found(text);
    }
}
