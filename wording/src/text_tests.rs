//! Holds the Fluent files to each other, to the Commission's instruction, and to the alphabet.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic)]

use std::collections::{BTreeMap, BTreeSet};

use fluent_syntax::{
    ast::{Entry, Expression, InlineExpression, Pattern, PatternElement, VariantKey},
    parser,
};

use super::*;
use crate::normalise::{mixed_word, normalise};

fn wording(language: Language) -> Wording {
    Wording::new(language)
}

/// What the tests look at in one message.
#[derive(Default)]
struct Message {
    variables: BTreeSet<String>,
    plain: String,
    plurals: Vec<BTreeSet<String>>,
}

fn walk(pattern: &Pattern<&str>, message: &mut Message) {
    for element in &pattern.elements {
        match element {
            PatternElement::TextElement { value } => message.plain.push_str(value),
            PatternElement::Placeable { expression } => {
                message.plain.push('\u{FFFC}');
                let (inline, variants) = match expression {
                    Expression::Inline(inline) => (inline, None),
                    Expression::Select { selector, variants } => (selector, Some(variants)),
                };
                let InlineExpression::VariableReference { id } = inline else {
                    panic!("only variables may stand in a text: {inline:?}");
                };
                message.variables.insert(id.name.to_owned());
                if let Some(variants) = variants {
                    let mut names = BTreeSet::new();
                    for variant in variants {
                        if let VariantKey::Identifier { name } = variant.key {
                            names.insert(name.to_owned());
                        }
                        walk(&variant.value, message);
                        message.plain.push('\n');
                    }
                    message.plurals.push(names);
                }
            }
        }
    }
}

/// Every message of a language, in the order of the file.
fn messages(language: Language) -> Vec<(String, Message)> {
    let entries = sources(language).iter().flat_map(|source| {
        parser::parse(*source)
            .unwrap_or_else(|(_, errors)| panic!("{language}: {errors:?}"))
            .body
    });
    entries
        .filter_map(|entry| match entry {
            Entry::Message(found) => {
                assert!(found.attributes.is_empty());
                let mut message = Message::default();
                walk(
                    found.value.as_ref().expect("every message has a value"),
                    &mut message,
                );
                Some((found.id.name.to_owned(), message))
            }
            Entry::Term(_) | Entry::Junk { .. } => panic!("{language}: {entry:?}"),
            Entry::Comment(_) | Entry::GroupComment(_) | Entry::ResourceComment(_) => None,
        })
        .collect()
}

/// The names of all texts, in the order of the files.
fn keys() -> Vec<&'static str> {
    let keys = Key::ALL.iter().map(|key| key.id());
    #[cfg(feature = "pages")]
    let keys = keys.chain(crate::PageKey::ALL.iter().map(|key| key.id()));
    keys.collect()
}

#[test]
fn all_languages_have_the_same_keys_in_the_same_order() {
    let keys = keys();
    assert_eq!(keys.iter().collect::<BTreeSet<_>>().len(), keys.len());
    for language in Language::ALL {
        let found: Vec<String> = messages(language).into_iter().map(|(id, _)| id).collect();
        assert_eq!(found, keys, "{language}");
    }
}

#[test]
fn all_languages_have_the_same_variables() {
    let english: BTreeMap<String, Message> = messages(Language::En).into_iter().collect();
    for language in [Language::Ky, Language::Ru] {
        for (id, message) in messages(language) {
            assert_eq!(
                message.variables,
                english.get(&id).unwrap().variables,
                "{language} {id}"
            );
        }
    }
}

#[test]
fn plurals_are_those_of_the_language() {
    for language in Language::ALL {
        let forms: &[&str] = match language {
            Language::Ky | Language::En => &["one", "other"],
            Language::Ru => &["few", "many", "one", "other"],
        };
        for (id, message) in messages(language) {
            for names in message.plurals {
                // A choice of months has one name only, its default.
                if !id.starts_with("date-") {
                    assert_eq!(
                        names.iter().map(String::as_str).collect::<Vec<_>>(),
                        forms,
                        "{language} {id}"
                    );
                }
            }
        }
    }
}

#[test]
fn every_text_can_be_made_in_every_language() {
    for language in Language::ALL {
        for (id, message) in messages(language) {
            for count in [0_u32, 1, 2, 5, 21] {
                let values: Vec<(&str, Value<'_>)> = message
                    .variables
                    .iter()
                    .map(|name| (name.as_str(), count.into()))
                    .collect();
                let text = wording(language).by_id(&id, &values);
                assert!(!text.trim().is_empty(), "{language} {id}");
                assert!(
                    !text.contains('{') && !text.contains('\n'),
                    "{language} {id}: {text}"
                );
                assert!(
                    !text.contains(['\u{2068}', '\u{2069}']),
                    "isolation marks: {text}"
                );
                assert_eq!(text.trim(), text);
            }
        }
    }
}

#[test]
fn numbers_choose_the_plural() {
    let heading = |language, count: u32| {
        wording(language).text_with(Key::ReviewHeading, &[("count", count.into())])
    };
    assert_eq!(heading(Language::Ky, 1), "Сиз бир талапкерди белгиледиңиз");
    assert_eq!(heading(Language::Ky, 2), "Сиз 2 талапкерди белгиледиңиз");
    assert_eq!(heading(Language::Ky, 21), "Сиз 21 талапкерди белгиледиңиз");
    let unused = |language, count: u32| {
        wording(language).text_with(Key::ReviewUnused, &[("count", count.into())])
    };
    assert_eq!(
        unused(Language::Ru, 1),
        "Осталась 1 отметка. Использовать её необязательно."
    );
    assert_eq!(
        unused(Language::Ru, 3),
        "Осталось 3 отметки. Использовать их необязательно."
    );
    assert_eq!(
        unused(Language::Ru, 11),
        "Осталось 11 отметок. Использовать их необязательно."
    );
    assert_eq!(
        unused(Language::Ru, 21),
        "Осталась 21 отметка. Использовать её необязательно."
    );
    assert_eq!(
        unused(Language::En, 1),
        "1 mark is left. You need not use it."
    );
}

/// The labels of the Commission's instruction, in the order of its screens, with their
/// translations. Those in capitals follow the case of the Kyrgyz screen in every language.
#[test]
fn labels_of_the_instruction_are_kept_to_the_letter() {
    let table = [
        (
            Key::AppName,
            "Менин шайлоом",
            "Menin Shailoom",
            "Менин шайлоом",
        ),
        (
            Key::StartGo,
            "Добуш берүүгө өтүү",
            "Go to voting",
            "Перейти к голосованию",
        ),
        (
            Key::PinField,
            "ПИН – жеке идентификациялык номер",
            "Personal ID number",
            "ПИН – персональный идентификационный номер",
        ),
        (
            Key::IdentifyCloudTitle,
            "Булуттуу санарип кол тамганы киргизүү",
            "Enter cloud signature",
            "Ввести облачную подпись",
        ),
        (
            Key::IdentifyFaceTitle,
            "Жүзү боюнча биометрикалык идентификациядан өтүү",
            "Pass facial identification",
            "Пройти биометрию по лицу",
        ),
        (
            Key::IdentifyCodeField,
            "Текшерүү код",
            "Verification code",
            "Код проверки",
        ),
        (Key::IdentifyCodePlaceholder, "XXXXXX", "XXXXXX", "XXXXXX"),
        (
            Key::IdentifyFaceGo,
            "Биометрикалык идентификацияга өтүү (Face-ID)",
            "Go to Face-ID",
            "Перейти к Face-ID",
        ),
        (
            Key::IdentifyCodeGet,
            "Email аркылуу текшерүү кодун алуу",
            "Get code by e-mail",
            "Получить код по email",
        ),
        (Key::IdentifyBack, "АРТКА КАЙТУУ", "BACK", "НАЗАД"),
        (Key::VoterStart, "Баштоо", "Start", "Начать"),
        (
            Key::BallotInstruction,
            "Тандаган талапкерди же \"Баардык талапкерлерге каршы\" позициясын белгилеп, \"ТАНДОО\" баскычын басыңыз",
            "Mark a candidate or \"Against all\", press SELECT",
            "Отметьте кандидата или «Против всех», нажмите ВЫБРАТЬ",
        ),
        (
            Key::BallotAgainstAll,
            "БААРДЫК ТАЛАПКЕРЛЕРГЕ КАРШЫ",
            "AGAINST ALL CANDIDATES",
            "ПРОТИВ ВСЕХ КАНДИДАТОВ",
        ),
        (
            Key::BallotCountAgainstAll,
            "Баардык талапкерлерге каршы",
            "Against all candidates",
            "Против всех кандидатов",
        ),
        (Key::BallotSelect, "ТАНДОО", "SELECT", "ВЫБРАТЬ"),
        (Key::ReviewBack, "Артка кайтуу", "Back", "Назад"),
        (Key::ReviewCast, "Добуш берүү", "Cast vote", "Проголосовать"),
        (
            Key::ReceiptCodeLabel,
            "Контролдук код",
            "Control code",
            "Контрольный код",
        ),
        (
            Key::ReceiptAttention,
            "Көңүл буруңуз!",
            "Attention!",
            "Внимание!",
        ),
        (Key::ReceiptDownload, "Жүктөп алуу", "Download", "Скачать"),
        (
            Key::ReceiptDownloadHelp,
            "Сиз өзүңүздүн добуштун шифрын сактап алсаңыз болот",
            "You can save the cipher of your vote",
            "Вы можете сохранить шифр своего голоса",
        ),
        (
            Key::ReceiptSecrecy,
            "Добуш берүүнүн купуялуулугу кепилдендирилет!",
            "The secrecy of voting is guaranteed!",
            "Тайна голосования гарантируется!",
        ),
        (
            Key::BannerDemo,
            "СЫНОО РЕЖИМИ · бул чыныгы шайлоо эмес",
            "DEMO MODE · this is not a real election",
            "ДЕМОРЕЖИМ · это не настоящие выборы",
        ),
        (
            Key::ReviewCheckDevice,
            "Түзмөктү текшерүү",
            "Check this device",
            "Проверить устройство",
        ),
        (
            Key::StartCheck,
            "Добушумду текшерүү",
            "Check my vote",
            "Проверить мой голос",
        ),
        (
            Key::ReceiptFinish,
            "Бүтүрүү жана жашыруу",
            "Finish and hide",
            "Завершить и скрыть",
        ),
    ];
    for (key, ky, en, ru) in table {
        assert_eq!(wording(Language::Ky).text(key), ky);
        assert_eq!(wording(Language::En).text(key), en);
        assert_eq!(wording(Language::Ru).text(key), ru);
    }
}

#[test]
fn headings_of_the_instruction_are_kept_to_the_letter() {
    let heading = |language, council: &str, name: &str| {
        wording(language).text_with(
            Key::BallotHeading,
            &[
                ("council", council.to_owned().into()),
                ("number", "3".into()),
                ("name", name.to_owned().into()),
                ("limit", 3.into()),
            ],
        )
    };
    assert_eq!(
        heading(Language::Ky, "Ак-Татыр айылдык кеңеши", "Орто-Боз"),
        "Кеңеш/Округ Ак-Татыр айылдык кеңеши \\ №3 Орто-Боз шайлоо округу (3 талапкерге чейин тандоого мүмкүн)"
    );
    assert_eq!(
        heading(Language::Ru, "Ак-Татыр", "Орто-Боз"),
        "Кенеш/Округ Ак-Татыр \\ №3 Орто-Боз избирательный округ (можно выбрать до 3 кандидатов)"
    );
    assert_eq!(
        heading(Language::En, "Ak-Tatyr", "Orto-Boz"),
        "Council/District Ak-Tatyr \\ No. 3 Orto-Boz electoral district (up to 3 candidates may be chosen)"
    );
    let count = wording(Language::Ky).text_with(
        Key::BallotCount,
        &[("limit", 3.into()), ("count", 2.into())],
    );
    assert_eq!(count, "3 талапкерге чейин: 2 / 3");
}

/// The heading is its three parts, which a screen may show on separate lines.
#[test]
fn the_heading_agrees_with_its_parts() {
    for language in Language::ALL {
        for limit in [1, 2, 5, 21] {
            let values = [
                ("council", Value::from("Ак-Сай")),
                ("number", Value::from("1")),
                ("name", Value::from("Көк-Таш")),
                ("limit", Value::from(limit)),
            ];
            let part = |key, range: std::ops::Range<usize>| {
                wording(language).text_with(key, values.get(range).unwrap())
            };
            assert_eq!(
                part(Key::BallotHeading, 0..4),
                format!(
                    "{} {} {}",
                    part(Key::BallotCouncilLabel, 0..0),
                    part(Key::BallotDistrict, 0..3),
                    part(Key::BallotLimit, 3..4)
                )
            );
        }
    }
}

/// D1 writes ПИН and кол тамга; D5's ЖИН and колтамга belong to the Cabinet.
#[test]
fn the_app_speaks_the_words_of_the_instruction() {
    for (id, message) in messages(Language::Ky) {
        let plain = message.plain.to_lowercase();
        assert!(
            !plain.contains("колтамга") && !plain.contains("жин"),
            "{id}"
        );
        assert!(
            !plain.contains("бардык"),
            "{id}: the instruction writes «баардык»"
        );
    }
}

#[test]
fn only_letters_of_the_language_are_used() {
    const KYRGYZ: &str = "абвгдеёжзийклмнңоөпрстуүфхцчшщъыьэюя";
    const RUSSIAN: &str = "абвгдеёжзийклмнопрстуфхцчшщъыьэюя";
    /// Names and words that are Latin in every language.
    const LATIN: &[&str] = &[
        "XXXXXX", "Email", "email", "Face", "ID", "SANDBOX", "QR", "PDF", "Wi", "Fi", "JPEG",
        "Enter", "shailoo", "JSON", "tar", "SHA", "auditor", "protocol", "note",
    ];
    const SIGNS: &str = " .,:;!?/\\-–…·()«»\"№\n0123456789\u{FFFC}";
    for (language, alphabet) in [(Language::Ky, KYRGYZ), (Language::Ru, RUSSIAN)] {
        for (id, message) in messages(language) {
            assert_eq!(mixed_word(&message.plain), None, "{language} {id}");
            for line in message.plain.lines() {
                let tidy = normalise(line.trim()).text;
                assert_eq!(tidy, line.trim(), "{language} {id}");
            }
            for word in message
                .plain
                .split(|c: char| !c.is_alphabetic())
                .filter(|word| !word.is_empty())
            {
                let native = word.to_lowercase().chars().all(|c| alphabet.contains(c));
                // The app's name stays Kyrgyz in Russian.
                assert!(native || LATIN.contains(&word), "{language} {id}: {word}");
            }
            for c in message.plain.chars().filter(|c| !c.is_alphabetic()) {
                assert!(
                    SIGNS.contains(c),
                    "{language} {id}: {c:?} U+{:04X}",
                    u32::from(c)
                );
            }
        }
    }
    for (id, message) in messages(Language::En) {
        assert!(
            message
                .plain
                .chars()
                .all(|c| !('\u{0400}'..='\u{052F}').contains(&c)),
            "{id}"
        );
    }
}
