# Публичные страницы по-русски: проверка, аудит и то, что выборы показывают
# каждому.

### Обе страницы

page-verify-title = Проверка и аудит
page-election-title = Выборы
page-to-voting = Перейти к голосованию
page-to-verify = Проверка и аудит
page-to-election = Выборы и результаты
page-loading = Загрузка…
page-menu = Страницы

### Страница проверки

verify-tab-device = Проверить устройство
verify-tab-vote = Проверить мой голос
verify-tab-audit = Аудит выборов
verify-tabs = Виды проверки
verify-intro = Эта страница никому не верит на слово: всё проверяет само это устройство. Входить не нужно, и за кого Вы голосовали, нигде не видно.
verify-reading = Читаются данные выборов и проверяются подписи комиссии…
verify-none-title = Данные выборов проверить не удалось
verify-none-unreadable = Урна не отвечает. Проверьте интернет и повторите.
verify-none-unsigned = Под данными, которые показывает сервер, нет действительных подписей комиссии. Не верьте им.
verify-none-other = Сервер показывает данные других выборов. Не верьте им.
verify-none-config = Страница настроена неверно. Сообщите об этом её владельцу.
verify-kept = Связи нет. Данные выборов взяты из памяти этого браузера: подписи сейчас проверены снова.
verify-worker-failed = Проверяющая программа остановилась. Обновите страницу.
verify-file-failed = Файл прочитать не удалось. Выберите его ещё раз.
verify-hotline = Горячая линия: { $hotline }

### Сканирование кода

scan-start = Сканировать камерой
scan-stop = Остановить камеру
scan-looking = Покажите код камере
scan-picture = Выбрать снимок кода
scan-nothing = На этом снимке не найден QR-код. Снимите код целиком и чётко.
scan-no-camera = Камера не найдена. Выберите снимок или файл либо введите текст.
scan-camera-denied = Доступ к камере не разрешён. Его можно разрешить в настройках браузера; либо выберите снимок или файл.

### Проверка устройства

device-check-heading = Те ли отметки запечатало другое устройство?
device-check-intro = На устройстве, на котором голосуете, нажмите «Проверить устройство», а эту страницу откройте на втором. Порядок важен: сначала код, потом ключ.
device-check-code-title = Считайте код запечатанного бюллетеня
device-check-code-field = Полный текст QR-кода
device-check-code-help = Только если сканировать нельзя: слово в начале и 52 знака. Короткого кода недостаточно.
device-check-code-go = Принять код
device-check-short = Это короткий код. Для проверки устройства нужен полный текст QR-кода: с коротким кодом устройство могло бы потом показать другой бюллетень.
device-check-other-kind = Этот код от других выборов.
device-check-mistyped = Это не код запечатанного бюллетеня, или в нём ошибка. Сканируйте ещё раз.
device-check-code-read = Код считан
device-check-code-compare = На первом устройстве тот же код? Тогда нажмите там «Открыть этот бюллетень».
device-check-opening-title = Теперь считайте код, открывающий бюллетень
device-check-opening-file = Выбрать файл ключа
device-check-opening-field = Текст открывающего кода
device-check-opening-go = Проверить бюллетень
device-check-waiting = Сначала считайте первый код
device-check-true = Устройство запечатало именно эти отметки
device-check-compare = Это те отметки, которые Вы поставили на первом устройстве? Если да, устройство показало правду. Если нет, не голосуйте на нём и позвоните: { $hotline }.
device-check-nobody = Никто не отмечен
device-check-verified = Что проверено
device-check-fact-code = Открыт тот самый бюллетень, код которого был считан сначала
device-check-fact-proof = Его доказательство верно, и он для этого округа этих выборов
device-check-fact-encryption = В шифре именно эти отметки и никакие другие
device-check-fact-vote = Такой выбор разрешён
device-check-false = Не голосуйте на этом устройстве
device-check-false-call = Сфотографируйте экран и позвоните: { $hotline }. Проголосовать можно на другом устройстве.
device-check-malformed = Считанное не является ключом бюллетеня, или оно повреждено. Считайте второй код ещё раз. Если это повторится, не голосуйте на том устройстве.
device-check-code = Устройство открыло не тот бюллетень, код которого показало сначала. Честное устройство так не делает.
device-check-proof = Доказательство бюллетеня неверно, или он для других выборов либо другого округа.
device-check-encryption = В шифре не те отметки, о которых говорит устройство. Устройство обманывает.
device-check-vote = В бюллетене выбор, который не разрешён.
device-check-void = Проверенный бюллетень недействителен: он никогда не будет подан. Устройство запечатает новый, его тоже можно проверить.
device-check-may-differ = Отметки при проверке могут отличаться от Вашего настоящего выбора. Тогда тот, кто видит этот экран, не узнает, за кого Вы проголосуете.
device-check-again = Проверить ещё один бюллетень

### Проверка голоса

vote-check-intro = Ни код, ни файл не показывают, за кого Вы голосовали. Файл проверяется и без интернета.
vote-check-letters = { $count ->
    [one] Такого знака в кодах не бывает, место: { $places }. Сравните его.
    [few] Таких знаков в кодах не бывает, места: { $places }. Сравните их.
    [many] Таких знаков в кодах не бывает, места: { $places }. Сравните их.
   *[other] Таких знаков в кодах не бывает, места: { $places }. Сравните их.
 }
vote-check-letters-help = Места считаются после слова в начале и цифры 1.
vote-check-checksum = Похоже, в коде опечатка: контрольные знаки не сходятся. Сравните не спеша, по четыре знака.
vote-check-length = Код начинается со слова этих выборов и цифры 1, дальше идут 26 знаков. Проверьте, все ли они на месте.
vote-check-other-kind = Этот код от других выборов: коды демонстрации, репетиции и настоящих выборов начинаются с разных слов.
vote-check-drop = Или перетащите сюда файл с шифром голоса (.shailoo)
vote-check-file = Ваш голос в урне: файл это доказывает
vote-check-file-body = Файл проверен без интернета. Вошёл ли голос в итог, можно узнать у сервера или аудитом.
vote-check-no-answer = Урна не ответила, поэтому о коде ничего сказать нельзя. Проверьте интернет и повторите или откройте файл.
vote-check-busy = К урне сейчас много запросов. Повторите через минуту.
vote-check-final = Записан. Урна говорит, что голос вошёл в итог
vote-check-final-body = Что голос в урне, проверено здесь.
vote-check-asked = Код, о котором спрашивали:
vote-check-false = Доказательство не сходится
vote-check-false-file = Этот файл не доказывает, что голос в урне
vote-check-malformed = Файл или ответ повреждён, либо это не шифр голоса.
vote-check-ballot = Внутри нет действительного бюллетеня этих выборов, или это бюллетень с другим кодом.
vote-check-inclusion = Он не показывает, что бюллетень есть в журнале урны.
vote-check-checkpoint = В нём нет подписи урны этих выборов.
vote-check-quorum = Его подтвердило слишком мало свидетелей.
vote-check-verified = Что проверено на этом устройстве
vote-check-fact-ballot = Бюллетень цел, подан по праву голоса и содержит разрешённый выбор: { $district }
vote-check-fact-place = Это запись { $index } журнала урны, в котором было { $size } записей
vote-check-fact-witnesses = Журнал подтвердили независимые свидетели: { $witnesses }, нужно { $quorum }
vote-check-not-verified = Что не проверено
vote-check-fact-final = О том, что голос вошёл в итог, говорит урна. Доказывает это аудит: его можно провести на этой странице.
vote-check-fact-offline = Сервер не спрашивали: что было после записи файла, неизвестно
vote-check-ask = Спросить сервер сейчас
vote-check-district = { $council }, № { $number } { $name }

### Аудит

audit-heading = Проверьте все выборы сами
audit-intro = Эта вкладка читает журнал выборов от начала до конца: каждый бюллетень, каждую подпись, выданные права и итог. Верить никому не нужно.
audit-speed-note = Вкладка работает на одном процессоре; при большом числе голосов это надолго. Страницей можно пользоваться; аудит можно прервать и продолжить позже.
audit-goal = Что проверять
audit-goal-result = Завершённые выборы, с итогом
audit-goal-voting = То, что уже есть в журнале
audit-server = Проверить данные с сервера
audit-archive = Выбрать файл архива (tar)
audit-drop = Или перетащите архив сюда. Он никуда не отправляется.
audit-saved = Есть сохранённый аудит
audit-saved-body = Сохранён: { $time }. Проверено записей: { $entries }.
audit-saved-archive = Чтобы продолжить, выберите тот же архив: { $name }
audit-go-on = Продолжить аудит
audit-forget = Удалить его и начать заново
audit-running = Идёт аудит
audit-opening = Журнал открывается, проверяются подписи комиссии…
audit-log-box = Журнал урны
audit-log-registrar = Журнал регистратора: { $name }
audit-done = { $done } из { $total } записей
audit-speed = Скорость
audit-speed-value = { $count } записей в секунду
audit-left = Осталось
audit-left-value = примерно { $duration }
audit-estimating = вычисляется…
audit-pause = Приостановить
audit-pausing = Приостанавливается…
audit-paused = Аудит приостановлен и сохранён в этом браузере
audit-paused-body = Вкладку можно закрыть: потом Вы продолжите с этого места.
audit-resume = Продолжить
audit-unreadable = Данные не читаются: { $reason }. Проверенное сохранено, можно продолжить.
audit-archive-bad = Это не архив выборов: { $reason }
audit-state-bad = Сохранённый аудит не подходит к этим выборам, архиву или программе. Начните заново.
audit-passes = Аудит пройден: итог выборов верен
audit-passes-voting = Пока всё верно
audit-passes-body = Это устройство само проверило каждую запись и не нашло ни одной ошибки.
audit-other = Внимание: это не те выборы, которым посвящена эта страница. Проверены только они.
audit-fails = Аудит не пройден
audit-fails-count = { $count ->
    [one] Найдена { $number } ошибка.
    [few] Найдено { $number } ошибки.
    [many] Найдено { $number } ошибок.
   *[other] Найдено { $number } ошибки.
 }
audit-fails-shown = Показаны первые { $count }, остальные в сохранённом отчёте.
audit-fails-body = Сохраните отчёт и покажите его комиссии и другим аудиторам. Они должны прийти к тому же.
audit-summary = Что прочитано
audit-entries = Записей в журнале
audit-recorded = Записано бюллетеней
audit-counted = Учтено бюллетеней
audit-took = Аудит занял
audit-election = Идентификатор выборов
audit-districts = Итоги по округам
audit-district = { $council } \ №{ $number } { $name } избирательный округ
audit-column-candidate = Кандидат
audit-column-votes = Голоса
audit-column-share = Доля бюллетеней
audit-tied = поровну голосов
audit-tied-note = На последний мандат претендуют кандидаты с равным числом голосов. Это решает закон, а не программа.
audit-not-counted = Голоса этого округа пока не подсчитаны
audit-unopened = В этом округе слишком мало бюллетеней, поэтому их сумма не раскрыта: она показала бы чей-то выбор
audit-issued = Регистратор { $registrar }: в списке { $listed }, выдано прав { $issued }, не использовано { $unused }
audit-district-ballots = Учтено бюллетеней: { $count }
audit-failures = Найденные ошибки
audit-failure-place = { $log }, запись { $entry }
audit-failure-expected = Требуется
audit-failure-found = Найдено
audit-save-json = Сохранить отчёт для программ (JSON)
audit-save-text = Сохранить отчёт текстом
audit-print = Напечатать
audit-new = Новый аудит
audit-report-title = Отчёт об аудите выборов
audit-report-by = Отчёт составлен в браузере, и всё проверено там же.
audit-why-log = Журнал урны повреждён, неполон или не тот, который видели свидетели. Записи могли изменить или удалить.
audit-why-blob = Файла, названного в журнале, нет, или он другой.
audit-why-manifest = Документ комиссии о выборах неверен или не подписан как следует.
audit-why-ceremony = Запись церемонии создания ключей неверна.
audit-why-opening = Не доказано, что при открытии урна была пуста.
audit-why-decision = Решение комиссии неверно или не разрешено.
audit-why-closing = Закрытие урны неверно: не сходятся время, числа или выданные права.
audit-why-ballot = Бюллетень недействителен или подан дважды. Он не считается.
audit-why-issuance = Права голоса, выданные регистратором, не сходятся со списком.
audit-why-statement = Заявление доверенного лица неверно или о других бюллетенях.
audit-why-share = Доля доверенного лица в расшифровке неверна или отсутствует.
audit-why-tally = Числа, полученные при расшифровке, невозможны.
audit-why-result = Объявленный итог не тот, который вычислен.
audit-why-receipt = Шифр голоса неверен.
audit-why-unknown = Нарушены правила выборов.

### Протокол на бумаге

record-title = ПРОТОКОЛ
record-subtitle = об итогах дистанционного электронного голосования
record-foot = Выборы { $election } · страница { $page } из { $pages }
record-day = День голосования: { $day }
record-election = Идентификатор выборов: { $value }
record-districts = Избирательных округов: { $value }
record-ballots = Учтено бюллетеней: { $value }
record-entries = Записей в журнале урны: { $value }
record-root = Корневой хеш журнала: { $value }
record-result = Хеш (SHA-256) подписанных итогов: { $value }
record-witnesses = Свидетелей, подтвердивших журнал: { $value }
record-audited = Перед составлением протокола весь журнал прошёл аудит: каждый бюллетень, списки выданных прав, доли доверенных лиц и суммы. Аудит пройден без замечаний. Повторить его может каждый.
record-trustees = Доверенные лица: расшифровывают { $count } из { $all }
record-trustee-stated = подтверждено подписью
record-trustee-silent = подтверждения нет
record-column-name = Имя
record-column-tally-set = Что подсчитано
record-council = Округа кенеша
record-total = Итого
record-column-district = Округ
record-column-mandates = Мандатов
record-column-listed = Избирателей в списке
record-column-issued = Выдано прав
record-column-ballots = Бюллетеней
record-column-against = Против всех
record-district = Избирательный округ №{ $number } { $name }
record-mandates = Мандатов: { $value }
record-registrar = Регистратор: { $name }
record-listed = – избирателей в списке: { $value }
record-issued = – выдано прав голоса: { $value }
record-unused = – из них без бюллетеня: { $value }
record-counted = Учтено бюллетеней: { $value }
record-unopened = В этом округе подано слишком мало бюллетеней: их сумма показала бы, как кто-то голосовал. Они не вскрывались.
record-column-candidate = Кандидат
record-column-votes = Голосов
record-column-spelled = Прописью
record-tied = равные голоса
record-marks = Отметок за кандидатов: { $marks }, не более { $most } (по числу мандатов в каждом бюллетене)
record-tie = Равенство голосов: у кандидатов № { $places } голосов поровну, а мандатов меньше, чем этих кандидатов. Этот протокол не решает, кому из них достанется мандат.
record-members = Подписи членов комиссии
record-members-help = Члены комиссии подписывают этот документ также своими ключами; указаны имена ключей.
record-member = Фамилия, имя, подпись · ключ { $key }
record-place = Место, дата и время
record-seal = М. П.
record-signed = Электронная подпись находится в файле рядом с этим (protocol.note). Её проверяют программой «auditor» или на странице выборов.

### Страница выборов

election-day-label = День голосования
election-hours-label = Время (Бишкек)
election-state-label = Сейчас
election-state-before = Голосование ещё не началось
election-state-open = Идёт голосование
election-state-grace = Принимаются бюллетени, которые уже в пути
election-state-counting = Голосование завершено, подсчёт не окончен
election-state-result = Итоги опубликованы
election-state-broken = Итоги не прошли проверку
election-state-unknown = Урна не отвечает. Показанное может быть устаревшим.
election-updated = По состоянию на { $time }
election-reading = Чтение и проверка журнала: { $percent }
election-reading-long = Браузер сам проверяет итоги. Если бюллетеней много, это длится некоторое время; страницей можно пользоваться.
election-turnout = Явка
election-turnout-note = Это бюллетени, которые записала урна. Здесь они не проверены, и пока никто не знает, за кого они.
election-column-district = Округ
election-column-ballots = Бюллетени
election-column-mandates = Мандаты
election-column-against = Против всех
election-total = Всего
election-candidates = Кандидаты
election-candidates-note = В порядке бюллетеня. Можно отметить не более { $mandates }.
election-no-result = Итогов пока нет
election-no-result-note = Они появятся здесь, когда доверенные лица расшифруют суммы, а этот браузер проверит каждую их долю. До этого ни одного числа не знает никто.
election-result = Итоги
election-checked = Эти итоги проверены в Вашем браузере
election-checked-what = Что проверено, а что нет
election-checked-done = Проверено: подписи комиссии; подпись журнала и его свидетели ({ $witnesses }); что журнал состоит из этих { $entries } записей; церемония ключей; подтверждения доверенных лиц о том, что подсчитано; доказательство каждой доли; и что из них следуют именно эти числа.
election-checked-not = Здесь не проверено, что каждый отдельный бюллетень в суммах действителен и подан по праву голоса. Это проверяет полный аудит.
election-to-audit = Провести полный аудит
election-broken = Итоги не показаны: проверка не пройдена
election-broken-note = То, что отдаёт урна, не доказывает итогов. Числа, названные в другом месте, тоже не доказаны. Сообщите об этом комиссии и наблюдателям.
election-broken-entry = Запись журнала { $entry }
election-unreadable = Урну сейчас не удаётся прочитать. Страница попробует ещё раз сама.
election-retry = Попробовать сейчас
election-column-number = №
election-column-candidate = Кандидат
election-column-votes = Голоса
election-column-share = Доля
election-tied = равные голоса
election-tied-note = Равенство голосов: у кандидатов № { $places } голосов поровну, а мандатов меньше, чем этих кандидатов. Эта страница не решает, кому из них достанется мандат.
election-unopened = В этом округе подано слишком мало бюллетеней: их сумма показала бы, как кто-то голосовал. Они не вскрывались.
election-empty = В этом округе не подано ни одного бюллетеня.
election-district = №{ $number } { $name }
election-ballots-of = Бюллетени: { $ballots }, мандаты: { $mandates }. Доля – от числа бюллетеней.
election-proof = На чём основаны эти числа
election-proof-note = Каждое число следует из этих записей журнала урны.
election-proof-of = Голоса: { $votes }. Перейти к доказательству
election-entry = Запись
election-hash = Хеш записи
election-file = Файл журнала
election-step-closing = Комиссия закрыла урну
election-step-tally-set = { $trustee }: подтверждено, что подсчитано
election-step-share = { $trustee }: доля с доказательством
election-step-result = Комиссия объявила итоги
election-document = Подписанный документ с итогами
election-log = Журнал
election-log-size = Записей
election-log-root = Корневой хеш
election-id = Идентификатор выборов
election-seen = Свидетели видели журнал в последний раз
election-protocol = Протокол об итогах
election-protocol-none = Комиссия его здесь ещё не опубликовала.
election-protocol-ky = На кыргызском языке (PDF)
election-protocol-ru = На русском языке (PDF)
election-protocol-signed = Подпись комиссии проверена в Вашем браузере.
election-protocol-bad = Здесь лежит не тот файл, который подписала комиссия. Он не предлагается.
election-hotline = Горячая линия: { $hotline }
