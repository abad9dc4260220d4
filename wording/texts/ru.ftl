# Приложение избирателя по-русски.

### На каждом экране

app-name = Менин шайлоом
app-tagline = Электронное голосование
language-name = Русский
language-switch = Сменить язык
language-current = Язык: { $language }
banner-demo = ДЕМОРЕЖИМ · это не настоящие выборы
banner-rehearsal = РЕПЕТИЦИЯ · это не настоящие выборы
banner-real = Это настоящие выборы
banner-sandbox = SANDBOX · служба идентификации учебная
step-of = Шаг { $step } из { $steps }
please-wait = Подождите…
button-continue = Продолжить
button-back = Назад
button-close = Закрыть
button-retry = Повторить
button-cancel = Отмена
button-start-over = В начало
button-confirm = Подтвердить
button-copy = Скопировать
button-share = Поделиться
button-help = Помощь: { $hotline }
hotline = Горячая линия: { $hotline }
hotline-call = Если не помогло, позвоните: { $hotline }.
hotline-now = Позвоните: { $hotline }.
server-time = Время сервера (Бишкек): { $time }
button-disabled-hint = Пока недоступно
image-tunduk = Тундук, знак приложения

### Начало

start-title = Мои выборы
start-day-label = День голосования
start-hours-label = Время (Бишкек)
start-hours = { $opens } – { $closes }
start-left-label = До окончания
start-grace-label = Осталось, чтобы завершить голосование
start-opens-in-label = До начала
start-left = До окончания: { $duration }
start-opens-in = До начала: { $duration }
start-closed = Голосование окончено
start-go = Перейти к голосованию
start-check = Проверить мой голос
start-resume = Продолжить отправку голоса
start-resume-help = Запечатанный бюллетень ещё не получил квитанцию.

### ПИН

pin-title = ПИН
pin-heading = Введите ПИН – персональный идентификационный номер
pin-field = ПИН – персональный идентификационный номер
pin-helper = 14 цифр, указаны в паспорте
pin-count = { $count } / 14 цифр
pin-purpose = ПИН нужен только для того, чтобы найти Вас в списке избирателей. С Вашим голосом он не связан.
pin-read-back = Прочитать цифры вслух
pin-read-back-text = Вы ввели: { $digits }
pin-read-back-empty = Пока не введено ни одной цифры
pin-clear = Очистить
pin-too-short = { $missing ->
    [one] Не хватает { $missing } цифры.
    [few] Не хватает { $missing } цифр.
    [many] Не хватает { $missing } цифр.
   *[other] Не хватает { $missing } цифры.
 }
pin-not-digits = ПИН состоит только из цифр. Удалите остальные знаки.
pin-bad-format = Это не похоже на ПИН. Сверьте каждую цифру с паспортом.

### Идентификация

identify-title = Идентификация
identify-cloud-title = Ввести облачную подпись
identify-code-field = Код проверки
identify-code-placeholder = XXXXXX
identify-code-accessible = Код проверки, 6 цифр, одно поле
identify-code-get = Получить код по email
identify-code-confirm = Подтвердить код
identify-code-sent = Если у этого ПИН есть облачная подпись, код отправлен на её email. Код действует { $minutes } мин.
identify-code-again = Получить новый код
identify-code-again-in = Новый код можно получить через { $seconds } с
identify-face-title = Пройти биометрию по лицу
identify-face-help = Нет подписи? Воспользуйтесь камерой.
identify-face-go = Перейти к Face-ID
identify-back = НАЗАД
identify-checking = Проверяем, кто Вы…
identify-provider-down = Служба для этого способа сейчас не отвечает. Воспользуйтесь другим способом.

### Лицо

face-title = Face-ID
face-heading = Смотрите прямо в камеру
face-check = Снимок чёткий?
face-help = Хороший свет, без головного убора и тёмных очков, в кадре один человек.
face-privacy = Снимок нужен только для идентификации: регистратор передаёт его в службу идентификации и не хранит.
face-capture = Сделать снимок
face-retake = Снять ещё раз
face-use = Использовать этот снимок
face-checking = Сравниваем снимок…
face-preview-accessible = Изображение с камеры
face-file = Выбрать файл снимка
face-too-dark = Снимок слишком тёмный. Повернитесь к свету.
face-too-small = Снимок слишком мал. Подойдите ближе.
face-unreadable = Этот снимок не читается. Снимите ещё раз.

### Что система спрашивает или скрывает сама

camera-purpose = Камера делает снимок для Face-ID и считывает QR-коды квитанций. Снимок нужен только для идентификации.
screen-recorded = Экран записывается или показывается в другом месте. Остановите это, чтобы продолжить.

### Избиратель

voter-title = Ваши данные
voter-name = Фамилия, имя, отчество
voter-district = Избирательный округ
voter-photo = Ваше фото
voter-initials = Фото нет. Инициалы: { $initials }
voter-not-you = Это не Вы или округ указан неверно? Не голосуйте, позвоните: { $hotline }.
voter-start = Начать

### Бюллетень

ballot-title = Бюллетень
ballot-council-label = Кенеш/Округ
ballot-district = { $council } \ №{ $number } { $name } избирательный округ
ballot-limit = (можно выбрать до { $limit } { $limit ->
    [one] кандидата
    [few] кандидатов
    [many] кандидатов
   *[other] кандидата
 })
ballot-heading = Кенеш/Округ { $council } \ №{ $number } { $name } избирательный округ (можно выбрать до { $limit } { $limit ->
    [one] кандидата
    [few] кандидатов
    [many] кандидатов
   *[other] кандидата
 })
ballot-instruction = Отметьте кандидата или «Против всех», нажмите ВЫБРАТЬ
ballot-instruction-no-against = Отметьте кандидата, нажмите ВЫБРАТЬ
ballot-against-all = ПРОТИВ ВСЕХ КАНДИДАТОВ
ballot-select = ВЫБРАТЬ
ballot-candidate = { $number }. { $name }
ballot-candidate-photo = Фото: { $name }
ballot-no-photo = Фото не загрузилось. Голосовать можно и без него.
ballot-marked = отмечено
ballot-unmarked = не отмечено
ballot-count = Не более { $limit }: { $count } / { $limit }
ballot-count-accessible = Использовано отметок: { $count } из { $limit }
ballot-count-against-all = Против всех кандидатов
ballot-more-below = Ниже есть ещё кандидаты
ballot-announce-marked = Отмечено: { $name }. { $count } из { $limit }.
ballot-announce-unmarked = Отметка снята: { $name }. { $count } из { $limit }.
ballot-refused-limit = { $limit ->
    [one] Выбран { $limit } кандидат. Чтобы выбрать другого, сначала снимите отметку.
    [few] Выбраны { $limit } кандидата. Чтобы выбрать другого, сначала снимите одну отметку.
    [many] Выбраны { $limit } кандидатов. Чтобы выбрать другого, сначала снимите одну отметку.
   *[other] Выбрано { $limit } кандидата. Чтобы выбрать другого, сначала снимите одну отметку.
 }
ballot-refused-against-all-marked = Отмечено «Против всех кандидатов». Чтобы выбрать кандидата, сначала снимите эту отметку.
ballot-refused-candidates-marked = Отмечены кандидаты. Чтобы выбрать «Против всех кандидатов», сначала снимите эти отметки.
ballot-refused-below-minimum = { $minimum ->
    [one] Отметьте хотя бы { $minimum } кандидата.
    [few] Отметьте хотя бы { $minimum } кандидатов.
    [many] Отметьте хотя бы { $minimum } кандидатов.
   *[other] Отметьте хотя бы { $minimum } кандидата.
 }

### Никто не выбран

nothing-title = Никто не выбран
nothing-body = Отметьте хотя бы одного кандидата или «Против всех кандидатов». Торопиться не нужно.
nothing-body-no-against = Отметьте хотя бы одного кандидата. Торопиться не нужно.
nothing-back = Вернуться к бюллетеню
blank-heading = Вы никого не отметили
blank-body = Такой бюллетень можно подать. Он считается участием, но ни за кого.

### Проверка выбора

review-title = Проверьте свой выбор
review-heading = { $count ->
    [one] Вы отметили { $count } кандидата
    [few] Вы отметили { $count } кандидатов
    [many] Вы отметили { $count } кандидатов
   *[other] Вы отметили { $count } кандидата
 }
review-heading-against-all = Вы выбрали «Против всех кандидатов»
review-against-all-body = Ваш голос не достанется никому из кандидатов.
review-unused = { $count ->
    [one] Осталась { $count } отметка. Использовать её необязательно.
    [few] Осталось { $count } отметки. Использовать их необязательно.
    [many] Осталось { $count } отметок. Использовать их необязательно.
   *[other] Осталось { $count } отметки. Использовать их необязательно.
 }
review-all-used = Все отметки использованы.
review-final = После голосования выбор изменить нельзя.
review-revote = До окончания голосования можно проголосовать снова. Считается только последний голос.
review-code-label = Код запечатанного бюллетеня
review-check-device = Проверить устройство
review-back = Назад
review-cast = Проголосовать
review-sealing = Запечатываем бюллетень…

### Проверка устройства

device-title = Проверка устройства
device-heading = Запечатывает ли устройство то, что показывает?
device-intro = Вы можете сами убедиться, что в бюллетене именно Ваши отметки. Понадобится второе устройство.
device-step-one = На втором устройстве откройте { $address }.
device-step-two = Сначала отсканируйте им код ниже.
device-step-three = Затем нажмите здесь «Открыть этот бюллетень».
device-step-four = Второе устройство покажет отметки. Сравните их.
device-step-opened = Теперь отсканируйте вторым устройством этот код.
device-void = Открытый бюллетень становится недействительным и никогда не подаётся. После этого Вы запечатаете новый.
device-may-differ = Для проверки можно отметить и других кандидатов. Тогда никто не узнает, как Вы голосуете.
device-scanned = Код отсканирован
device-open = Открыть этот бюллетень
device-opened = Бюллетень открыт и недействителен
device-opened-body = Сравните отметки на втором устройстве. Если они отличаются, не голосуйте на этом устройстве, позвоните: { $hotline }.
device-new = Вернуться к бюллетеню
device-qr = QR-код запечатанного бюллетеня
device-opening-qr = QR-код, открывающий бюллетень
device-opening-save = Сохранить ключ в файл

### Отправка

casting-title = Голосование
casting-heading = Ваш голос отправляется
casting-right = Получение права голоса
casting-sign = Подпись бюллетеня
casting-send = Отправка в урну
casting-verify = Проверка квитанции
casting-done = Готово
casting-help = Если связь прервётся или приложение закроется, ничего не пропадёт: тот же бюллетень отправится снова.
casting-help-browser = Если связь прервётся или страница перезагрузится, тот же бюллетень отправится снова. До квитанции не закрывайте приватное окно: бюллетень пропадёт вместе с ним.

### Исход неизвестен

unknown-title = Связь прервалась
unknown-heading = Узнаём, дошёл ли Ваш голос
unknown-body = Ничего не потеряно. Тот же запечатанный бюллетень отправится снова и не будет посчитан дважды.
unknown-body-browser = Ничего не потеряно. Тот же запечатанный бюллетень отправится снова и не будет посчитан дважды. До квитанции не закрывайте приватное окно: бюллетень пропадёт вместе с ним, и отправить его снова будет нельзя.
unknown-next-label = Следующая попытка
unknown-next = { $seconds ->
    [one] { $seconds } секунда
    [few] { $seconds } секунды
    [many] { $seconds } секунд
   *[other] { $seconds } секунды
 }
unknown-retry = Повторить сейчас

### Квитанция

receipt-title = Ваш голос принят
receipt-heading = Спасибо! Ваш голос в урне, это проверено
receipt-code-label = Контрольный код
receipt-code-accessible = Контрольный код по знакам: { $code }
receipt-qr = QR-код контрольного кода
receipt-attention = Внимание!
receipt-can = По этому коду можно проверить, что Ваш голос вошёл в итог.
receipt-cannot = Код не показывает, за кого Вы голосовали.
receipt-download = Скачать
receipt-download-help = Вы можете сохранить шифр своего голоса
receipt-keeping-browser = В приватном окне всё, что хранит браузер, исчезнет вместе с окном: скачайте шифр.
receipt-pdf = Сохранить в PDF
receipt-saved = Файл сохранён: { $file }
receipt-save-failed = Файл не сохранён. Выберите другое место. Квитанция остаётся в приложении.
receipt-saved-browser = Загрузка началась: { $file }. Проверьте, что файл сохранён.
receipt-save-failed-browser = Файл не подготовлен. Проверьте интернет и повторите.
receipt-copied = Код скопирован
receipt-place = Место в урне: { $index }
receipt-rechecked = Проверено ещё раз: { $time }
receipt-secrecy = Тайна голосования гарантируется!
receipt-finish = Завершить и скрыть

### Завершение

finish-title = Завершить и скрыть
finish-heading = Сохраните или запишите код
finish-body = Квитанция будет скрыта: её увидит только тот, кто разблокирует устройство. Следующему избирателю она не видна.
finish-body-browser = Квитанция останется в этом браузере: кто его откроет, увидит её, но не то, за кого Вы голосовали. За чужим компьютером голосуйте в приватном окне и закройте его только после квитанции.
finish-confirm = Скрыть
finish-done = Скрыто. Устройство готово для следующего избирателя.
receipts-title = Сохранённые квитанции
receipts-unlock = Чтобы увидеть квитанции, разблокируйте устройство
receipts-unlock-go = Разблокировать
receipts-show-browser = Квитанции хранятся в этом браузере. Их увидит каждый, кто его откроет.
receipts-show-go = Показать
receipts-none = На этом устройстве нет квитанций
receipts-item = Открыть квитанцию: { $date }

### Проверка голоса

check-title = Проверить мой голос
check-heading = Введите контрольный код
check-field = Контрольный код
check-help = Код есть в Вашей квитанции. Входить не нужно.
check-go = Проверить
check-scan = Сканировать QR-код
check-open-file = Открыть шифр голоса (.shailoo)
check-looking = Ищем…
check-recorded = Записан
check-recorded-body = Голос с этим кодом в урне. Итог будет после окончания голосования.
check-recorded-revote = Голос с этим кодом в урне. Если избиратель проголосовал снова, считается только последний голос. Итог будет после окончания голосования.
check-tallied = Вошёл в итог
check-tallied-body = Голос с этим кодом вошёл в итог.
check-not-counted = Записан, но не посчитан
check-not-counted-body = Эта запись есть в урне, но не прошла проверку. Сохраните код и позвоните: { $hotline }.
check-unknown = Такого голоса нет
check-unknown-body = Голос с этим кодом не найден. Сверьте каждый знак кода. Если код верен, позвоните: { $hotline }.
check-two = С этим кодом два голоса
check-two-body = Так быть не должно. Сохраните код и позвоните: { $hotline }.
check-spoiled = Записан недействительный бюллетень
check-spoiled-body = Бюллетень, открытый для проверки устройства, не должен попадать в урну. Не доверяйте тому устройству, позвоните: { $hotline }.
check-mistyped = В коде опечатка. Сверьте каждый знак.
check-proof-good = Доказательство проверено на этом устройстве.
check-proof-bad = Доказательство не подходит. Сохраните код и позвоните: { $hotline }.
check-file-good = Шифр голоса подлинный, голос в урне.
check-file-bad = Файл повреждён или это не шифр голоса этих выборов.
check-no-choice = Эта проверка никогда не показывает выбор.
check-right-title = Использовано ли моё право голоса?
check-right-go = Спросить
check-right-used = Да, право использовано. Выдано: { $time }.
check-right-unused = Нет. Право не использовано.
check-right-not-mine = Если это были не Вы, позвоните: { $hotline }.
check-right-pending = Список выданных прав публикуется каждый час. Спросите снова после { $time }.
check-again = Проверить ещё раз
check-right-row-unused = Он не выдавал Вам права, и в его списке такого нет.
check-right-row-used = Право голоса он выдал: { $time }. Это видно в его списке.
check-right-row-waiting = Право голоса он выдал: { $time }. Его список публикуется каждый час.
check-right-row-differs = Его ответ и его список расходятся. Позвоните: { $hotline }.
check-witnessed = Независимые свидетели это подтвердили.
check-not-witnessed = Независимые свидетели этого ещё не подтвердили.

### Сеанс

session-warning-title = Вы ещё здесь?
session-warning-body = { $minutes ->
    [one] Сеанс закончится через { $minutes } минуту. До этого отметки сохраняются.
    [few] Сеанс закончится через { $minutes } минуты. До этого отметки сохраняются.
    [many] Сеанс закончится через { $minutes } минут. До этого отметки сохраняются.
   *[other] Сеанс закончится через { $minutes } минуты. До этого отметки сохраняются.
 }
session-extend = Я здесь, продолжить
session-expired-title = Сеанс закончился
session-expired-body = Ради безопасности отметки удалены. Голос не подан, Ваше право не использовано. Начните снова.
session-lost-title = Приложение было закрыто
session-lost-body = Отметки не сохранились: голосование тайное. Голос не подан. Начните снова.

### Чья очередь

turn-you = Ваш шаг
turn-network = Связь
turn-server = На стороне сервера
turn-election = Выборы
turn-label = Что делать

### Спокойные экраны

not-listed-title = Вас нет в этом списке
not-listed-body = В этом списке те, кто подал заявление на электронное голосование. Если Вы не подавали, голосуйте на своём участке.
not-listed-call = Если подавали, позвоните: { $hotline }.
already-voted-title = Ваше право уже использовано
already-voted-body = Оно использовано: { $time }.
already-voted-not-you = Если это были не Вы, позвоните: { $hotline }.
already-voted-check = Проверить мой голос
closed-title = Голосование окончено
closed-body = Оно закончилось: { $time } (Бишкек). Голос, поданный раньше, можно проверить.
not-open-title = Голосование не началось
not-open-body = Начало: { $time } (Бишкек).
grace-over-title = Голос пришёл слишком поздно
grace-over-body = Голосование закончилось раньше, чем бюллетень дошёл до урны. Он не посчитан.
no-camera-title = Нет камеры
no-camera-body = У этого устройства нет подходящей камеры. Получите код по email или возьмите другое устройство.
camera-denied-title = Камера не разрешена
camera-denied-body = Разрешите приложению камеру в настройках устройства и повторите.
wrong-clock-title = Часы устройства идут неверно
wrong-clock-body = Включите в настройках автоматические дату и время и повторите.
app-old-title = Приложение устарело
app-old-body = Установите новую версию и продолжите. Ничего не пропадёт.
against-all-title = Против всех кандидатов
election-none-title = Сейчас выборов нет
election-none-body = Зайдите в день голосования.

### Ошибки

error-network-title = Нет связи
error-network-body = Проверьте мобильный интернет или Wi-Fi и повторите. Ничего не потеряно.
error-timeout-title = Связь медленная
error-timeout-body = Ответ не пришёл вовремя. Повторите. Ничего не потеряно.
error-server-title = Сервер не может ответить
error-server-body = Это не Ваша ошибка. Немного подождите и повторите.
error-busy-title = Сейчас голосует много людей
error-busy-body = { $seconds ->
    [one] Повторите через { $seconds } секунду. Очередь не пропадёт.
    [few] Повторите через { $seconds } секунды. Очередь не пропадёт.
    [many] Повторите через { $seconds } секунд. Очередь не пропадёт.
   *[other] Повторите через { $seconds } секунды. Очередь не пропадёт.
 }
error-identity-title = Не удалось установить, кто Вы
error-identity-body = Проверьте ПИН и повторите или воспользуйтесь другим способом.
error-wrong-code-title = Код неверный
error-wrong-code-body-plain = Посмотрите последнее письмо и введите код из него.
error-wrong-code-body = { $left ->
    [one] Посмотрите последнее письмо. Осталась { $left } попытка.
    [few] Посмотрите последнее письмо. Осталось { $left } попытки.
    [many] Посмотрите последнее письмо. Осталось { $left } попыток.
   *[other] Посмотрите последнее письмо. Осталось { $left } попытки.
 }
error-code-expired-title = Код устарел
error-code-expired-body = Получите новый код по email.
error-too-many-title = Слишком много попыток
error-too-many-body = { $minutes ->
    [one] Подождите { $minutes } минуту и повторите.
    [few] Подождите { $minutes } минуты и повторите.
    [many] Подождите { $minutes } минут и повторите.
   *[other] Подождите { $minutes } минуты и повторите.
 }
error-face-title = Лицо не распознано
error-face-body = Повернитесь к свету и повторите или получите код по email.
error-provider-title = Служба идентификации не отвечает
error-provider-body = Это не Ваша ошибка. Воспользуйтесь другим способом или повторите позже.
error-provider-slow-title = Служба идентификации отвечает медленно
error-provider-slow-body = Подождите. Если ответа не будет, повторите.
error-signature-expired-title = Срок облачной подписи истёк
error-signature-expired-body = Продлите её в центре обслуживания или пройдите Face-ID.
error-identity-expired-title = Срок идентификации истёк
error-identity-expired-body = Пройдите идентификацию снова. Голос не подан.
error-refused-title = Регистратор отказал
error-refused-body = Отказ подписан и сохранён.
error-ballot-refused-title = Урна не приняла бюллетень
error-ballot-refused-body = Бюллетень не посчитан.
error-untrusted-title = Ответ сервера не прошёл проверку
error-untrusted-body = Сейчас не голосуйте.
error-storage-title = Устройство не смогло сохранить запечатанный бюллетень
error-storage-body = Освободите место и повторите. Ничего не отправлено.
error-storage-rebuilt-title = Хранилище приложения было повреждено
error-storage-rebuilt-body = Оно создано заново. Квитанции снова запрашиваются с серверов.
error-internal-title = Ошибка в приложении
error-internal-body = Ничего не отправлено. Начните снова.

### Печатная квитанция

pdf-title = Квитанция электронного голоса
pdf-election = Выборы
pdf-district = Избирательный округ
pdf-code = Контрольный код
pdf-time = Принят
pdf-can = По этому коду каждый может проверить, что голос в урне и вошёл в итог.
pdf-cannot = Код не показывает ни выбор, ни самого избирателя.
pdf-how = Для проверки откройте { $address } и введите код или отсканируйте QR-код.
pdf-hotline = Горячая линия: { $hotline }
pdf-secrecy = Тайна голосования гарантируется!
pdf-not-real = Это были не настоящие выборы.

### Терминал

terminal-language = Нажмите цифру, чтобы выбрать язык
terminal-mark = Нажмите цифру, чтобы поставить или снять отметку, Enter – продолжить
terminal-choose = Нажмите цифру, чтобы выбрать
terminal-enter = Enter – продолжить
terminal-back = { $key } – назад
terminal-switch = { $key } – язык
terminal-read = { $key } – прочитать цифры
terminal-help = { $key } – помощь
terminal-quit = { $key } – выход
terminal-quit-ask = Выйти? Отметки не сохраняются. Чтобы выйти, нажмите { $key } ещё раз.
terminal-not-understood = Эта клавиша здесь не действует.
terminal-type-pin = Введите ПИН и нажмите Enter
terminal-type-code = Введите код и нажмите Enter
terminal-type-control-code = Введите контрольный код и нажмите Enter
terminal-type-picture = Введите путь к файлу снимка (JPEG) и нажмите Enter
terminal-type-file = Введите путь для файла и нажмите Enter
terminal-page = Страница { $page } из { $pages }
terminal-too-narrow = Сделайте окно шире.
terminal-goodbye = До свидания!

### Время

time-days = { $count ->
    [one] { $count } день
    [few] { $count } дня
    [many] { $count } дней
   *[other] { $count } дня
 }
time-hours = { $count ->
    [one] { $count } час
    [few] { $count } часа
    [many] { $count } часов
   *[other] { $count } часа
 }
time-minutes = { $count ->
    [one] { $count } минута
    [few] { $count } минуты
    [many] { $count } минут
   *[other] { $count } минуты
 }
time-seconds = { $count ->
    [one] { $count } секунда
    [few] { $count } секунды
    [many] { $count } секунд
   *[other] { $count } секунды
 }
date-long = { $day } { $month ->
    [1] января
    [2] февраля
    [3] марта
    [4] апреля
    [5] мая
    [6] июня
    [7] июля
    [8] августа
    [9] сентября
    [10] октября
    [11] ноября
   *[12] декабря
 } { $year } года
date-until = до { $day } { $month ->
    [1] января
    [2] февраля
    [3] марта
    [4] апреля
    [5] мая
    [6] июня
    [7] июля
    [8] августа
    [9] сентября
    [10] октября
    [11] ноября
   *[12] декабря
 } { $year } года (включительно)
