# Подтверждение: кнопки под прочитанным, и да или нет.

confirm-yes = Да
confirm-change = Изменить
confirm-cancel = Не надо
confirm-what = Что изменить?
yes = Да
no = Нет
