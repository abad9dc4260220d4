//! The candidates of the councils Самаркандек and Ак-Сай as XLSX workbooks. Every name is invented.

use rust_xlsxwriter::{DocProperties, ExcelDateTime, Format, Workbook, XlsxError};

/// District, surname, given name, patronymic: in the order in which they applied, not in the order
/// of the alphabet, as a clerk's list is.
type Row = (u32, &'static str);

/// District 2 has 3 mandates and 10 candidates, district 3 has 1 mandate and 5 candidates.
const SAMARKANDEK: [Row; 15] = [
    (2, "Үсөнов Таңатар Жээнбекович"),
    (2, "Осмонова Айгүл Бакытовна"),
    (2, "Өмүрова Сүйүмкан Асан кызы"),
    (2, "Абдыкадырова Гүлзат Өмүрбековна"),
    (2, "Ёлкин Пётр Семёнович"),
    (2, "Жээнбеков Дөөлөт Үсөнович"),
    (2, "Маматов Нурлан Эркинович"),
    (2, "Уларова Көкөй Төлөгөновна"),
    (2, "Мөңкөев Туңгуч Мөңкө уулу"),
    (2, "Ергешова Жаңыл Көчкөновна"),
    (3, "Өскөнбаев Жеңиш Сүйүнбаевич"),
    (3, "Чоңбашев Үмүт Дөөлөтович"),
    (3, "Оңолбекова Бүбүсара Өмүр кызы"),
    (3, "Ёлчуева Зуура Төрөевна"),
    (3, "Турсунов Азамат Кеңешович"),
];

/// District 4 has 23 mandates and 40 candidates.
const AK_SAI: [Row; 40] = [
    (4, "Төрөканов Өмүрбек Асанович"),
    (4, "Асанова Үмүт Көлбаевна"),
    (4, "Ёров Саид Мөмүнович"),
    (4, "Бөкөнбаева Нургүл Сүйүнбековна"),
    (4, "Үркүнбаев Эркин Төлөгөнович"),
    (4, "Кеңешбеков Бакыт Өскөнович"),
    (4, "Өзгөрүшов Замир Кубанович"),
    (4, "Сүйүналиева Чынара Жеңишбековна"),
    (4, "Нурматов Мирлан Үсөнович"),
    (4, "Ңурова Айнура Асан кызы"),
    (4, "Орозбекова Махабат Дүйшөновна"),
    (4, "Дүйшөнов Кубан Орозбекович"),
    (4, "Ешимов Азамат Көчкөнович"),
    (4, "Жолдошева Назгүл Мөңкөевна"),
    (4, "Гүлбаев Таңатар Гүлбаевич"),
    (4, "Көлбаева Венера Өмүрзаковна"),
    (4, "Көкүмбаев Жеңиш Абдылдаевич"),
    (4, "Абдылдаев Көчкөн Жолдошевич"),
    (4, "Үсөнбаева Өзгөрүш Тууганбаевна"),
    (4, "Уметалиев Үсөн Бөрүбаевич"),
    (4, "Өмүрзаков Дөөлөт Өмүрзакович"),
    (4, "Чүкөева Сүйүмкан Төрөкан кызы"),
    (4, "Шүкүров Нурлан Шүкүр уулу"),
    (4, "Щёкина Алёна Фёдоровна"),
    (4, "Фёдоров Артём Алексеевич"),
    (4, "Хөлбеков Эрмек Хөлбекович"),
    (4, "Эргешова Гүлзат Эргешовна"),
    (4, "Юлдашев Өткүр Юлдашевич"),
    (4, "Ядыкова Жаңыл Көкөтөевна"),
    (4, "Цой Виктория Леонидовна"),
    (4, "Пөлөтова Зуура Пөлөтовна"),
    (4, "Раева Толгонай Өмүркуловна"),
    (4, "Талапбеков Тилек Үсөналиевич"),
    (4, "Тайлакова Көкөй Чоңбашевна"),
    (4, "Исаков Исак Өсөрович"),
    (4, "Зулпуева Бүбүсара Зулпу кызы"),
    (4, "Вёрстова Любовь Петровна"),
    (4, "Лөкөев Мыктыбек Сүйүн уулу"),
    (4, "Мамытбекова Айгүл Мамытбековна"),
    (4, "Йүнусов Темир Кеңешович"),
];

/// Every workbook: its name and its bytes, always the same ones.
pub(crate) fn all() -> Result<Vec<(&'static str, Vec<u8>)>, XlsxError> {
    Ok(vec![
        (
            "candidates-samarkandek.xlsx",
            workbook("Самаркандек айылдык кеңеши", &SAMARKANDEK)?,
        ),
        (
            "candidates-ak-sai.xlsx",
            workbook("Ак-Сай айылдык кеңеши", &AK_SAI)?,
        ),
    ])
}

/// One sheet: a title as clerks put it, the headings, the candidates.
fn workbook(council: &str, candidates: &[Row]) -> Result<Vec<u8>, XlsxError> {
    let mut workbook = Workbook::new();
    let written = ExcelDateTime::from_ymd(2023, 3, 1)?;
    workbook.set_properties(&DocProperties::new().set_creation_datetime(&written));
    let sheet = workbook.add_worksheet().set_name("Талапкерлер")?;
    let bold = Format::new().set_bold();
    sheet.write_string_with_format(
        0,
        0,
        format!("{council}: талапкерлер (ойдон чыгарылган)"),
        &bold,
    )?;
    for (column, heading) in
        (0..).zip(["Округдун коду", "Фамилиясы", "Аты", "Атасынын аты", "Сүрөт"])
    {
        sheet.write_string_with_format(2, column, heading, &bold)?;
        sheet.set_column_width(column, 22)?;
    }
    for (row, (district, name)) in (3..).zip(candidates) {
        sheet.write_number(row, 0, *district)?;
        for (column, part) in (1..).zip(name.splitn(3, ' ')) {
            sheet.write_string(row, column, part)?;
        }
    }
    workbook.save_to_buffer()
}
