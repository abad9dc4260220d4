//! An invented list of electronic voters, as a clerk would hand it in.
//!
//! The names are common Kyrgyz names put together by counting; the ПИН have the right form and
//! belong to nobody on purpose; the addresses lie in the reserved domain `.example` (RFC 2606). A
//! few rows carry the damage that real lists have, so that every demo exercises the repair.

/// A surname's stem, its ending for men, its ending for women.
const SURNAMES: [(&str, &str, &str); 24] = [
    ("Абдыкадыр", "ов", "ова"),
    ("Асан", "ов", "ова"),
    ("Бакир", "ов", "ова"),
    ("Байышев", "", "а"),
    ("Гүлбаев", "", "а"),
    ("Даирбеков", "", "а"),
    ("Ёлкин", "", "а"),
    ("Жээнбек", "ов", "ова"),
    ("Зулпу", "ев", "ева"),
    ("Исак", "ов", "ова"),
    ("Көлбаев", "", "а"),
    ("Мамат", "ов", "ова"),
    ("Мөңкө", "ев", "ева"),
    ("Нур", "ов", "ова"),
    ("Орозбек", "ов", "ова"),
    ("Осмон", "ов", "ова"),
    ("Өмүр", "ов", "ова"),
    ("Сыдыков", "", "а"),
    ("Токтогул", "ов", "ова"),
    ("Турсун", "ов", "ова"),
    ("Үсөн", "ов", "ова"),
    ("Чоңбаш", "ов", "ова"),
    ("Шер", "ов", "ова"),
    ("Эргеш", "ов", "ова"),
];

const WOMEN: [&str; 15] = [
    "Айгүл",
    "Айнура",
    "Бүбүсара",
    "Венера",
    "Гүлзат",
    "Жаңыл",
    "Зуура",
    "Көкөй",
    "Махабат",
    "Назгүл",
    "Нургүл",
    "Өзгөрүш",
    "Сүйүмкан",
    "Үмүт",
    "Чынара",
];

const MEN: [&str; 15] = [
    "Азамат",
    "Бакыт",
    "Дөөлөт",
    "Жеңиш",
    "Замир",
    "Көчкөн",
    "Кубан",
    "Мирлан",
    "Нурлан",
    "Өскөн",
    "Пётр",
    "Таңатар",
    "Туңгуч",
    "Үсөн",
    "Эркин",
];

const FATHERS: [&str; 11] = [
    "Асан",
    "Бакыт",
    "Дөөлөт",
    "Жолдош",
    "Көчкөн",
    "Мамат",
    "Өмүрбек",
    "Сүйүн",
    "Таңатар",
    "Үсөн",
    "Эркин",
];

/// The headings of a voters' list.
const HEADINGS: &str = "№;ПИН;Фамилиясы;Аты;Атасынын аты;Округдун коду;Email;Телефон";

/// How many voters have different ПИН: more are never listed.
pub const MAX_VOTERS: u32 = 1_000_000;

/// Every so many rows one is damaged in a way that the import repairs.
const DAMAGED: u32 = 13;

/// Writes a list of `count` invented voters (at most [`MAX_VOTERS`]), dealt to the districts in
/// turn, as CSV with a byte order mark and semicolons. The same arguments give the same bytes.
#[must_use]
pub fn voters_csv(count: u32, districts: &[u32]) -> String {
    let mut csv = format!("\u{FEFF}{HEADINGS}\r\n");
    for (voter, district) in (0..count.min(MAX_VOTERS)).zip(districts.iter().cycle()) {
        let mut row = row(voter, *district);
        if voter % DAMAGED == DAMAGED - 1 {
            row = row
                .replace('ө', "ѳ")
                .replace('Ө', "Ѳ")
                .replace(" к", "\u{A0} к")
                .replace(" у", "\u{A0} у");
        }
        csv.push_str(&row);
        csv.push_str("\r\n");
    }
    csv
}

fn row(voter: u32, district: u32) -> String {
    let number = voter + 1;
    let woman = (voter + voter / 7).is_multiple_of(2);
    let (stem, man_ending, woman_ending) = pick(&SURNAMES, voter / 2);
    let ending = if woman { woman_ending } else { man_ending };
    let given = if woman {
        pick(&WOMEN, voter / 3)
    } else {
        pick(&MEN, voter / 3)
    };
    let father = pick(&FATHERS, voter / 5 + voter);
    // Every third keeps the old form with «кызы» and «уулу», every eleventh has no patronymic.
    let patronymic = match (voter % 11, voter % 3, woman) {
        (10, _, _) => String::new(),
        (_, 0, true) => format!("{father} кызы"),
        (_, 0, false) => format!("{father} уулу"),
        (_, _, true) => format!("{father}овна"),
        (_, _, false) => format!("{father}ович"),
    };
    format!(
        "{number};{};{stem}{ending};{given};{patronymic};{district};voter{number}@shailoo.example;+996 000 {:03} {:03}",
        pin(voter, woman),
        number / 1000 % 1000,
        number % 1000,
    )
}

fn pick<T: Copy + Default, const N: usize>(list: &[T; N], at: u32) -> T {
    list.get(at as usize % N).copied().unwrap_or_default()
}

/// An invented ПИН: different for every voter up to [`MAX_VOTERS`], because the last five digits
/// come back after 100,000 voters, and day and year together only after 2,100,000.
fn pin(voter: u32, woman: bool) -> String {
    let sex = if woman { 1 } else { 2 };
    let day = voter % 28 + 1;
    let month = voter / 28 % 12 + 1;
    let year = 1945 + voter % 60 * 7 % 60;
    let serial = u64::from(voter) * 7_919 % 100_000;
    format!("{sex}{day:02}{month:02}{year:04}{serial:05}")
}
