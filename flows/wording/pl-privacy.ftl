# Polski: dane osobowe. Jak tu pisać: docs/wording.md.

### Numbers that are not kept

number-not-kept = Nie przechowujemy numerów kart ani numerów PESEL, dlatego ten numer zniknął z wiadomości. Nie jest nam potrzebny; jeśli się da, warto usunąć go także u siebie.

### Co dzieje się z danymi i o co można prosić

intent-privacy = Moje dane i Wy
    .also = /privacy, prywatność, polityka prywatności, ochrona danych, co robicie z moimi danymi, jak używacie moich danych, co się dzieje z moimi danymi, rodo
intent-my_data = Kopia moich danych
    .also = /mydata, /my_data, moje dane, moje dane osobowe, co o mnie wiecie, jakie dane o mnie macie, jakie dane o mnie przechowujecie, proszę przesłać moje dane, chcę kopię swoich danych, proszę o kopię moich danych, pokażcie moje dane
intent-delete_data = Usuń moje dane
    .also = /delete, usuńcie moje dane, proszę usunąć moje dane, proszę usunąć wszystkie moje dane, skasujcie moje dane, usuńcie wszystko o mnie, chcę usunąć swoje dane, usunąć moje dane osobowe, zapomnijcie o mnie
intent-keep_data = Zostaw moje dane
    .also = nie usuwajcie moich danych, proszę nie usuwać moich danych

privacy-where = { $shop } przechowuje to, co tu napisane, aby odpowiedzieć i zrealizować zamówienia, i pokazuje tylko tym, którzy tego potrzebują. Można dostać kopię albo wszystko usunąć. Cała informacja: { $privacy }
privacy-prove = Przechowujemy więcej niż tę rozmowę. Żeby nie dostał tego nikt inny, upewnijmy się, z kim rozmawiamy.
privacy-person = Tutaj nie da się potwierdzić, z kim rozmawiamy. Zrobi to osoba z zespołu, najpóźniej w ciągu miesiąca, zwykle w kilka dni.
my-data-given = Oto wszystko, co przechowujemy, w jednym pliku. Najlepiej zacząć od README.txt: jest tam, co jest czym, dlaczego to mamy i do kiedy.
ask-delete = Czy usunąć resztę? Stanie się to { DAY($until) } i nie da się cofnąć; do tego czasu można zmienić zdanie.
ask-delete-again = Proszę wybrać: usunąć czy zostawić.
erasing-erase = Usuń
    .also = tak, tak usunąć, usuńcie
erasing-keep = Zostaw
    .also = nie, nie usuwać
delete-open = Najpierw trzeba dokończyć to, bo należą się pieniądze lub towar: { $open }.
delete-kept =
    To musi zostać, nikomu niepokazywane, i zniknie samo:
    { $kept }
delete-held = W tej sprawie trwa spór lub kontrola i do jej końca prawo każe wszystko przechowywać. Osoba z zespołu wyjaśni, co i do kiedy.
delete-set = Zapisane. Dane zostaną usunięte { DAY($until) }, same. W razie zmiany zdania wystarczy napisać tu wcześniej.
delete-left = Dobrze, wszystko zostaje, jak jest.
keep-done = Dobrze, nic nie zostanie usunięte.
keep-nothing = Nie ma usuwania, które można odwołać.
summary-my-data = Chce kopii swoich danych; w rozmowie nie udało się potwierdzić, kto to.
summary-delete-data = Chce usunięcia danych; nie udało się potwierdzić, kto to, albo trzeba je zachować.
done-give-personal = kopia danych została już wysłana.
done-erase-personal = usunięcie jest zapisane i można je tu odwołać.
done-keep-personal = usunięcie zostało już odwołane.
