# Ачык барактар кыргызча: текшерүү, аудит жана шайлоо баарына көрсөткөн
# нерселер.

### Эки барак тең

page-verify-title = Текшерүү жана аудит
page-election-title = Шайлоо
page-to-voting = Добуш берүүгө өтүү
page-to-verify = Текшерүү жана аудит
page-to-election = Шайлоо жана жыйынтыктар
page-loading = Жүктөлүүдө…
page-menu = Барактар

### Кагаздагы протокол

record-title = ПРОТОКОЛ
record-subtitle = аралыктан электрондук добуш берүүнүн жыйынтыктары жөнүндө
record-foot = Шайлоо { $election } · { $pages } беттин { $page }-бети
record-day = Добуш берүү күнү: { $day }
record-election = Шайлоонун идентификатору: { $value }
record-districts = Шайлоо округдары: { $value }
record-ballots = Эсептелген бюллетендер: { $value }
record-entries = Үкөктүн журналындагы жазуулар: { $value }
record-root = Журналдын тамыр хеши: { $value }
record-result = Кол коюлган жыйынтыктын хеши (SHA-256): { $value }
record-witnesses = Журналды ырастаган күбөлөр: { $value }
record-audited = Протокол түзүлгөнгө чейин бүт журнал аудиттен өттү: ар бир бюллетень, берилген укуктардын тизмелери, ишенимдүү адамдардын үлүштөрү жана суммалар. Аудит эскертүүсүз өттү. Аны ар ким кайталай алат.
record-trustees = Ишенимдүү адамдар: { $all } адамдын { $count }и шифрди чечет
record-trustee-stated = кол тамга менен ырасталды
record-trustee-silent = ырастоо жок
record-column-name = Аты
record-column-tally-set = Эмне эсептелди
record-council = Кеңештин округдары
record-total = Бардыгы
record-column-district = Округ
record-column-mandates = Мандат
record-column-listed = Тизмедеги шайлоочу
record-column-issued = Берилген укук
record-column-ballots = Бюллетень
record-column-against = Баарына каршы
record-district = №{ $number } { $name } шайлоо округу
record-mandates = Мандаттардын саны: { $value }
record-registrar = Каттоочу: { $name }
record-listed = – тизмедеги шайлоочулар: { $value }
record-issued = – берилген добуш берүү укугу: { $value }
record-unused = – алардын ичинен бюллетени жоктору: { $value }
record-counted = Эсептелген бюллетендер: { $value }
record-unopened = Бул округда бюллетень өтө аз берилди: алардын суммасы кимдир бирөөнүн кантип добуш бергенин көрсөтүп коймок. Алар ачылган жок.
record-column-candidate = Талапкер
record-column-votes = Добуш
record-column-spelled = Сөз менен
record-tied = тең добуш
record-marks = Талапкерлер үчүн белгилер: { $marks }, эң көбү { $most } (бюллетень × мандат)
record-tie = Тең добуш: № { $places } талапкерлердин добуштары тең, мандат болсо алардан аз. Алардын кимисине мандат тиерин бул протокол чечпейт.
record-members = Комиссиянын мүчөлөрүнүн кол тамгалары
record-members-help = Комиссиянын мүчөлөрү бул документке өз ачкычтары менен да кол коюшат; ачкычтардын аттары көрсөтүлгөн.
record-member = Фамилиясы, аты, кол тамгасы · ачкыч { $key }
record-place = Жери, күнү жана убактысы
record-seal = М. О.
record-signed = Электрондук кол тамга ушул файлдын жанындагы файлда (protocol.note). Ал «auditor» программасы менен же шайлоонун барагында текшерилет.
