//! People as a Korean company's directory has them, and pictures to go with them.

use rand::seq::IndexedRandom;
use rand::{Rng, RngExt};
use serde::Serialize;

/// Family names with their usual Latin spelling, the commonest first, and how many of a thousand people bear them.
const FAMILY_NAMES: [((&str, &str), u32); 42] = [
    (("김", "kim"), 215),
    (("이", "lee"), 147),
    (("박", "park"), 84),
    (("최", "choi"), 47),
    (("정", "jung"), 43),
    (("강", "kang"), 24),
    (("조", "cho"), 21),
    (("윤", "yoon"), 21),
    (("장", "jang"), 20),
    (("임", "lim"), 17),
    (("한", "han"), 15),
    (("오", "oh"), 15),
    (("서", "seo"), 15),
    (("신", "shin"), 15),
    (("권", "kwon"), 14),
    (("황", "hwang"), 14),
    (("안", "ahn"), 14),
    (("송", "song"), 14),
    (("류", "ryu"), 13),
    (("전", "jeon"), 12),
    (("홍", "hong"), 11),
    (("고", "ko"), 9),
    (("문", "moon"), 9),
    (("양", "yang"), 9),
    (("손", "son"), 9),
    (("배", "bae"), 8),
    (("백", "baek"), 8),
    (("허", "heo"), 7),
    (("남", "nam"), 6),
    (("심", "shim"), 5),
    (("노", "noh"), 5),
    (("하", "ha"), 5),
    (("곽", "kwak"), 4),
    (("성", "sung"), 4),
    (("차", "cha"), 4),
    (("주", "joo"), 4),
    (("우", "woo"), 4),
    (("구", "koo"), 4),
    (("민", "min"), 3),
    (("남궁", "namgung"), 1),
    (("황보", "hwangbo"), 1),
    (("선우", "sunwoo"), 1),
];

const GIVEN_NAMES: [(&str, &str); 72] = [
    ("민준", "minjun"),
    ("서준", "seojun"),
    ("도윤", "doyun"),
    ("예준", "yejun"),
    ("시우", "siwoo"),
    ("하준", "hajun"),
    ("주원", "juwon"),
    ("지호", "jiho"),
    ("지후", "jihoo"),
    ("준우", "junwoo"),
    ("현우", "hyunwoo"),
    ("도현", "dohyun"),
    ("건우", "gunwoo"),
    ("우진", "woojin"),
    ("선우", "sunwoo"),
    ("민재", "minjae"),
    ("현준", "hyunjun"),
    ("연우", "yeonwoo"),
    ("정우", "jungwoo"),
    ("승현", "seunghyun"),
    ("준혁", "junhyuk"),
    ("성민", "sungmin"),
    ("재현", "jaehyun"),
    ("동현", "donghyun"),
    ("상훈", "sanghoon"),
    ("성호", "sungho"),
    ("영수", "youngsoo"),
    ("진호", "jinho"),
    ("태윤", "taeyoon"),
    ("경민", "kyungmin"),
    ("병철", "byungchul"),
    ("용준", "yongjun"),
    ("철수", "chulsoo"),
    ("광수", "kwangsoo"),
    ("기훈", "kihoon"),
    ("찬영", "chanyoung"),
    ("서연", "seoyeon"),
    ("서윤", "seoyoon"),
    ("지우", "jiwoo"),
    ("서현", "seohyun"),
    ("하은", "haeun"),
    ("하윤", "hayoon"),
    ("민서", "minseo"),
    ("지유", "jiyoo"),
    ("윤서", "yoonseo"),
    ("채원", "chaewon"),
    ("수아", "sooah"),
    ("지민", "jimin"),
    ("지아", "jiah"),
    ("다은", "daeun"),
    ("은서", "eunseo"),
    ("예은", "yeeun"),
    ("수빈", "soobin"),
    ("소율", "soyul"),
    ("예린", "yerin"),
    ("하늘", "haneul"),
    ("보람", "boram"),
    ("은지", "eunji"),
    ("지혜", "jihye"),
    ("유진", "yoojin"),
    ("현정", "hyunjung"),
    ("미영", "miyoung"),
    ("은영", "eunyoung"),
    ("영희", "younghee"),
    ("정숙", "jungsook"),
    ("순자", "soonja"),
    ("혜진", "hyejin"),
    ("수진", "soojin"),
    ("나래", "narae"),
    ("가영", "gayoung"),
    ("아름", "areum"),
    ("슬기", "seulgi"),
];

/// Departments and how many of a hundred people work in them.
const DEPARTMENTS: [(&str, u32); 16] = [
    ("개발팀", 19),
    ("플랫폼팀", 11),
    ("생산관리팀", 12),
    ("품질보증팀", 8),
    ("영업1팀", 8),
    ("영업2팀", 6),
    ("해외영업팀", 4),
    ("마케팅팀", 6),
    ("디자인팀", 5),
    ("데이터분석팀", 4),
    ("고객지원팀", 5),
    ("인사팀", 3),
    ("재무팀", 3),
    ("법무팀", 1),
    ("총무팀", 3),
    ("보안팀", 2),
];

/// Titles and how many of a hundred people bear them.
const TITLES: [(&str, u32); 8] = [
    ("사원", 30),
    ("주임", 14),
    ("대리", 21),
    ("과장", 16),
    ("차장", 9),
    ("부장", 6),
    ("팀장", 3),
    ("이사", 1),
];

/// What a user's `meta` says.
#[derive(Clone, Debug, Serialize)]
pub struct Profile {
    pub name: String,
    pub department: &'static str,
    pub title: &'static str,
}

/// Someone who may be given a card.
#[derive(Clone, Debug)]
pub struct Person {
    pub profile: Profile,
    /// The name as it stands in addresses.
    pub latin: String,
    /// As `+821012345678`.
    pub phone: String,
}

/// Makes someone up.
pub fn person(random: &mut impl Rng) -> Person {
    let (family, family_latin) = weighted(&FAMILY_NAMES, random);
    let (given, given_latin) = GIVEN_NAMES
        .choose(random)
        .copied()
        .unwrap_or(("하늘", "haneul"));
    Person {
        profile: Profile {
            name: format!("{family}{given}"),
            department: weighted(&DEPARTMENTS, random),
            title: weighted(&TITLES, random),
        },
        latin: format!("{given_latin}.{family_latin}"),
        phone: format!("+8210{:08}", random.random_range(20_000_000..100_000_000)),
    }
}

fn weighted<T: Copy>(choices: &[(T, u32)], random: &mut impl Rng) -> T {
    let total: u32 = choices.iter().map(|(_, weight)| weight).sum();
    let mut left = random.random_range(0..total);
    for (choice, weight) in choices {
        if left < *weight {
            return *choice;
        }
        left -= weight;
    }
    choices[0].0
}

/// Pictures of someone whose face is not known: head and shoulders on grounds of different colours.
const SILHOUETTES: [&[u8]; 8] = [
    include_bytes!("silhouettes/1.png"),
    include_bytes!("silhouettes/2.png"),
    include_bytes!("silhouettes/3.png"),
    include_bytes!("silhouettes/4.png"),
    include_bytes!("silhouettes/5.png"),
    include_bytes!("silhouettes/6.png"),
    include_bytes!("silhouettes/7.png"),
    include_bytes!("silhouettes/8.png"),
];

/// One of the pictures. PNG.
pub fn silhouette(random: &mut impl Rng) -> &'static [u8] {
    SILHOUETTES.choose(random).copied().unwrap_or_default()
}
