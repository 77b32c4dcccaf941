"""What a message says is not wanted: without it "I do not want to return it" would begin a return.

A refusal is a word of not wanting with the thing itself close by, before or after it, and nothing but small words between: who
does not want to wait and asks for the money back has refused nothing. Words stand as `nlu.normalise.flat` has them.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache
from itertools import pairwise

from nlu.clauses import words
from nlu.normalise import flat

_THINGS: Mapping[str, str] = {  # by intent: what it is about, in five languages
    "return_goods": words(
        r"atgriez\w* atgries\w* atdo[dt]\w* sutit_atpakal apmaini\w* return\w* refund\w*",
        r"send(?:ing)?_(?:\w+_){0,2}back replacement",
        r"giv(?:e|ing)_(?:\w+_){0,2}back exchang\w* swap верн\w* возвра\w* сда(?:ть|вать) обмен\w* поверн\w*",
        r"поверта\w* здава\w*",
        r"віддава\w* обмін\w* zwroc\w* zwrac\w* zwrot\w* odda(?:c|wac) odsyl\w* odesl\w* wymian\w* wymieni\w*",
    ),
    "refund_status": words(r"refund\w* money_back (?:naudas_)?atmaks\w* возврат\w* повернення zwrot\w*"),
    "pay_by_invoice": words(
        r"rekin\w* pavadzim\w* parskait\w* invoic\w* pro_?forma\w* bill bank_transfer wire счет\w* накладн\w*",
        r"инвойс\w* безнал\w*",
        r"рахун\w* інвойс\w* безготівк\w* faktur\w* rachun\w* proform\w* przelew\w*",
    ),
    "cancel_order": words(
        r"atcel\w* anul\w* atteik\w* cancel\w* call_(?:\w+_){0,2}off отмен\w* аннулир\w* отказ\w* скасов\w*",
        r"скасув\w* відмін\w* відмов\w*",
        r"анулю\w* odwol\w* rezygn\w* zrezygn\w*",
    ),
    "change_order": words(
        r"(?:no|iz|par)?maini\w* grozi\w* labot\w* chang\w* modif\w* amend\w* edit\w* reschedul\w*",
        r"(?:по|из|с)?меня\w* (?:по|из|с)менит\w*",
        r"изменен\w* исправл\w* перенос\w* змін\w* (?:по)?міня\w* виправл\w* zmieni\w* zmian\w* modyfik\w*",
        r"przeklad\w* poprawi\w*",
    ),
    "callback_request": words(
        r"(?:at|pa|pie)?zvan\w* call(?:ing|back|s|ed)?(?!_off) ring phone\w* (?:по|пере|до)?зв[оа]н\w* набира\w*",
        r"(?:по|пере|за)?дзв[оі]н\w* (?:за)?телефон\w* (?:za|od)?dzw[oa]n\w* telefon\w*",
    ),
    "talk_to_human": words(
        r"operator\w* cilvek\w* darbiniek\w* konsultant\w* menedzer\w* human person agent representative оператор\w*",
        r"человек\w*",
        r"сотрудник\w* менеджер\w* консультант\w* людин\w* людьми співробітник\w* czlowiek\w* pracownik\w*",
    ),
    "discount_code": words(
        r"atlaid\w* kupon\w* promo\w* discount\w* voucher\w* coupon\w* скидк\w* скидок купон\w* промо\w* знижк\w*",
        r"знижок rabat\w* znizk\w*"
    ),
    "complaint": words(r"sudz\w* complain\w* жал[ои]\w* пожал[ои]\w* скарж\w* скарг\w* skarz\w* skarg\w* narzeka\w*"),
}
_NOT = words(
    r"nevajag\w* nevajadz\w* nav_(?:vajadz\w*|nepieciesam\w*|runa_par|jata\w*) negrib\w* nevel\w* negras\w*",
    r"netais\w* neplano\w* nedomaju",
    r"neprasu nevis pardomaju neizrakst\w* nesutiet nesavieno\w* nesaciet",
    r"(?:do|does|would)(?:n'?t|_not)_(?:\w+ly_|even_)?(?:want|wanna|need|wish|intend|plan|ask|require|care|like|fancy|start|send|issue)\w*",
    r"(?:isn'?t|aren'?t|not)_(?:\w+ly_|even_)?(?:want|ask|look|request|try|go|plan|interest|about|here|after)\w*",
    r"(?:'?m|am|are|is)_not",
    r"no_(?:longer_)?(?:need|want|intention|desire|wish) won'?t will_not never_(?:want|ask)ed rather_not instead_of",
    r"do(?:n'?t|_not)",
    r"not(?=\s+\w+ing\b)",
    r"не_(?:хоч\w*|хот\w*|хочется|хочеться|надо|нужн\w*|нужен|треба|потріб\w*|буд\w*|собира\w*|збира\w*|планир\w*)",
    r"не_(?:плану\w*|прошу|требу\w*|вимага\w*|стоит|варто|намер\w*|маю_(?:наміру|бажання)|стан\w*|об|про|спрашива\w*|питаю|интересует)",
    r"не_(?:выставля|присыла|выписыва|оформля|соединя|начина|отправля|виставля|надсила|виписуй|почина|з'єднуй)\w*",
    r"нет_(?:желания|необходимости) нема(?:є)?_(?:потреби|бажання) незачем необязательно необов'язково вместо",
    r"замість передума\w*",
    r"nie_(?:chc\w*|potrzeb\w*|trzeba|mus\w*|bed\w*|zamierz\w*|planuj\w*|prosz\w*|mam_(?:zamiaru|ochoty)|ma_potrzeby|chodzi(?:_mi)?_o|pytam)",
    r"nie_(?:wystawi\w*|przysyla\w*|lacz\w*|zaczyna\w*) prosze_(?:\w+_){0,2}nie zamiast rozmysl\w*_sie",
)
_AFTER = words(  # what may stand behind the thing
    r"nevajag nevajadz\w* nav_(?:vajadz\w*|nepiecies\w*|jataisa) negrib\w* nevel\w*",
    r"(?:is|are|was)(?:n'?t|_not)_(?:needed|necessary|required|wanted)",
    r"не_(?:хочу|надо|нужн\w*|нужен|треба|потріб\w*|буду|будем|собираюсь|збираюс\w*|планирую|планую|прошу|стоит|варто|требуется)",
    r"nie_(?:chce|chcial\w*|potrzeb\w*|trzeba|bede|zamierz\w*|planuj\w*|(?:jest|sa)_(?:\w+_)?potrzebn\w*)",
)
_SMALL = words(  # what may stand between the two
    r"man mums es so to vins vinu neko nekad\w* vairs vispar pasutijum\w* preci preces atpakal taisit sanemt veikt",
    r"izrakstit par ar tagad",
    r"naudas maksat runat lai savienot prasit sakt",
    r"a an the any to for of my it me you be that this these those them with about at all order anything in get have",
    r"make issue send do",
    r"speak\w* talk\w* from receive pay paying ever on doing getting having your another using use by start begin",
    r"into connect put through",
    r"я мне мени мені нам его ее їх його її это этот эту це цей цю ничего нічого никак\w* ніяк\w* больше більше уже",
    r"вже заказ замовлення",
    r"товар просто делать робити оформл\w* получать отримувати выставлять виставляти выписывать виписувати присыл\w*",
    r"надсил\w* вы ви о об",
    r"про с з із со на по за никому нікому говорить говорити розмовляти разговаривать от платить платити использ\w*",
    r"соединять з'єднувати",
    r"чтобы чтоб щоб обратно назад",
    r"mi mnie nam go jej ich tego tej ten ta zadn\w* niczego nic juz wiecej zamowieni\w* robic skladac dostac",
    r"wystaw\w* zeby\w* z o na do",
    r"od rozmawiac gadac wcale w_ogole teraz placic uzywac laczyc zaczynac",
)
_WISH = words(
    "gribu gribetu velos veletos vajag ka var varu ludzu want need like can could how please хочу хотел можно как нужно надо",
    "могу прошу хотів хотіла можна як треба можу chce chcialbym chcialabym mozna moge jak prosze",
)
_WISH = words(
    "gribu gribetu velos veletos vajag ka var varu ludzu want need like can could how please хочу хотел можно как нужно надо",
    "могу прошу хотів хотіла можна як треба можу chce chcialbym chcialabym mozna moge jak prosze",
)
_WANTS = re.compile(
    rf"(?<!\w)(?:{_WISH})(?:\s+\S+){{0,2}}\s*$"
)
_THING = "|".join(_THINGS.values())
_GAP = rf"(?:,?\s+(?:{_SMALL})){{0,5}}\s+"
_BEFORE = re.compile(rf"(?<!\w)(?:{_NOT}){_GAP}(?P<thing>{_THING})(?!\w)")
_BEHIND = re.compile(rf"(?<!\w)(?P<thing>{_THING})(?:\s+(?:{_SMALL})){{0,3}}\s+(?:{_AFTER})(?!\w)")
_PREFIXED = re.compile(  # an order or a plan in one word or two; past forms ("you did not return it") refuse nothing
    r"(?<!\w)ne(?P<latvian>(?:atcel|atgriez|apmain|main|nomain|zvan|piezvan|sudz)\w*(?:su|sim|iet|ieties|sos))(?!\w)"
    r"|(?<!\w)не (?P<cyrillic>(?:отменя|возвраща|звон|перезван|меня|жал|скасов|поверта|дзвон|телефон|змін|скарж)\w*"
    r"(?:те|ть|ю|юсь|уюсь|юся|уюся|уся|ем|емо))(?!\w)"
    r"|(?<!\w)nie (?P<polish>(?:anuluj|zwracam|zwroce|dzwon|oddzwani|zmieniaj|odwol|skarze)\w*)(?!\w)"
    rf"|(?<!\w)no (?P<english>{_THING}),? (?:please|needed|necessary|required|thanks)(?!\w)"
)
_KNOWN = {intent: re.compile(rf"(?<!\w)(?:{things})(?!\w)") for intent, things in _THINGS.items()}
_NEGATIVE = re.compile(  # how such a message begins to sound; most do not, and are left alone
    r"(?<!\w)(?:ne|na|no|ni|pros|pard|не|нет|нема|незач|вмест|заміс|перед|zami|rozm|inst|rath|do|is|ar|won)|n't|m not"
)
_BREAK = re.compile(  # where what is refused ends, and something else may begin
    rf"[,.;:!?…—–\n]| - |\s(?=(?:{words('bet but but tikai just only но только просто але лише тільки ale tylko')})\s)"
)


@dataclass(frozen=True, slots=True)
class Refusal:
    """Intents that are not wanted, and what a message says besides."""

    intents: frozenset[str]
    rest: str


@lru_cache(maxsize=64)  # as with its clauses
def refusal(text: str) -> Refusal | None:
    """What a message says is not wanted, if it says such a thing."""
    low = flat(text)
    if not _NEGATIVE.search(low):
        return None
    found = [match for pattern in (_BEFORE, _PREFIXED) for match in pattern.finditer(low)]
    found += [match for match in _BEHIND.finditer(low) if not _WANTS.search(low, max(0, match.start() - 30), match.start())]
    if not found:
        return None
    intents = frozenset[str]().union(*(named(next(filter(None, match.groupdict().values()))) for match in found))
    return Refusal(intents, _rest(text, low, [match.span() for match in found]))


def named(text: str) -> frozenset[str]:
    """The intents whose thing is named in a text."""
    low = flat(text)
    return frozenset(intent for intent, things in _KNOWN.items() if things.search(low))


def _rest(text: str, low: str, spans: list[tuple[int, int]]) -> str:
    """The message without the parts in which something is refused."""
    parts = pairwise([0, *(match.end() for match in _BREAK.finditer(low)), len(low)])
    return "".join(text[a:b] for a, b in parts if not any(start < b and a < end for start, end in spans)).strip(" ,.;:!-–—\n")
