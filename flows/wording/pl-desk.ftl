### Przy biurku: w jakim języku, kto zamilkł, kto długo czekał

answered-in = { $language ->
    [en] Teraz nikt z konsultantów nie mówi po polsku; odpowiedź będzie po angielsku. Można dalej pisać po polsku.
    [lv] Teraz nikt z konsultantów nie mówi po polsku; odpowiedź będzie po łotewsku. Można dalej pisać po polsku.
    [uk] Teraz nikt z konsultantów nie mówi po polsku; odpowiedź będzie po ukraińsku. Można dalej pisać po polsku.
   *[ru] Teraz nikt z konsultantów nie mówi po polsku; odpowiedź będzie po rosyjsku. Można dalej pisać po polsku.
 }
agreed-with-person = Ustalono z konsultantem: { $summary }
gone-quiet = { $due ->
    [none] Konsultant musiał odejść od biurka. Sprawa jest na początku kolejki, ktoś inny odpisze tutaj.
   *[other] Konsultant musiał odejść od biurka. Ktoś inny odpisze tutaj { $due }.
 }
waits-long = To już długie czekanie. Przepraszamy. Może załatwimy to inaczej?
button-wait-on = Jeszcze poczekam
button-call-instead = Proszę o telefon
button-mail-instead = Proszę o e-mail
gave-up = Nie zdążyliśmy zająć się tą sprawą na czas. Przepraszamy. Wszystko jest tu zapisane: wystarczy napisać ponownie w dogodnej chwili albo poprosić o telefon.
ask-email-instead = Na jaki e-mail mamy odpisać?
ask-email-instead-again = Potrzebny jest pełny adres e-mail, na przykład anna@example.com.
email-instead-kept = Dziękuję. Jeśli nie uda się już odpisać tutaj, odpowiedź trafi na { $email }.
email-instead-skipped = Dobrze, bez e-maila. Odpowiedź będzie tutaj.
