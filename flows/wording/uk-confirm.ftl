# Підтвердження: кнопки під прочитаним, і так чи ні.

confirm-yes = Так
confirm-change = Змінити
confirm-cancel = Не треба
confirm-what = Що змінити?
yes = Так
no = Ні
