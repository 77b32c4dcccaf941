# Polski: kody, oddzwanianie, skargi, ankiety. Jak tu pisać: docs/wording.md.

### Kody rabatowe

ask-coupon-wish = Chodzi o kod, który nie działa, czy o rabat?
ask-coupon-wish-again = Proszę wybrać jedno z dwojga albo napisać kod tutaj.
coupon-wish-code = Kod nie działa
    .also = kod, mój kod, nie działa, nie przechodzi, nie pasuje, nieważny, nie przyjmuje
coupon-wish-want = Poproszę o rabat
    .also = czy macie, jakieś zniżki, jakiś rabat, promocje, stały klient, dla stałych klientów
ask-coupon-code = Jaki to kod? Proszę skopiować go tutaj dokładnie.
coupon-still-there = Proszę przysłać kod, kiedy będzie pod ręką, a sprawdzę go.
ask-coupon-code-again = Nie znam kodu „{ $code }”. Może któryś znak jest inny? Proszę skopiować go jeszcze raz.
coupon-good = { $minimum ->
    [none] Kod { $code } działa: obniża kwotę jednego zamówienia o { $amount }, ostatni dzień to { DAY($until) }. Proszę wpisać go w koszyku bez spacji.
   *[other] Kod { $code } działa: obniża o { $amount } kwotę jednego zamówienia od { $minimum }, ostatni dzień to { DAY($until) }. Przy mniejszym zamówieniu nie zadziała.
 }
coupon-used = Kod { $code } został już użyty przy zamówieniu. Każdy kod działa raz.
coupon-expired = Ostatnim dniem kodu { $code } był { DAY($until) }, więc już nie działa.
coupon-not-yet = Kod { $code } zacznie działać { DAY($from) }.
coupon-void = Kod { $code } został wycofany i nie działa.
coupon-unknown = Nie znajduję tego kodu. Sprawdzi go ktoś, kto widzi wszystkie kody sklepu.
discount-none = Teraz nie ma rabatu, który mogę dać. Jeśli będzie rabat dla wszystkich, będzie go widać w sklepie.
discount-rule = Od zamówienia numer { $from } raz w roku jest kod na { $amount }. Zobaczmy, ile już jest.
discount-few = { $left ->
    [one] Jeszcze { $left } opłacone zamówienie i kod będzie gotowy.
    [few] Jeszcze { $left } opłacone zamówienia i kod będzie gotowy.
   *[other] Jeszcze { $left } opłaconych zamówień i kod będzie gotowy.
 }
discount-had = Tegoroczny kod został już wydany. Następny będzie od dnia: { DAY($next) }.
discount-unproved = Bez zamówienia nie widzę, czyje ono jest, więc nie mogę dać kodu. Proszę napisać, kiedy numer będzie pod ręką.
goodwill-given = { $why ->
    [loyalty] Dziękujemy za kolejne zakupy. Ten kod obniża kwotę jednego zamówienia o { $amount }, ostatni dzień to { DAY($until) }{ goodwill-from }
   *[other] To był nasz błąd. Żeby go naprawić: ten kod obniża kwotę jednego zamówienia o { $amount }, ostatni dzień to { DAY($until) }{ goodwill-from }
 }
goodwill-from = { $minimum ->
    [none] .
   *[other] ; zamówienie musi być od { $minimum }.
 }
goodwill-code = { $code }

### Oddzwonienie

callback-still-there = Czy nadal mamy zadzwonić? Wystarczy numer.
ask-call-when = Kiedy zadzwonić? Proszę wybrać porę albo napisać własną, na przykład „jutro po 15”.
call-when-first = { BRIEF($first) }
call-when-second = { BRIEF($second) }
call-when-third = { BRIEF($third) }
call-time-near = O tej porze nikt nie może zadzwonić; to najbliższa możliwa.
call-time-outside = Rozmowy mogę planować tylko na najbliższe dni.
call-time-unclear = Nie rozumiem tej pory.
call-time-gone = Tę porę właśnie zajął ktoś inny.
callback-read-back = Ktoś z nas zadzwoni pod { $phone } { AT($at) }. Czy to się zgadza?
callback-booked = Ustalone: ktoś z nas zadzwoni pod { $phone } { AT($at) }.
callback-standing = Mamy już ustaloną rozmowę: { $phone }, { AT($at) }. Co z nią zrobić?
callback-standing-again = Zostawić, przełożyć czy odwołać?
call-wish-keep = Zostawić
    .also = zostaje, niech zostanie
call-wish-move = Inna pora
    .also = przełożyć, zmienić, później, wcześniej, inny numer
call-wish-call-off = Odwołać rozmowę
    .also = odwołać, nie dzwońcie, nie trzeba dzwonić
callback-kept = Zostaje: zadzwonimy { AT($at) }.
callback-cancelled = Rozmowa jest odwołana.
callback-missed = Obiecaliśmy zadzwonić i nie zadzwoniliśmy. Przykro mi. Ta rozmowa jest na początku kolejki; można też wybrać inną porę.
callback-unreached = Właśnie dzwoniliśmy, ale nie udało się połączyć. Spróbować o innej porze?
button-call-again = Wolę inną porę
button-call-anew = Proszę znów dzwonić
slot-phone = Numer
slot-call-wish = Co z rozmową
slot-call-when = Pora

### Skargi

complaint-calm = To trzeba wyjaśnić.
complaint-upset = Rozumiem tę złość i biorę sprawę poważnie.
ask-complaint-details = Co się stało? Jeśli chodzi o zamówienie, pomoże jego numer.
complaint-still-there = Nadal tu jestem. Wystarczy kilka słów, a ktoś z nas to wyjaśni.
abuse-met = Chcę pomóc, a bez obelg idzie to lepiej. Co się stało?
abuse-warning = Chętnie pomogę dalej, jeśli będzie uprzejmie. Inaczej trzeba będzie zakończyć tę rozmowę.
abuse-ended = Kończę tę rozmowę. Zobaczy ją ktoś z nas.
barred-notice = Na wiadomości z tego czatu już nie odpowiadamy. Do sklepu nadal można pisać pocztą albo e-mailem.

### Potem

ask-csat = Na ile pomogliśmy? 1 – wcale, 5 – bardzo.
csat-1 = 1
csat-2 = 2
csat-3 = 3
csat-4 = 4
csat-5 = 5
ask-ces = „Łatwo było to załatwić.” Na ile to prawda? 1 – wcale, 7 – w pełni.
ces-1 = 1
ces-2 = 2
ces-3 = 3
ces-4 = 4
ces-5 = 5
ces-6 = 6
ces-7 = 7
ask-nps = Na ile prawdopodobne jest polecenie nas znajomym? 0 – wcale, 10 – na pewno.
nps-0 = 0
nps-1 = 1
nps-2 = 2
nps-3 = 3
nps-4 = 4
nps-5 = 5
nps-6 = 6
nps-7 = 7
nps-8 = 8
nps-9 = 9
nps-10 = 10
survey-thanks = Dziękujemy, to nam pomaga.
ask-survey-comment = Dziękujemy. Co możemy robić lepiej? Wystarczy jedno zdanie.
survey-noted = Zapisane. Przeczytają to ludzie, którzy tu pracują.
ask-survey-call = To nie było dość dobre i już o tym wiemy. Czy ktoś ma zadzwonić w tej sprawie?
survey-low = Dobrze. Ktoś i tak to wyjaśni.

### Co zrobiono, gdy poprawka przychodzi za późno

done-give-goodwill = kod został utworzony
done-give-loyalty = kod został utworzony
done-book-callback = rozmowa jest ustalona
done-cancel-callback = rozmowa jest odwołana
done-plan-survey = pytanie jest zaplanowane
done-record-score = odpowiedź jest zapisana
done-record-comment = słowa są zapisane
done-report-abuse = zgłoszenie jest przekazane

### Dla naszych ludzi

summary-discount = { $coupon_code ->
    [none] Pyta o kod albo rabat, zob. rozmowę.
   *[other] Ma kod, którego nie znamy: { $coupon_code }. Sprawdzić w sklepie.
 }
summary-callback-due = Zadzwonić pod { $phone }, ustalone { AT($at) }. Potem odznaczyć.
summary-complaint-told = { $mood ->
    [calm] Skarży się.
   *[other] Skarży się, jest zła lub zły.
 } { $order_number ->
    [none] Zamówienia nie podano.
   *[other] Zamówienie { $order_number }.
 } Pisze: „{ $words }” { $details ->
    [none] {""}
   *[other] Co się stało: „{ $details }”
 }
summary-abuse = Trzy razy nas obraża, rozmowa zakończona. Ostatnie słowa: „{ $words }”. Kierownik może zablokować.
summary-low-score = { $kind ->
    [csat] Niezadowolenie: { $score } z 5. Wyjaśnić, co się stało, napisać lub zadzwonić.
    [ces] Było trudno: { $score } z 7. Wyjaśnić, co się stało, napisać lub zadzwonić.
   *[nps] Nie poleci nas: { $score } z 10. Wyjaśnić, co się stało, napisać lub zadzwonić.
 }
