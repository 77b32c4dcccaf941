### Zwrot: klientowi wierzymy, o paragon nie pytamy, odmówić może tylko człowiek

intent-withdraw = Odstąp od umowy
    .also = odstąp od umowy tutaj, odstąpienie od umowy, odstępuję od umowy
intent-cancel_return = Wycofać zwrot

ask-reason = Co się stało z towarem?
ask-reason-again = Proszę wybrać, co jest najbliższe prawdy: zepsuty, nie ten, nieotrzymany, po prostu nie pasuje albo coś innego.
reason-defect = Zepsuty lub z wadą
    .also =
        zepsuty, zepsuta, zepsute, zepsuł się, zepsuła się, zepsuło się, uszkodzony, uszkodzona, uszkodzone, rozbity, rozbita, rozbite, stłukł się,
        stłukła się, złamany, złamana, złamał się, złamała się, nie działa, popsuty, popsuta, popsuł się, wadliwy, wadliwa, wada, wadę, z wadą,
        zły towar, kiepski, spleśniały, spleśniała, pleśń, zgniły, zgniłe, pęknięty, pęknięta, pękł, pękła, cieknie, przecieka,
        zepsu*, popsu*, uszkodz*, rozbit*, rozbił*, stłuc*, stłuk*, złaman*, połaman*, pękni*, pęk*, zadrapan*, porysowan*,
        podart*, rozdart*, wadliw*, spleśnia*, zgnił*, skwaśnia*, ciekni*, przeciek*
reason-wrong-item = Przyszło coś innego
    .also = inny towar, nie ten towar, nie ten rozmiar, inny rozmiar, pomylone, pomylili, zły rozmiar
reason-not-received = Towar nie dotarł
    .also = nie dotarł, nie dotarła, nie dotarło, nie przyszło, nie przyszedł, nie przyszła, nie dostałem, nie dostałam, nie otrzymałem, nie otrzymałam
reason-changed-mind = Nie pasuje
    .also = rozmyśliłem się, rozmyśliłam się, nie pasuje mi, nie podoba się, nie podoba mi się, już niepotrzebne, za mały, za duży, za mała, za duża
reason-other = Inny powód
    .also = z innego powodu

ask-item = Jaki to towar, kiedy i za ile mniej więcej kupiony? Jeśli jest numer zamówienia, wystarczy on sam; paragon niepotrzebny.
ask-which-item = Który to towar z zamówienia?
ask-which-or-all = Który towar z zamówienia ma wrócić?
item-everything = Całe zamówienie
    .also = całość, wszystko, wszystkie towary
ask-return-contact = Jaki e-mail lub telefon podano przy zakupie? Wtedy znajdę zakup i może załatwimy to od razu; jeśli był to zakup w sklepie, wystarczy to powiedzieć.
ask-return-contact-where = Może to być e-mail albo pełny numer telefonu z zakupu. Jeśli ich nie podano, wystarczy to powiedzieć.
ask-bought-on = Kiedy kupiono towar? Wystarczy przybliżony dzień.
ask-bought-on-example = Proszę napisać dzień, na przykład „w zeszły piątek” albo „3 listopada”. Jeśli trudno go sobie przypomnieć, wystarczy to powiedzieć.
bought-on-in-future = Ten dzień jeszcze nie nadszedł. Kiedy kupiono towar?
ask-return-amount = Za ile mniej więcej był kupiony?
ask-return-amount-example = Proszę napisać samą kwotę, na przykład „12 euro”. Jeśli trudno ją sobie przypomnieć, wystarczy to powiedzieć.
wrong-return-amount = Kwota może wynosić od 1 centa do 10 000 euro. Za ile był kupiony towar?
ask-return-photo = Proszę przysłać zdjęcie towaru, wtedy można to załatwić od razu. Jeśli zdjęcia nie ma, wystarczy to powiedzieć.
ask-return-photo-again = Czekam na zdjęcie jako obraz. Jeśli go nie ma, wystarczy napisać „nie ma”, a zgłoszenie obejrzy współpracownik.
wrong-return-photo = Tego pliku nie udało się otworzyć jako obrazu. Proszę przysłać zdjęcie albo napisać, że go nie ma.
return-still-there = Wracamy do tego? Zostało pytanie o towar.

return-exempt = { $why ->
    [perishable] Ustawowe prawo odstąpienia nie obejmuje towarów, które szybko się psują.
    [made_to_measure] Ustawowe prawo odstąpienia nie obejmuje towarów robionych na zamówienie.
    [sealed_hygiene] Ustawowe prawo odstąpienia nie obejmuje otwartych artykułów higienicznych.
   *[other] Ustawowe prawo odstąpienia nie obejmuje tego towaru.
 } To jednak nie „nie”: zobaczmy, co da się zrobić.
return-late = { $until ->
    [none] Ustawowy termin odstąpienia minął, ale zobaczmy, co da się zrobić.
   *[other] Ustawowy termin odstąpienia minął { DAY($until) }, ale zobaczmy, co da się zrobić.
 }
ask-remedy = Jak to naprawić?
ask-remedy-again = Proszę wybrać, co najbardziej odpowiada.
remedy-replacement = Przysłać nowy
    .also = nowy towar, wymienić, wymianę, wymiana, proszę wymienić, przyślijcie nowy
remedy-repair = Naprawić
    .also = naprawcie, naprawa, naprawę
remedy-money = Oddać pieniądze
    .also = zwrot pieniędzy, pieniądze z powrotem, oddajcie pieniądze, zwróćcie pieniądze, zwrócić pieniądze
remedy-credit = Na kolejne zakupy
    .also = środki na zakupy, karta podarunkowa, kartę podarunkową, bon
ask-refund-to = Jak oddać pieniądze?
ask-refund-to-again = Proszę wybrać jedną z możliwości.
refund-to-as-paid = Tak jak płatność
    .also = jak zapłacono, na kartę, z powrotem na kartę, tak samo
refund-to-iban = Na konto w banku
    .also = na konto, konto, przelewem, przelew
refund-to-credit = Na kolejne zakupy
    .also = środki na zakupy, karta podarunkowa, bon
ask-iban = Jaki jest numer konta (IBAN)?
ask-iban-again = Szukam numeru konta, który zaczyna się od kodu kraju, na przykład PL61 1090 1014 0000 0712 1981 2874. Jest w aplikacji banku.
wrong-refund-iban = W tym numerze konta jest błąd: cyfry kontrolne się nie zgadzają. Proszę sprawdzić i napisać jeszcze raz.
ask-consent = { $to ->
    [iban] Zgodnie z prawem oddajemy pieniądze tą samą drogą, którą zapłacono. Czy jest zgoda, żeby tym razem wysłać je na konto { $iban }?
   *[other] Zgodnie z prawem oddajemy pieniądze tą samą drogą, którą zapłacono. Czy jest zgoda, żeby zamiast pieniędzy ta kwota została u nas na kolejne zakupy?
 }
ask-consent-again = Wystarczy odpowiedzieć „tak” albo „nie”. Jeśli „nie”, pieniądze wrócą tą samą drogą, którą zapłacono.
return-sum = { $amount ->
    [none] całą kwotę zapłaconą za towar
   *[other] { $amount }
 }
return-read-back = { $remedy ->
    [replacement] Przyślemy nowy, taki sam towar. Zgadza się?
    [repair] Naprawimy towar bezpłatnie. Zgadza się?
   *[other] { $to ->
        [iban] Oddajemy { return-sum } na konto { $iban }. Zgadza się?
        [credit] Oddajemy { return-sum } na kolejne zakupy u nas. Zgadza się?
       *[other] Oddajemy { return-sum } tą samą drogą, którą zapłacono. Zgadza się?
    }
 }

return-changed = W trakcie rozmowy coś się zmieniło, dlatego zgłoszenie { $number } obejrzy współpracownik.
return-acknowledged = Zgłoszenie { $number } przyjęto { STAMP($at) }.
return-other-amount = Współpracownik zatwierdził { $amount }.
return-goods = { $basis ->
    [not_received] {""}
   *[other] {" "}{ return-keeping }
 }
return-keeping = { $kept ->
    [yes] Towar można zatrzymać.
   *[no] { $place ->
        [none] Towar proszę w ciągu 14 dni przynieść lub przysłać do nas; pieniądze wrócą, gdy dotrze albo gdy zobaczymy, że został wysłany.
       *[other] Towar proszę w ciągu 14 dni przynieść lub przysłać: { $place }. Pieniądze wrócą, gdy dotrze albo gdy zobaczymy, że został wysłany.
    }
 }
return-opened = { $to ->
    [credit] Dziękujemy za wiadomość. Na kolejne zakupy przyznamy { return-sum }, najpóźniej { DAY($until) }.{ return-goods }
   *[other] Dziękujemy za wiadomość. Oddamy { return-sum }, najpóźniej { DAY($until) }.{ return-goods }
 } Numer zgłoszenia: { $number }.
return-mended = { $remedy ->
    [repair] Naprawimy towar bezpłatnie, najpóźniej { DAY($until) }. { $place ->
        [none] Proszę go przynieść lub przysłać do nas.
       *[other] Proszę go przynieść lub przysłać: { $place }.
    }
   *[other] Nowy towar wyślemy najpóźniej { DAY($until) }.{ $basis ->
        [not_received] {""}
       *[other] {" "}{ $kept ->
            [yes] Stary można zatrzymać.
           *[no] { $place ->
                [none] Stary proszę przynieść lub przysłać do nas.
               *[other] Stary proszę przynieść lub przysłać: { $place }.
            }
        }
    }
 } Numer zgłoszenia: { $number }.
return-not-approved = Współpracownik obejrzał zgłoszenie { $number } i tym razem go nie zatwierdził. Dlaczego, wyjaśni tutaj sam.
return-undecided = W obiecanym czasie nie ma jeszcze decyzji o zgłoszeniu { $number }, przepraszamy. Przekazuję je od razu współpracownikowi.

### Odstąpienie od umowy (art. 11a dyrektywy o prawach konsumentów)

ask-withdraw-number = Którego zamówienia dotyczy odstąpienie? Wystarczy numer.
ask-withdrawal = To odstąpienie od umowy dotyczącej zamówienia { $order_number }. Powodu podawać nie trzeba.
ask-withdrawal-again = Proszę wybrać: potwierdzić odstąpienie albo zostawić wszystko, jak jest.
withdrawal-confirm = Potwierdź: odstępuję
    .also = potwierdź odstąpienie od umowy, potwierdzam, potwierdź, tak
withdrawal-leave = Zostawić, jak jest
    .also = nie, nie odstępuję
withdrawal-left = Dobrze, umowa pozostaje w mocy.
withdrawal-acknowledged = Potwierdzamy: odstąpienie od umowy dotyczącej zamówienia { $contract } otrzymaliśmy { STAMP($at) }. Jego numer to { $number }; warto zachować tę wiadomość.
withdrawal-next = { $decision ->
    [auto] Pieniądze oddamy tą samą drogą, którą zapłacono, najpóźniej { DAY($until) }.{ return-goods }
   *[other] Współpracownik znajdzie zakup i odda pieniądze najpóźniej { DAY($until) }. Paragon niepotrzebny.
 }
withdrawal-without-number = Można też bez numeru: wystarczy napisać tutaj, co i kiedy kupiono, a współpracownik przyjmie odstąpienie.

### Dowód, do kogo należy zamówienie

ask-code = Żeby pieniądze trafiły do właściwej osoby: na { $to } poszedł kod z cyfr. Jaki to kod?
ask-code-where = Kod ma sześć cyfr i jest w e-mailu, który właśnie przyszedł; warto zajrzeć też do spamu. Jeśli go nie ma, wystarczy to powiedzieć.
code-wrong = Kod nie pasuje. Proszę zajrzeć do najnowszego e-maila i napisać jeszcze raz.
code-locked = Ten kod już nie działa. Wysłać inny?
ask-code-next = Co dalej?
code-next-again = Proszę wybrać: inny kod albo bez kodu, wtedy zgłoszenie obejrzy współpracownik.
code-next-send = Wyślij inny kod
    .also = jeszcze raz, inny, nowy kod, tak
code-next-without = Bez kodu
    .also = nie, nie trzeba
code-not-sent = Teraz nie da się wysłać kodu, dlatego o wypłacie zdecyduje współpracownik.

### Gdzie są pieniądze

ask-refund-number = Którego zamówienia dotyczą oczekiwane pieniądze? Jeśli numeru nie ma pod ręką, wystarczy to powiedzieć.
refund-still-there = Wracamy do tego? Zostało pytanie o pieniądze.
refund-paid = { $to ->
    [credit] Kwota ze zgłoszenia { $number } ({ $amount }) jest dostępna na kolejne zakupy: przyznano ją { DAY($at) }.
   *[other] Pieniądze ze zgłoszenia { $number } ({ $amount }) wysłaliśmy { DAY($at) }. Bank księguje je od jednego do trzech dni roboczych.
 }
refund-mended = { $remedy ->
    [repair] W ramach zgłoszenia { $number } naprawiamy towar bezpłatnie, najpóźniej { DAY($until) }.
   *[other] W ramach zgłoszenia { $number } wysyłamy nowy towar, najpóźniej { DAY($until) }.
 }
refund-waits-for-goods = Zgłoszenie { $number } jest zatwierdzone. Oddamy { return-sum }, gdy tylko towar do nas dotrze.
refund-coming = { $to ->
    [credit] Zgłoszenie { $number } jest zatwierdzone: na kolejne zakupy przyznamy { return-sum }, najpóźniej { DAY($until) }.
   *[other] Zgłoszenie { $number } jest zatwierdzone. Wyślemy { return-sum }, najpóźniej { DAY($until) }.
 }
refund-in-review = Zgłoszenie { $number } jest jeszcze u współpracownika. Odpowiedź napiszę tutaj.
refund-withdrawn = Zgłoszenie { $number } jest wycofane, więc pieniędzy nie wysyłamy.
refund-rejected = Zgłoszenie { $number } nie zostało zatwierdzone. Współpracownik wyjaśni, dlaczego.
refund-late = Pieniądze ze zgłoszenia { $number } miały wyjść { DAY($until) } i spóźniają się z naszej winy, przepraszamy. Przekazuję to od razu współpracownikowi.
refund-not-found = Nie ma u nas zgłoszenia zwrotu do tego zamówienia.
refund-without-number = Pieniądze można znaleźć także bez numeru.
refund-sent = { $to ->
    [credit] Na kolejne zakupy jest teraz { $amount } (zgłoszenie { $number }).
   *[other] Pieniądze są w drodze: wysłaliśmy { $amount } (zgłoszenie { $number }). Bank księguje je od jednego do trzech dni roboczych.
 }
refund-code = Kod na kolejne zakupy jest w następnej wiadomości: jest wart { $amount } i działa, a ostatni dzień to { DAY($until) }. Można go użyć jeden raz; proszę go zachować.
refund-code-copy = { $code }
ask-cancel-return = Wycofać zgłoszenie { $number }? Wtedy pieniędzy za towar nie wyślemy.
ask-cancel-return-again = Wystarczy odpowiedzieć „tak” albo „nie”.
return-goes-on = Dobrze, zgłoszenie { $number } pozostaje w mocy.
return-cancelled = Zgłoszenie { $number } jest wycofane.
return-too-late = Zgłoszenia { $number } nie można już wycofać: pieniądze są w drodze.
no-return = W tej rozmowie nie ma zgłoszenia zwrotu.

### Nazwy

slot-reason = Co się stało
slot-item = Który towar
slot-bought-on = Kiedy kupiono
slot-amount = Kwota
slot-photo = Zdjęcie
slot-remedy = Jak naprawić
slot-refund-to = Jak oddać pieniądze
slot-iban = Numer konta
slot-consent = Zgoda
slot-code = Kod
slot-code-next = Wysłanie kodu
done-open-return = zgłoszenie zwrotu jest już przyjęte.
done-decide-return = decyzja już zapadła.
done-withdraw-contract = odstąpienie od umowy jest już przyjęte.
done-cancel-return = zgłoszenie zwrotu jest już wycofane.
done-send-code = kod jest już wysłany.

### Dla naszych ludzi

summary-return = { $order_number ->
    [none] Chce oddać towar: { $item }. Powód: { $reason }. Numer zamówienia nieznany.
   *[other] Chce oddać towar z zamówienia { $order_number }: { $item }. Powód: { $reason }.
 }
summary-return-decide =
    Zwrot { $number }: { $reason }, { $amount }. Towar: { $title ->
        [none] { $item }
       *[other] { $title }
    }; kupiony: { DAY($bought) }.
    Zamówienie: { $order ->
        [none] nieznane
       *[other] { $order }
    }; { $proven ->
        [yes] wykazano, że własne
       *[no] nie wykazano, że własne
    }. Zdjęcie: { $photo ->
        [none] brak
       *[other] jest w rozmowie
    }. Towar { $kept ->
        [yes] zatrzymuje
       *[no] odda
    }.
    Chce: { $remedy } { $refund_to } { $iban }.
    Podstawa: { $basis ->
        [withdrawal] odstąpienie w 14 dni (prawo)
        [defect] wada (prawo, jeśli wykazano zakup)
        [not_received] nie dotarło
        [wrong_item] przyszło coś innego
       *[other] dobra wola
    }. Dlaczego decyduje człowiek: { $needs ->
        [photo] brak zdjęcia
        [date] nie wiadomo, kiedy kupiono
        [amount] nie wiadomo, za ile
        [item] nie wiadomo, który towar
       *[other] { $why ->
            [per_case] kwota powyżej granicy jednego przypadku
            [unknown] zakupu nie znaleziono, a kwota jest powyżej granicy dla nieznajomych
            [not_proven] zakupu nie wykazano
            [reserve] w rezerwie brakuje
            [no_way_back] nie wiadomo, jak zapłacono
            [proof_for_payout] do wypłaty gdzie indziej brakuje dowodu
           *[other] { $why }
        }
    }.
    Pierwsze słowa: „{ $said }”
summary-return-talk = { $decision ->
    [rejected] Zwrot { $number } ({ $amount }) odrzucony. Proszę wyjaśnić klientowi dlaczego i czy jest inna droga.
   *[other] O zwrocie { $number } ({ $amount }) nie zdecydowano na czas. Klient czeka: proszę zdecydować i napisać.
 }
summary-withdrawal = { $order_number ->
    [none] Odstępuje od umowy; numer zamówienia nieznany. Proszę przyjąć odstąpienie, o paragon nie pytać.
   *[other] Odstępuje od umowy dotyczącej zamówienia { $order_number }.
 }
summary-withdrawal-number = Odstąpienie od umowy { $number } dotyczące zamówienia { $order_number } przyjęto i potwierdzono. Proszę znaleźć zakup i oddać pieniądze na czas; o paragon nie pytać.
summary-refund = { $order_number ->
    [none] Pyta o pieniądze za zwrot, numer zamówienia nieznany.
   *[other] Pyta o pieniądze za zwrot, zamówienie { $order_number }.
 }
summary-refund-found = Pyta o pieniądze: zwrot { $number }, { $amount }, stan „{ $state }”. { $state ->
    [rejected] Proszę wyjaśnić, dlaczego odrzucono.
   *[other] Pieniądze się spóźniają: proszę ustalić i napisać, kiedy będą.
 }
