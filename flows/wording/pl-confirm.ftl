# Potwierdzanie: przyciski pod odczytanym, oraz tak lub nie.

confirm-yes = Tak
confirm-change = Zmienić
confirm-cancel = Zrezygnować
confirm-what = Co zmienić?
yes = Tak
no = Nie
    .also = nie ma, nie mam, brak, brak zdjęcia, nie mam zdjęcia, nie ma kodu, nie mam kodu, kod nie przyszedł
