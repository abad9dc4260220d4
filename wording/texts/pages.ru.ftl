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
