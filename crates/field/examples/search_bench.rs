//! How long searching and unlocking take, over made-up names: `cargo run --release -p zoufang-field --example
//! search_bench [HOUSEHOLDS…]`. Prints p50 and p99 of each kind of search in milliseconds, as a table.
#![allow(
    clippy::print_stdout,
    clippy::disallowed_methods,
    reason = "a benchmark prints and measures real time"
)]

use std::sync::Arc;
use std::time::Instant;

use serde_json::value::RawValue;
use uuid::Uuid;
use zoufang_field::clock::{SetClock, shanghai};
use zoufang_field::ids::SeededIds;
use zoufang_field::roster::{self, Roster};
use zoufang_field::view::HouseholdFilter;
use zoufang_field::{Env, store};
use zoufang_store::StoreKey;
use zoufang_wire::{Action, Change, Entity};

const SURNAMES: &str = "李王张刘陈杨黄赵吴周徐孙马朱胡郭何高林罗郑梁谢宋唐许邓冯韩曹曾彭萧蔡潘田董袁于余叶蒋杜苏魏程吕丁沈任姚卢傅钟姜崔谭廖范汪陆金石戴贾韦夏邱方侯邹熊孟秦白江阎薛尹段雷黎史龙陶贺顾毛郝龚邵万钱严覃武戚莫孔向汤单仇区解查盖乐";
const GIVEN: &str = "伟芳娜秀英敏静丽强磊军洋勇艳杰娟涛明超兰霞平刚桂国华建文玉红春梅林海云峰志永德安福生荣光才富贵清泉山石松柏贤良忠义礼智信祥瑞康宁泰和顺达昌盛兴旺发财宝珍珠琼瑶碧翠香莲菊桃杏柳燕凤鸾龙虎豹雄豪俊彦";

/// A small generator that gives the same township every time.
struct Dice(u64);

impl Dice {
    fn roll(&mut self, sides: usize) -> usize {
        self.0 = self.0.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        usize::try_from(self.0 >> 33).unwrap_or(0) % sides
    }

    fn name(&mut self, surnames: &[char], given: &[char]) -> String {
        let mut name = String::from(surnames[self.roll(surnames.len())]);
        for _ in 0..1 + self.roll(4).min(1) {
            name.push(given[self.roll(given.len())]);
        }
        name
    }
}

fn main() -> Result<(), Box<dyn std::error::Error>> {
    let asked: Vec<u32> = std::env::args().skip(1).filter_map(|text| text.parse().ok()).collect();
    let sizes = if asked.is_empty() { vec![20_000, 100_000] } else { asked };
    println!("| households | what | p50 ms | p99 ms | most ms |");
    println!("|---:|---|---:|---:|---:|");
    for size in sizes {
        measure(size)?;
    }
    Ok(())
}

fn measure(size: u32) -> Result<(), Box<dyn std::error::Error>> {
    let dir = tempfile::tempdir()?;
    let now = shanghai();
    let clock = SetClock::at(chrono::DateTime::UNIX_EPOCH.with_timezone(&now));
    let env = Env::new(Arc::new(clock), Arc::new(SeededIds::new(1)));
    let (path, key) = (dir.path().join("field.db"), StoreKey::new([7; 32]));
    let mut connection = store::open_current(&path, &key, &env)?;
    let names = pull(&mut connection, size)?;
    drop(connection);

    let mut opened = Vec::new();
    for _ in 0..7 {
        let started = Instant::now();
        let connection = store::open_current(&path, &key, &env)?;
        let roster = Roster::load(&connection, env.clock.today())?;
        let page = roster.page(&HouseholdFilter::default(), None, 0, 50);
        opened.push(started.elapsed().as_secs_f64() * 1000.0);
        assert_eq!(page.total, size);
    }
    print(size, "open the file, load, first page", &mut opened);

    let connection = store::open_current(&path, &key, &env)?;
    let roster = Roster::load(&connection, env.clock.today())?;
    let mut dice = Dice(99);
    let mut kinds: Vec<(&str, Vec<String>)> = vec![
        ("2-letter initials", Vec::new()),
        ("2-character name", Vec::new()),
        ("3-character name", Vec::new()),
        ("misspelt pinyin", Vec::new()),
        ("first letter", Vec::new()),
        ("phone, 4 digits", Vec::new()),
    ];
    let letters = "zwlcyhxsgjfdtmqbp";
    for _ in 0..400 {
        let pick = |dice: &mut Dice| letters.as_bytes()[dice.roll(letters.len())] as char;
        let name = &names[dice.roll(names.len())];
        kinds[0].1.push(format!("{}{}", pick(&mut dice), pick(&mut dice)));
        kinds[1].1.push(name.chars().take(2).collect());
        kinds[2].1.push(name.clone());
        kinds[3].1.push(misspelt(name, &mut dice));
        kinds[4].1.push(pick(&mut dice).to_string());
        kinds[5].1.push(format!("{:04}", dice.roll(10_000)));
    }
    for (what, texts) in kinds {
        let mut times = Vec::new();
        for text in &texts {
            let started = Instant::now();
            let page = roster.page(&HouseholdFilter::default(), Some(text), 0, 50);
            times.push(started.elapsed().as_secs_f64() * 1000.0);
            std::hint::black_box(page);
        }
        print(size, what, &mut times);
    }
    let mut connection = connection;
    for (what, seed) in [("reset to the same rows", 7), ("reset to other rows", 8)] {
        print(size, what, &mut [swap(&mut connection, size, seed)?]);
    }
    Ok(())
}

/// Full pinyin with one wrong letter in its middle.
fn misspelt(name: &str, dice: &mut Dice) -> String {
    use pinyin::ToPinyin as _;
    let full: String = name.to_pinyin().flatten().map(|one| one.plain()).collect();
    let at = 1 + dice.roll(full.len().saturating_sub(2).max(1));
    full.char_indices().map(|(place, c)| if place == at { 'x' } else { c }).collect()
}

fn print(size: u32, what: &str, times: &mut [f64]) {
    times.sort_by(f64::total_cmp);
    let at = |share: f64| times[((times.len() - 1) as f64 * share).round() as usize];
    println!("| {size} | {what} | {:.2} | {:.2} | {:.2} |", at(0.5), at(0.99), at(1.0));
}

/// Households as the office sends them; returns the heads' names.
fn pull(connection: &mut rusqlite::Connection, size: u32) -> Result<Vec<String>, Box<dyn std::error::Error>> {
    let transaction = connection.transaction()?;
    let mut names = Vec::new();
    for (name, change) in township(size, 7)? {
        names.push(name);
        roster::apply(&transaction, &change)?;
    }
    transaction.commit()?;
    Ok(names)
}

/// The transaction that puts a reset's rows in place, while a tap would have to wait.
fn swap(
    connection: &mut rusqlite::Connection,
    size: u32,
    seed: u64,
) -> Result<f64, Box<dyn std::error::Error>> {
    let transaction = connection.transaction()?;
    for (_, change) in township(size, seed)? {
        roster::apply_staged(&transaction, &change)?;
    }
    transaction.commit()?;
    let started = Instant::now();
    let transaction = connection.transaction()?;
    roster::swap_staged(&transaction)?;
    transaction.commit()?;
    Ok(started.elapsed().as_secs_f64() * 1000.0)
}

/// Households with the names of their heads; another seed gives others of the same ids.
fn township(size: u32, seed: u64) -> Result<Vec<(String, Change)>, Box<dyn std::error::Error>> {
    let (surnames, given): (Vec<char>, Vec<char>) = (SURNAMES.chars().collect(), GIVEN.chars().collect());
    let mut dice = Dice(seed);
    let mut households = Vec::new();
    for n in 0..size {
        let mut member = |at: u128, relation: &str| {
            serde_json::json!({
                "id": Uuid::from_u128(u128::from(n) * 16 + at), "name": dice.name(&surnames, &given),
                "id_type": "1", "id_no": format!("990101{:04}0101{:04}", 1940 + dice.roll(70), dice.roll(10_000)),
                "sex": "1", "relation": relation, "phone": format!("139{:08}", dice.roll(100_000_000)),
            })
        };
        let members = [member(1, "01"), member(2, "02"), member(3, "03")];
        let name = members[0]["name"].as_str().unwrap_or_default().to_owned();
        let id = Uuid::from_u128(1 << 100 | u128::from(n));
        let row = serde_json::json!({
            "id": id, "village_id": Uuid::from_u128(u128::from(n % 12) + 1), "group": format!("{}组", n % 9 + 1),
            "address": format!("大湾{}号", n % 300), "household_type": "general",
            "head_member_id": members[0]["id"], "size": 3, "residence": "1", "members": members,
        });
        let row = Some(RawValue::from_string(row.to_string())?);
        households.push((name, Change { entity: Entity::Household, id, action: Action::Upsert, row }));
    }
    Ok(households)
}
