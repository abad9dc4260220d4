# Шайлоочунун тиркемеси кыргызча. Нускаманын (D1) сөздөрү тамгасына чейин
# сакталат; калган сүйлөмдөрдү эне тилинде сүйлөгөн адам карап чыгышы керек.

### Бардык экрандар

app-name = Менин шайлоом
app-tagline = Электрондук добуш берүү
language-name = Кыргызча
language-switch = Тилди алмаштыруу
language-current = Тил: { $language }
banner-demo = СЫНОО РЕЖИМИ · бул чыныгы шайлоо эмес
banner-rehearsal = РЕПЕТИЦИЯ · бул чыныгы шайлоо эмес
banner-real = Бул чыныгы шайлоо
banner-sandbox = SANDBOX · идентификация кызматы сыноо үчүн гана
step-of = { $steps } кадамдын { $step }-кадамы
please-wait = Күтө туруңуз…
button-continue = Улантуу
button-back = Артка
button-close = Жабуу
button-retry = Кайталоо
button-cancel = Жокко чыгаруу
button-start-over = Башына кайтуу
button-confirm = Ырастоо
button-copy = Көчүрүү
button-share = Бөлүшүү
button-help = Жардам: { $hotline }
hotline = Жардам телефону: { $hotline }
hotline-call = Жардам бербесе, чалыңыз: { $hotline }.
hotline-now = Чалыңыз: { $hotline }.
server-time = Сервердин убактысы (Бишкек): { $time }
button-disabled-hint = Азырынча жеткиликсиз
image-tunduk = Түндүк, тиркеменин белгиси

### Башкы бет

start-title = Менин шайлоом
start-day-label = Добуш берүү күнү
start-hours-label = Убактысы (Бишкек)
start-hours = { $opens } – { $closes }
start-left-label = Аягына чейин
start-grace-label = Добуш берүүнү бүтүрүүгө калган убакыт
start-opens-in-label = Башталганга чейин
start-left = Аягына чейин: { $duration }
start-opens-in = Башталганга чейин: { $duration }
start-closed = Добуш берүү аяктады
start-go = Добуш берүүгө өтүү
start-check = Добушумду текшерүү
start-resume = Добушту жөнөтүүнү улантуу
start-resume-help = Мөөрлөнгөн бюллетендин дүмүрчөгү азырынча келе элек.

### ПИН

pin-title = ПИН
pin-heading = ПИН – жеке идентификациялык номериңизди киргизиңиз
pin-field = ПИН – жеке идентификациялык номер
pin-helper = Паспортуңузда көрсөтүлгөн 14 сан
pin-count = { $count } / 14 сан
pin-purpose = ПИН шайлоочулардын тизмесинен Сизди табуу үчүн гана керек. Ал добушуңуз менен байланыштырылбайт.
pin-read-back = Сандарды үн чыгарып окуу
pin-read-back-text = Сиз киргиздиңиз: { $digits }
pin-read-back-empty = Азырынча бир да сан киргизилген жок
pin-clear = Тазалоо
pin-too-short = { $missing ->
    [one] Дагы бир сан жетишпейт.
   *[other] Дагы { $missing } сан жетишпейт.
 }
pin-not-digits = ПИН сандардан гана турат. Башка белгилерди өчүрүңүз.
pin-bad-format = Бул ПИНге окшобойт. Паспортуңуз менен ар бир санды салыштырыңыз.

### Идентификация

identify-title = Идентификациялоо
identify-cloud-title = Булуттуу санарип кол тамганы киргизүү
identify-code-field = Текшерүү код
identify-code-placeholder = XXXXXX
identify-code-accessible = Текшерүү код, 6 сан, бир талаа
identify-code-get = Email аркылуу текшерүү кодун алуу
identify-code-confirm = Кодду ырастоо
identify-code-sent = Бул ПИНдин булуттуу кол тамгасы болсо, код анын email дарегине жөнөтүлдү. Код { $minutes } мүнөт жарактуу.
identify-code-again = Жаңы код алуу
identify-code-again-in = Жаңы кодду { $seconds } секунддан кийин алса болот
identify-face-title = Жүзү боюнча биометрикалык идентификациядан өтүү
identify-face-help = Кол тамгаңыз жок болсо, камера аркылуу өтүңүз.
identify-face-go = Биометрикалык идентификацияга өтүү (Face-ID)
identify-back = АРТКА КАЙТУУ
identify-checking = Ким экениңиз текшерилүүдө…
identify-provider-down = Бул ыкма азыр иштебей жатат. Экинчи ыкманы колдонуңуз.

### Жүз

face-title = Face-ID
face-heading = Камерага түз караңыз
face-check = Сүрөт даана чыктыбы?
face-help = Жарык жерде туруңуз, баш кийим менен кара көз айнекти чечиңиз. Сүрөттө бир гана киши болсун.
face-privacy = Сүрөт сизди таануу үчүн гана керек: каттоочу аны идентификация кызматына өткөрөт жана сактабайт.
face-capture = Сүрөткө тартуу
face-retake = Кайра тартуу
face-use = Ушул сүрөттү колдонуу
face-checking = Сүрөт салыштырылууда…
face-preview-accessible = Камеранын сүрөтү
face-file = Сүрөт файлын тандоо
face-too-dark = Сүрөт өтө караңгы. Жарыкка бурулуңуз.
face-too-small = Сүрөт өтө кичине. Жакыныраак келиңиз.
face-unreadable = Бул сүрөт окулбай жатат. Кайра тартыңыз.

### Система өзү сурай турган же жашыра турган нерселер

camera-purpose = Камера Face-ID үчүн сүрөт тартат жана дүмүрчөктөрдүн QR-кодун окуйт. Сүрөт сизди таануу үчүн гана керек.
screen-recorded = Экран жазылып же башка жерде көрсөтүлүп жатат. Улантуу үчүн аны токтотуңуз.

### Шайлоочу

voter-title = Сиздин маалыматтар
voter-name = Фамилиясы, аты, атасынын аты
voter-district = Шайлоо округу
voter-photo = Сиздин сүрөтүңүз
voter-initials = Сүрөт жок. Баш тамгалар: { $initials }
voter-not-you = Бул Сиз эмессизби же округ туура эмеспи? Добуш бербеңиз. Чалыңыз: { $hotline }.
voter-start = Баштоо

### Бюллетень

ballot-title = Бюллетень
ballot-council-label = Кеңеш/Округ
ballot-district = { $council } \ №{ $number } { $name } шайлоо округу
ballot-limit = ({ $limit } талапкерге чейин тандоого мүмкүн)
ballot-heading = Кеңеш/Округ { $council } \ №{ $number } { $name } шайлоо округу ({ $limit } талапкерге чейин тандоого мүмкүн)
ballot-instruction = Тандаган талапкерди же "Баардык талапкерлерге каршы" позициясын белгилеп, "ТАНДОО" баскычын басыңыз
ballot-instruction-no-against = Тандаган талапкерди белгилеп, «ТАНДОО» баскычын басыңыз
ballot-against-all = БААРДЫК ТАЛАПКЕРЛЕРГЕ КАРШЫ
ballot-select = ТАНДОО
ballot-candidate = { $number }. { $name }
ballot-candidate-photo = Сүрөт: { $name }
ballot-no-photo = Сүрөт жүктөлгөн жок. Ансыз да добуш берсе болот.
ballot-marked = белгиленди
ballot-unmarked = белгиленген жок
ballot-count = { $limit } талапкерге чейин: { $count } / { $limit }
ballot-count-accessible = Колдонулган белгилер: { $count } / { $limit }
ballot-count-against-all = Баардык талапкерлерге каршы
ballot-more-below = Ылдыйда дагы талапкерлер бар
ballot-announce-marked = Белгиленди: { $name }. { $count } / { $limit }.
ballot-announce-unmarked = Белги алынды: { $name }. { $count } / { $limit }.
ballot-refused-limit = { $limit ->
    [one] Бир талапкер тандалды. Башканы тандоо үчүн адегенде ошол белгини алып салыңыз.
   *[other] { $limit } талапкер тандалды. Башканы тандоо үчүн адегенде бир белгини алып салыңыз.
 }
ballot-refused-against-all-marked = «Баардык талапкерлерге каршы» белгиленген. Талапкерди тандоо үчүн адегенде ошол белгини алып салыңыз.
ballot-refused-candidates-marked = Талапкерлер белгиленген. «Баардык талапкерлерге каршы» позициясын тандоо үчүн адегенде ал белгилерди алып салыңыз.
ballot-refused-below-minimum = { $minimum ->
    [one] Жок дегенде бир талапкерди белгилеңиз.
   *[other] Жок дегенде { $minimum } талапкерди белгилеңиз.
 }

### Эч ким тандалган жок

nothing-title = Эч ким тандалган жок
nothing-body = Жок дегенде бир талапкерди же «Баардык талапкерлерге каршы» позициясын белгилеңиз. Шашпаңыз.
nothing-body-no-against = Жок дегенде бир талапкерди белгилеңиз. Шашпаңыз.
nothing-back = Бюллетенге кайтуу
blank-heading = Сиз эч кимди белгилеген жоксуз
blank-body = Мындай бюллетенди да берсе болот. Ал катышуу катары эсептелет, бирок эч кимге кошулбайт.

### Текшерип көрүү

review-title = Тандооңузду текшериңиз
review-heading = { $count ->
    [one] Сиз бир талапкерди белгиледиңиз
   *[other] Сиз { $count } талапкерди белгиледиңиз
 }
review-heading-against-all = Сиз «Баардык талапкерлерге каршы» позициясын тандадыңыз
review-against-all-body = Добушуңуз талапкерлердин эч кимисине кошулбайт.
review-unused = { $count ->
    [one] Дагы бир белги калды. Аны колдонбосоңуз да болот.
   *[other] Дагы { $count } белги калды. Аларды колдонбосоңуз да болот.
 }
review-all-used = Баардык белгилер колдонулду.
review-final = Добуш берилгенден кийин аны өзгөртүүгө болбойт.
review-revote = Добуш берүү аяктаганга чейин кайра добуш берсе болот. Акыркы добуш гана эсептелет.
review-code-label = Мөөрлөнгөн бюллетендин коду
review-check-device = Түзмөктү текшерүү
review-back = Артка кайтуу
review-cast = Добуш берүү
review-sealing = Бюллетень мөөрлөнүүдө…

### Түзмөктү текшерүү

device-title = Түзмөктү текшерүү
device-heading = Түзмөк өзү көрсөткөн белгилерди өзгөртпөй мөөрлөйбү?
device-intro = Бюллетенде Сиз койгон белгилер бар экенин өзүңүз текшере аласыз. Экинчи түзмөк керек.
device-step-one = Экинчи түзмөктө { $address } дарегин ачыңыз.
device-step-two = Ошол түзмөк менен адегенде төмөнкү кодду сканерлеңиз.
device-step-three = Андан кийин бул жерде «Бул бюллетенди ачуу» баскычын басыңыз.
device-step-four = Экинчи түзмөк белгилерди көрсөтөт. Салыштырыңыз.
device-step-opened = Экинчи түзмөк менен эми ушул кодду сканерлеңиз.
device-void = Ачылган бюллетень жараксыз болот жана эч качан берилбейт. Андан кийин жаңысын мөөрлөйсүз.
device-may-differ = Текшерүү үчүн башка талапкерлерди белгилесеңиз да болот. Ошондо кимге добуш берериңизди эч ким билбейт.
device-scanned = Кодду сканерледим
device-open = Бул бюллетенди ачуу
device-opened = Бюллетень ачылды жана жараксыз болду
device-opened-body = Экинчи түзмөктөгү белгилерди салыштырыңыз. Айырмасы болсо, бул түзмөктө добуш бербеңиз. Чалыңыз: { $hotline }.
device-new = Бюллетенге кайтуу
device-qr = Мөөрлөнгөн бюллетендин QR-коду
device-opening-qr = Бюллетенди ачуучу QR-код
device-opening-save = Ачкычты файлга сактоо

### Добуш берүү

casting-title = Добуш берүү
casting-heading = Добушуңуз жөнөтүлүүдө
casting-right = Добуш берүү укугун алуу
casting-sign = Бюллетенге кол коюу
casting-send = Үкөккө жөнөтүү
casting-verify = Дүмүрчөктү текшерүү
casting-done = Даяр
casting-help = Байланыш үзүлсө же тиркеме жабылса, эч нерсе жоголбойт: ошол эле бюллетень кайра жөнөтүлөт.
casting-help-browser = Байланыш үзүлсө же баракча кайра жүктөлсө, ошол эле бюллетень кайра жөнөтүлөт. Дүмүрчөк чыкканча купуя терезени жаппаңыз: бюллетень аны менен кошо жоголот.

### Натыйжасы белгисиз

unknown-title = Байланыш үзүлдү
unknown-heading = Добушуңуздун жеткен-жетпегенин сурап жатабыз
unknown-body = Эч нерсе жоголгон жок. Ошол эле мөөрлөнгөн бюллетень кайра жөнөтүлөт, эки жолу эсептелбейт.
unknown-body-browser = Эч нерсе жоголгон жок. Ошол эле мөөрлөнгөн бюллетень кайра жөнөтүлөт, эки жолу эсептелбейт. Дүмүрчөк чыкканча купуя терезени жаппаңыз: бюллетень аны менен кошо жоголуп, кайра жөнөтүлбөй калат.
unknown-next-label = Кийинки аракет
unknown-next = { $seconds ->
    [one] 1 секунд
   *[other] { $seconds } секунд
 }
unknown-retry = Азыр кайталоо

### Дүмүрчөк

receipt-title = Добушуңуз кабыл алынды
receipt-heading = Рахмат! Добушуңуз үкөккө түштү жана текшерилди
receipt-code-label = Контролдук код
receipt-code-accessible = Контролдук код, белгилер боюнча: { $code }
receipt-qr = Контролдук коддун QR-коду
receipt-attention = Көңүл буруңуз!
receipt-can = Бул код менен добушуңуздун корутундуга кошулганын текшере аласыз.
receipt-cannot = Код кимге добуш бергениңизди көрсөтпөйт.
receipt-download = Жүктөп алуу
receipt-download-help = Сиз өзүңүздүн добуштун шифрын сактап алсаңыз болот
receipt-keeping-browser = Купуя терезеде браузер сактагандын баары терезе менен кошо жоголот: шифрди жүктөп алыңыз.
receipt-pdf = PDF түрүндө сактоо
receipt-saved = Файл сакталды: { $file }
receipt-save-failed = Файл сакталган жок. Башка жерди тандаңыз. Дүмүрчөк тиркемеде калат.
receipt-saved-browser = Жүктөп алуу башталды: { $file }. Файл сакталганын текшериңиз.
receipt-save-failed-browser = Файл даярдалган жок. Интернетти текшерип, кайталаңыз.
receipt-copied = Код көчүрүлдү
receipt-place = Үкөктөгү орду: { $index }
receipt-rechecked = Кайра текшерилди: { $time }
receipt-secrecy = Добуш берүүнүн купуялуулугу кепилдендирилет!
receipt-finish = Бүтүрүү жана жашыруу

### Бүтүрүү жана жашыруу

finish-title = Бүтүрүү жана жашыруу
finish-heading = Кодду сактап же жазып алыңыз
finish-body = Дүмүрчөк жашырылат: аны түзмөктүн кулпусун ачкан киши гана көрөт. Кийинки шайлоочуга көрүнбөйт.
finish-body-browser = Дүмүрчөк ушул браузерде калат: аны ачкан киши дүмүрчөктү көрө алат, бирок кимге добуш бергениңизди эмес. Бирөөнүн компьютеринде купуя терезеде добуш берип, терезени дүмүрчөк чыккандан кийин гана жабыңыз.
finish-confirm = Жашыруу
finish-done = Жашырылды. Түзмөк кийинки шайлоочуга даяр.
receipts-title = Сакталган дүмүрчөктөр
receipts-unlock = Дүмүрчөктөрдү көрүү үчүн түзмөктүн кулпусун ачыңыз
receipts-unlock-go = Кулпуну ачуу
receipts-show-browser = Дүмүрчөктөр ушул браузерде сакталган. Аны ачкан ар бир киши аларды көрө алат.
receipts-show-go = Көрсөтүү
receipts-none = Бул түзмөктө дүмүрчөк сакталган эмес
receipts-item = Дүмүрчөктү ачуу: { $date }

### Добушту текшерүү

check-title = Добушумду текшерүү
check-heading = Контролдук кодду киргизиңиз
check-field = Контролдук код
check-help = Код дүмүрчөгүңүздө жазылган. Системага кирүү талап кылынбайт.
check-go = Текшерүү
check-scan = QR-кодду сканерлөө
check-open-file = Добуштун шифрын ачуу (.shailoo)
check-looking = Изделүүдө…
check-recorded = Катталды
check-recorded-body = Бул коду бар добуш үкөктө. Корутунду добуш берүү аяктагандан кийин чыгат.
check-recorded-revote = Бул коду бар добуш үкөктө. Шайлоочу кайра добуш берген болсо, акыркы добуш гана эсептелет. Корутунду добуш берүү аяктагандан кийин чыгат.
check-tallied = Корутундуга кошулду
check-tallied-body = Бул коддуу добуш корутундуга кошулган.
check-not-counted = Катталды, бирок эсептелген жок
check-not-counted-body = Бул жазуу үкөктө, бирок текшерүүдөн өткөн жок. Кодду сактаңыз. Чалыңыз: { $hotline }.
check-unknown = Мындай добуш жок
check-unknown-body = Бул коду бар добуш табылган жок. Коддун ар бир белгисин салыштырыңыз. Код туура болсо, чалыңыз: { $hotline }.
check-two = Бул коддуу эки добуш бар
check-two-body = Мындай болбошу керек. Кодду сактаңыз. Чалыңыз: { $hotline }.
check-spoiled = Жараксыз бюллетень катталган
check-spoiled-body = Түзмөктү текшерүү үчүн ачылган бюллетень үкөккө түшпөшү керек. Ал түзмөккө ишенбеңиз. Чалыңыз: { $hotline }.
check-mistyped = Коддо ката бар. Ар бир белгисин салыштырыңыз.
check-proof-good = Далил ушул түзмөктө текшерилди.
check-proof-bad = Далил туура келбейт. Кодду сактаңыз. Чалыңыз: { $hotline }.
check-file-good = Добуштун шифры чыныгы, добуш үкөктө.
check-file-bad = Файл бузулган же бул шайлоонун добушунун шифры эмес.
check-no-choice = Бул текшерүү тандооңузду эч качан көрсөтпөйт.
check-right-title = Добуш берүү укугум колдонулдубу?
check-right-go = Суроо
check-right-used = Ооба, укугуңуз колдонулган. Берилген убактысы: { $time }.
check-right-unused = Жок. Укук колдонулган эмес.
check-right-not-mine = Эгер бул Сиз болбосоңуз, чалыңыз: { $hotline }.
check-right-pending = Берилген укуктардын тизмеси саат сайын жарыяланат. Кайра сурай турган убакыт: { $time }.
check-again = Кайра текшерүү
check-right-row-unused = Ал Сизге укук берген эмес, анын тизмесинде да жок.
check-right-row-used = Укугуңузду ал берген, убактысы: { $time }. Бул анын тизмесинде көрүнөт.
check-right-row-waiting = Укугуңузду ал берген, убактысы: { $time }. Анын тизмеси саат сайын жарыяланат.
check-right-row-differs = Анын жообу менен тизмеси дал келбейт. Чалыңыз: { $hotline }.
check-witnessed = Көз карандысыз күбөлөр муну тастыкташты.
check-not-witnessed = Көз карандысыз күбөлөр муну азырынча тастыктай элек.

### Сеанс

session-warning-title = Сиз ушул жердесизби?
session-warning-body = { $minutes ->
    [one] Сеанс бир мүнөттөн кийин бүтөт. Белгилериңиз ага чейин сакталат.
   *[other] Сеанс { $minutes } мүнөттөн кийин бүтөт. Белгилериңиз ага чейин сакталат.
 }
session-extend = Ушул жердемин, улантуу
session-expired-title = Сеанс аяктады
session-expired-body = Коопсуздук үчүн белгилер өчүрүлдү. Добуш берилген жок, укугуңуз сакталды. Кайра баштаңыз.
session-lost-title = Тиркеме жабылып калды
session-lost-body = Добуш жашыруун болгондуктан белгилер сакталган жок. Добуш берилген жок. Кайра баштаңыз.

### Кимдин кезеги

turn-you = Сиздин кезегиңиз
turn-network = Байланыш
turn-server = Сервер тарапта
turn-election = Шайлоо
turn-label = Эмне кылуу керек

### Тынч экрандар

not-listed-title = Сиз бул тизмеде жоксуз
not-listed-body = Бул тизмеде электрондук добуш берүүгө арыз бергендер бар. Арыз бербесеңиз, шайлоо участкаңызда добуш бериңиз.
not-listed-call = Арыз берген болсоңуз, чалыңыз: { $hotline }.
already-voted-title = Укугуңуз колдонулган
already-voted-body = Колдонулган убактысы: { $time }.
already-voted-not-you = Бул Сиз эмес болсоңуз, чалыңыз: { $hotline }.
already-voted-check = Добушумду текшерүү
closed-title = Добуш берүү аяктады
closed-body = Аяктаган убактысы: { $time } (Бишкек). Буга чейин берилген добушту текшерсе болот.
not-open-title = Добуш берүү баштала элек
not-open-body = Башталышы: { $time } (Бишкек).
grace-over-title = Добуш кеч келди
grace-over-body = Бюллетень үкөккө жеткенге чейин добуш берүү аяктады. Ал эсептелген жок.
no-camera-title = Камера жок
no-camera-body = Бул түзмөктө тиркеме колдоно турган камера жок. Кодду email аркылуу алыңыз же башка түзмөк колдонуңуз.
camera-denied-title = Камерага уруксат жок
camera-denied-body = Түзмөктүн жөндөөлөрүнөн тиркемеге камераны ачып, кайра аракет кылыңыз.
wrong-clock-title = Түзмөктүн сааты туура эмес
wrong-clock-body = Жөндөөлөрдөн күндү жана убакытты автоматтык режимге коюп, кайра аракет кылыңыз.
app-old-title = Тиркеме эскирген
app-old-body = Эң жаңы версиясын орнотуп, улантыңыз. Эч нерсе жоголбойт.
against-all-title = Баардык талапкерлерге каршы
election-none-title = Азыр шайлоо жок
election-none-body = Добуш берүү күнү кайра кириңиз.

### Каталар

error-network-title = Байланыш жок
error-network-body = Мобилдик интернетти же Wi-Fi текшерип, кайталаңыз. Эч нерсе жоголгон жок.
error-timeout-title = Байланыш жай
error-timeout-body = Жооп убагында келген жок. Кайталаңыз. Эч нерсе жоголгон жок.
error-server-title = Сервер жооп бере албай жатат
error-server-body = Бул Сиздин катаңыз эмес. Бир аз күтүп, кайталаңыз.
error-busy-title = Азыр көп адам добуш берип жатат
error-busy-body = { $seconds ->
    [one] 1 секунддан кийин кайталаңыз. Кезегиңиз жоголбойт.
   *[other] { $seconds } секунддан кийин кайталаңыз. Кезегиңиз жоголбойт.
 }
error-identity-title = Ким экениңиз тастыкталган жок
error-identity-body = ПИНди текшерип, кайталаңыз же экинчи ыкманы колдонуңуз.
error-wrong-code-title = Код туура эмес
error-wrong-code-body-plain = Акыркы email катты карап, андагы кодду киргизиңиз.
error-wrong-code-body = { $left ->
    [one] Акыркы катты караңыз. Бир аракет калды.
   *[other] Акыркы катты караңыз. { $left } аракет калды.
 }
error-code-expired-title = Коддун мөөнөтү өттү
error-code-expired-body = Email аркылуу жаңы код алыңыз.
error-too-many-title = Аракеттер өтө көп болду
error-too-many-body = { $minutes ->
    [one] Бир мүнөт күтүп, кайталаңыз.
   *[other] { $minutes } мүнөт күтүп, кайталаңыз.
 }
error-face-title = Жүзүңүз таанылган жок
error-face-body = Жарыкка бурулуп кайталаңыз же кодду email аркылуу алыңыз.
error-provider-title = Идентификация кызматы жооп бербей жатат
error-provider-body = Бул Сиздин катаңыз эмес. Экинчи ыкманы колдонуңуз же кийинчерээк кайталаңыз.
error-provider-slow-title = Идентификация кызматы жай иштеп жатат
error-provider-slow-body = Күтө туруңуз. Жооп келбесе, кайталаңыз.
error-signature-expired-title = Булуттуу кол тамганын мөөнөтү өттү
error-signature-expired-body = Аны тейлөө борборунан жаңыртыңыз же Face-ID колдонуңуз.
error-identity-expired-title = Идентификациянын мөөнөтү өттү
error-identity-expired-body = Идентификациядан кайра өтүңүз. Добуш берилген жок.
error-refused-title = Каттоочу баш тартты
error-refused-body = Баш тартууга кол коюлган жана ал сакталды.
error-ballot-refused-title = Үкөк бюллетенди кабыл алган жок
error-ballot-refused-body = Бюллетень эсептелген жок.
error-untrusted-title = Сервердин жообу текшерүүдөн өткөн жок
error-untrusted-body = Азыр добуш бербеңиз.
error-storage-title = Түзмөк мөөрлөнгөн бюллетенди сактай алган жок
error-storage-body = Эстутумдан орун бошотуп, кайталаңыз. Эч нерсе жөнөтүлгөн жок.
error-storage-rebuilt-title = Тиркеменин сактагычы бузулган
error-storage-rebuilt-body = Ал кайра түзүлдү. Дүмүрчөктөр серверлерден кайра алынат.
error-internal-title = Тиркемеде ката кетти
error-internal-body = Эч нерсе жөнөтүлгөн жок. Кайра баштаңыз.

### Басылган дүмүрчөк

pdf-title = Электрондук добуштун дүмүрчөгү
pdf-election = Шайлоо
pdf-district = Шайлоо округу
pdf-code = Контролдук код
pdf-time = Кабыл алынды
pdf-can = Бул код менен ар бир адам добуштун үкөктө жана корутундуда экенин текшере алат.
pdf-cannot = Код шайлоочунун ким экенин да, кимге добуш бергенин да көрсөтпөйт.
pdf-how = Текшерүү үчүн { $address } дарегин ачып, кодду киргизиңиз же QR-кодду сканерлеңиз.
pdf-hotline = Жардам телефону: { $hotline }
pdf-secrecy = Добуш берүүнүн купуялуулугу кепилдендирилет!
pdf-not-real = Бул чыныгы шайлоо эмес болчу.

### Терминал

terminal-language = Тилди тандоо үчүн санды басыңыз
terminal-mark = Белги коюу же алуу үчүн санды, улантуу үчүн Enter басыңыз
terminal-choose = Тандоо үчүн санды басыңыз
terminal-enter = Enter – улантуу
terminal-back = { $key } – артка
terminal-switch = { $key } – тил
terminal-read = { $key } – сандарды окуу
terminal-help = { $key } – жардам
terminal-quit = { $key } – чыгуу
terminal-quit-ask = Чыгасызбы? Белгилер сакталбайт. Чыгуу үчүн { $key } баскычын дагы бир жолу басыңыз.
terminal-not-understood = Бул баскыч бул жерде иштебейт.
terminal-type-pin = ПИНди терип, Enter басыңыз
terminal-type-code = Кодду терип, Enter басыңыз
terminal-type-control-code = Контролдук кодду терип, Enter басыңыз
terminal-type-picture = Сүрөт файлынын (JPEG) жолун терип, Enter басыңыз
terminal-type-file = Файлдын жолун терип, Enter басыңыз
terminal-page = { $pages } беттин { $page }-бети
terminal-too-narrow = Терезени кеңейтиңиз.
terminal-goodbye = Саламатта калыңыз!

### Убакыт

time-days = { $count ->
    [one] { $count } күн
   *[other] { $count } күн
 }
time-hours = { $count ->
    [one] { $count } саат
   *[other] { $count } саат
 }
time-minutes = { $count ->
    [one] { $count } мүнөт
   *[other] { $count } мүнөт
 }
time-seconds = { $count ->
    [one] { $count } секунд
   *[other] { $count } секунд
 }
date-long = { $year }-жылдын { $day }-{ $month ->
    [1] январы
    [2] февралы
    [3] марты
    [4] апрели
    [5] майы
    [6] июну
    [7] июлу
    [8] августу
    [9] сентябры
    [10] октябры
    [11] ноябры
   *[12] декабры
 }
date-until = { $year }-жылдын { $day }-{ $month ->
    [1] январына
    [2] февралына
    [3] мартына
    [4] апрелине
    [5] майына
    [6] июнуна
    [7] июлуна
    [8] августуна
    [9] сентябрына
    [10] октябрына
    [11] ноябрына
   *[12] декабрына
 } чейин (кошуп алганда)
