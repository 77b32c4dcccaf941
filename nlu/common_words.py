"""The commonest words of each language: without them "можно" alone would be Ukrainian, and "proszę" a misspelt washing powder.

Words of grammar, of courtesy and of everyday life, not of shops: those stand in the phrases.
"""

from collections.abc import Mapping

from nlu.model import Language

COMMON: Mapping[Language, str] = {
 "lv": """
un vai bet ja jo ka lai kad kur kas ko kam kā kāds kāda kādu kādi kādas kādā kāpēc cik cikos kurš kura kuru kuri kurā es tu
viņš viņa mēs jūs viņi viņas man mani manis manī mans mana manu manas manā tev tevi tavs tava tavu viņam viņai viņu mums mūs
mūsu jums jūsu viņiem sev savs savu savas šis šī šo šai šajā šādi šāds šāda tas tā to tai tam tos tās tajā tie tādi tāds tāda
tādu tādā viss visa visu visi visas visiem kaut nekas neko neviens jebkurš ir nav bija būs būtu esmu esi esam esat nebija
nebūs būt tiek tika kļuva var varu vari varam varat varētu nevar nevaru nevarat gribu gribi gribētu negribu vēlos vēlētos
nevēlos vajag vajadzētu nevajag jābūt jāgaida jāmaksā jādara darīt daru zinu zini zināt nezinu saprotu nesaprotu redzu domāju
liekas šķiet lūdzu paldies labdien sveiki čau labrīt labvakar atā atvainojiet piedodiet jā nē nu labi slikti ļoti tikai jau
vēl arī tāpat tagad tūlīt drīz vēlāk pēc pirms no uz pie par ar bez līdz zem virs caur starp pret kopš šeit te tur šurp prom
atpakaļ šodien vakar rīt vienmēr nekad reizēm bieži reti ilgi ātri lēni daudz maz mazliet pārāk gandrīz apmēram varbūt
noteikti protams tomēr citādi cits cita citu citi cilvēks cilvēki laiks laiku diena dienas dienu nedēļa nedēļu mēnesis gads
gadu stunda stundas minūte minūtes viens viena vienu divi divas trīs četri pieci seši septiņi astoņi deviņi desmit pirmais
otrais jauns jauna jaunu vecs liels liela mazs maza iedod dod dodiet parādi parādiet pasaki pasakiet palīdzi palīdziet ieslēdz
izslēdz atver aizver ieliec paņem ej nāc gaidi gaidu gaidām uzraksti nezinām nedarbojas strādā nestrādā saņemt saņēmu dabūt
pamēģini beidz mājas mājās istaba vārds māte tēvs ūdens darbs nauda
""",
 "uk": """
і й та або але якщо бо що щоб коли де хто кого кому чого чому як який яка яке які якого якої яку яким якій яких якусь якийсь
якась якесь якісь скільки чий я ти він вона воно ми ви вони мене мені мною тебе тобі його йому її їй нас нам вас вам їх їм мій
моя моє мої мого моєї мою твій ваш ваша ваше ваші вашого вашої вашу наш наша наше себе собі свій свою свої це цей ця ці цього
цієї цю цьому той те ті того тієї ту тому такий така таке такі такого весь вся все всі всього щось хтось нічого ніхто є немає
нема був була було були буде будуть бути не ні так ага можна треба потрібно потрібен потрібна слід варто можу можеш може
можемо можете можуть хочу хочеш хоче хочемо хотів хотіла хотілося знаю знаєте знає розумію розумієте бачу думаю здається будь
ласка прошу дякую добрий день привіт вітаю доброго добридень вечір ранку вибачте пробачте гаразд добре погано дуже тільки лише
вже ще також теж зараз одразу скоро пізніше потім після перед від до на у в з із зі за над під при про для без через між проти
тут там туди сюди звідки назад сьогодні вчора завтра завжди ніколи іноді часто довго швидко повільно багато мало трохи занадто
майже приблизно мабуть звичайно звісно однак інакше інший інша інше інші людина люди час часу дні днів тиждень місяць рік року
година годин години хвилина хвилин хвилини один одна одне два дві три чотири п'ять шість сім вісім дев'ять десять перший
другий новий нова старий великий велика малий дай дайте покажи покажіть скажи скажіть поможи допоможи допоможіть увімкни
вимкни відкрий відчини закрий зачини постав візьми йди чекай чекаю чекаємо напиши напишіть працює отримати отримав отримала
спробуй зроби зробіть робити роблю знову ось оце отже якось щойно досі навіть зовсім саме адже хоча поки дім дому вдома
кімната ім'я мати батько вода робота гроші увага годі стоп ставити зменши збільши запусти зупини перевір додай видали передай
оголоси який-небудь будь-який жодного жодної поверніть купив купила купували пропаде кошт кошти ціна речі
""",
 "ru": """
и или но если потому что чтобы когда где кто кого кому чего почему как какой какая какое какие какого какую каким каких какой-
то сколько чей зачем я ты он она оно мы вы они меня мне мной тебя тебе его ему её ей нас нам вас вам их им мой моя моё мои
моего моей мою твой ваш ваша ваше ваши вашего вашей вашу наш наша себя себе свой свою свои это этот эта эти этого этой эту
этому тот та те того той ту тому такой такая такое такие такого весь вся всё все всего что-то кто-то ничего никто есть нет был
была было были будет будут быть не да ага можно нельзя надо нужно нужен нужна нужны следует стоит могу можешь может можем
можете могут хочу хочешь хочет хотим хотите хотел хотела хотелось знаю знаете знает понимаю понимаете вижу думаю кажется
пожалуйста прошу спасибо добрый день привет здравствуйте доброе вечер утро извините простите ладно хорошо плохо очень только
лишь уже ещё еще также тоже сейчас сразу скоро позже потом после перед от до на у в с со за над под при про для без через
между против здесь тут там туда сюда откуда назад сегодня вчера завтра всегда никогда иногда часто долго быстро медленно много
мало немного слишком почти примерно наверное конечно однако иначе другой другая другое другие человек люди людей время времени
дня дней неделя неделю месяц год года час часа часов минута минут минуты один одна одно два две три четыре пять шесть семь
восемь девять десять первый второй новый новая старый большой большая маленький дай дайте покажи покажите скажи скажите помоги
помогите включи выключи открой закрой поставь возьми иди жди жду ждём напиши напишите работает получить получил получила
попробуй сделай сделайте делать делаю снова опять вот значит как-нибудь только-что даже совсем именно ведь хотя пока дом дома
комната имя мать отец вода работа деньги внимание хватит стоп уменьши увеличь запусти останови проверь добавь удали передай
любой купил купила покупали пропадёт цена вещи куда тихо свет сколько-то ли же бы разве неужели какие-то вообще просто
""",
 "pl": """
i oraz lub albo czy ale jeśli jeżeli bo ponieważ że żeby kiedy gdzie kto kogo komu co czego czemu dlaczego jak jaki jaka jakie
jakiego jakiej jaką jakim jakich jakiś jakaś jakieś jakąś jako ile czyj który która które którego której którą którym ja ty on
ona ono my wy oni one mnie mi mną ciebie ci cię jego jemu go mu jej ją nas nam was wam ich im nich mój moja moje moi mojego
mojej moją mojemu twój twoja wasz wasza wasze waszego nasz nasza siebie sobie swój swoją swoje to ten ta te tego tej tę temu
tym tych tamten taki taka takie takiego takiej cały cała całe wszystko wszyscy wszystkie coś ktoś nic nikt jest są nie ma był
była było były będzie będą być tak no można trzeba należy potrzebuję potrzebny potrzebna potrzebne powinien mogę możesz może
możemy możecie mogą chcę chcesz chce chcemy chciałbym chciałabym wiem wiesz wie rozumiem widzę myślę wydaje się proszę prosze
poproszę dziękuję dzięki dzień dobry cześć witam wieczór rano przepraszam dobrze źle bardzo tylko już jeszcze także też teraz
zaraz wkrótce później potem po przed od do na u w we z ze za nad pod przy o dla bez przez między przeciw tu tutaj tam skąd
dokąd powrotem dziś dzisiaj wczoraj jutro zawsze nigdy czasem często długo szybko wolno dużo mało trochę zbyt prawie około
chyba oczywiście jednak inaczej inny inna inne człowiek ludzie czas czasu dni tydzień tygodnia miesiąc rok roku godzina
godziny godzin minuta minuty minut jeden jedna jedno dwa dwie trzy cztery pięć sześć siedem osiem dziewięć dziesięć pierwszy
drugi nowy nowa stary duży duża mały mała daj dajcie pokaż pokażcie powiedz powiedzcie pomóż pomóżcie włącz wyłącz otwórz
zamknij postaw weź idź czekaj czekam czekamy napisz napiszcie działa dostać dostałem dostałam spróbuj zapomnij zrób zróbcie
robić robię znowu znów właśnie więc nawet wcale przecież chociaż dopóki dom domu pokój imię matka ojciec woda praca pieniądze
uwaga dość stop ustaw zmniejsz zwiększ uruchom zatrzymaj sprawdź dodaj usuń przekaż dowolny kupiłem kupiłam kupić mam masz
macie jesteś jestem jesteśmy
""",
 "en": """
the a an and or but if because that when where who whom whose what which why how i you he she it we they me him her us them my
your his its our their mine yours this these those there here all any some something someone nothing nobody everything is are
was were be been being am not no yes yeah yep nope can could may might must shall should will would do does did done don't
doesn't didn't can't won't isn't aren't have has had haven't hasn't want wants wanted need needs needed know think see say
please thanks thank hello hi hey good bad morning evening afternoon sorry okay very only just already still yet also too now
soon later then after before from to on at in of for with without about into over under between against by as than so such
more most less much many few little lot again always never sometimes often long fast slow maybe perhaps sure course however
else other another people person time day days week weeks month year hour hours minute minutes one two three four five six
seven eight nine ten first second new old big small give show tell help turn off open close put take go come wait waiting
write works working get got getting try forget make made let's keep stop set start check add remove delete buy bought sent
send received today yesterday tomorrow back down up out home house room name mother father water work money call speak talk
like love hate look looking find found lost broken it's i'm i've i'd you're what's where's that's there's
""",
}
