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
record-marks = Отметок за кандидатов: { $marks }, не более { $most } (бюллетени × мандаты)
record-tie = Равенство голосов: у кандидатов № { $places } голосов поровну, а мандатов меньше, чем их. Этот протокол не решает, кому из них достанется мандат.
record-members = Подписи членов комиссии
record-members-help = Члены комиссии подписывают этот документ также своими ключами; указаны имена ключей.
record-member = Фамилия, имя, подпись · ключ { $key }
record-place = Место, дата и время
record-seal = М. П.
record-signed = Электронная подпись находится в файле рядом с этим (protocol.note). Её проверяют программой «auditor» или на странице выборов.
