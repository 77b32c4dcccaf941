# Potwierdzanie: przyciski pod odczytanym, oraz tak lub nie.

confirm-yes = Tak
confirm-change = Zmienić
confirm-cancel = Zrezygnować
confirm-what = Co zmienić?
yes = Tak
no = Nie
