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
