"""What customers, the bot and people of the demo shop said: short, in the five languages."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from nlu.model import Language

Words = Mapping[Language, str]


@dataclass(frozen=True, slots=True)
class Talk:
    """A kind of conversation: how often it comes, how often it is dropped at a question, and given to a person at the end."""

    flow: str
    weight: int
    drop: float
    person: float
    opening: Words
    questions: Sequence[tuple[str, Words, Words]]
    answer: Words


_NUMBER: Words = {"lv": "10023", "uk": "10023", "ru": "10023", "pl": "10023", "en": "10023"}
_CONTACT: Words = {
    "lv": "mans e-pasts ir liga.kalnina@example.com",
    "uk": "моя пошта iryna.bondarenko@example.com",
    "ru": "моя почта natalja.petrova@example.com",
    "pl": "mój e-mail to magda.nowak@example.com",
    "en": "my e-mail is emily.carter@example.com",
}
_ASK_NUMBER: Words = {
    "lv": "Kāds ir pasūtījuma numurs?",
    "uk": "Який номер замовлення?",
    "ru": "Какой номер заказа?",
    "pl": "Jaki jest numer zamówienia?",
    "en": "What is the order number?",
}
_ASK_CONTACT: Words = {
    "lv": "Ar kuru e-pastu vai tālruni tas pasūtīts?",
    "uk": "На яку пошту чи телефон його оформлено?",
    "ru": "На какую почту или телефон он оформлен?",
    "pl": "Na jaki e-mail lub telefon je złożono?",
    "en": "Which e-mail or phone was it ordered with?",
}
PERSON: Words = {
    "lv": "Nododu jūs kolēģim, atbilde būs pavisam drīz.",
    "uk": "Передаю вас колезі, відповідь буде зовсім скоро.",
    "ru": "Передаю вас коллеге, ответ будет совсем скоро.",
    "pl": "Przekazuję rozmowę koledze, odpowiedź będzie wkrótce.",
    "en": "I am passing you to a colleague, who will answer soon.",
}
# What a person writes in the end, and what the customer says to it.
CLOSING: Mapping[Language, tuple[str, str]] = {
    "lv": ("Labdien! Apskatīju un sakārtoju, viss būs kārtībā.", "Paldies!"),
    "uk": ("Добрий день! Я подивилася й усе владнала.", "Дякую!"),
    "ru": ("Здравствуйте! Я посмотрела и всё уладила.", "Спасибо!"),
    "pl": ("Dzień dobry! Sprawdziłam i wszystko załatwione.", "Dziękuję!"),
    "en": ("Hello! I have looked into it and put it right.", "Thank you!"),
}
TALKS = (
    Talk(
        "order_status",
        34,
        0.05,
        0.05,
        {
            "lv": "Labdien, kur ir mans pasūtījums?",
            "uk": "Добрий день, де моє замовлення?",
            "ru": "Здравствуйте, где мой заказ?",
            "pl": "Dzień dobry, gdzie jest moje zamówienie?",
            "en": "Hello, where is my order?",
        },
        (
            ("ask_number", _ASK_NUMBER, _NUMBER),
            ("ask_contact", _ASK_CONTACT, _CONTACT),
        ),
        {
            "lv": "Sūtījums ir ceļā un pienāks rīt.",
            "uk": "Посилка в дорозі й прибуде завтра.",
            "ru": "Посылка в пути и прибудет завтра.",
            "pl": "Paczka jest w drodze i dotrze jutro.",
            "en": "The parcel is on its way and arrives tomorrow.",
        },
    ),
    Talk(
        "return_goods",
        16,
        0.07,
        0.3,
        {
            "lv": "Gribu atgriezt preci",
            "uk": "Хочу повернути товар",
            "ru": "Хочу вернуть товар",
            "pl": "Chcę zwrócić towar",
            "en": "I want to return something",
        },
        (
            ("ask_number", _ASK_NUMBER, _NUMBER),
            ("ask_contact", _ASK_CONTACT, _CONTACT),
            (
                "ask_reason",
                {"lv": "Kas notika?", "uk": "Що сталося?", "ru": "Что случилось?", "pl": "Co się stało?", "en": "What happened?"},
                {
                    "lv": "Krūze pienāca saplīsusi",
                    "uk": "Чашка прийшла розбита",
                    "ru": "Кружка пришла разбитой",
                    "pl": "Kubek przyszedł stłuczony",
                    "en": "The mug came broken",
                },
            ),
            (
                "ask_photo",
                {
                    "lv": "Lūdzu, atsūtiet foto.",
                    "uk": "Надішліть, будь ласка, фото.",
                    "ru": "Пришлите, пожалуйста, фото.",
                    "pl": "Proszę przysłać zdjęcie.",
                    "en": "Please send a photo.",
                },
                {"lv": "te būs foto", "uk": "ось фото", "ru": "вот фото", "pl": "oto zdjęcie", "en": "here is the photo"},
            ),
        ),
        {
            "lv": "Atgriešana pieņemta, naudu saņemsiet 14 dienu laikā.",
            "uk": "Повернення прийнято, кошти надійдуть протягом 14 днів.",
            "ru": "Возврат принят, деньги придут в течение 14 дней.",
            "pl": "Zwrot przyjęty, pieniądze wrócą w ciągu 14 dni.",
            "en": "The return is accepted, you get the money within 14 days.",
        },
    ),
    Talk(
        "pay_by_invoice",
        9,
        0.06,
        0.12,
        {
            "lv": "Vai varu samaksāt ar rēķinu?",
            "uk": "Чи можу я оплатити за рахунком?",
            "ru": "Можно оплатить по счёту?",
            "pl": "Czy mogę zapłacić fakturą?",
            "en": "Can I pay by invoice?",
        },
        (
            ("ask_number", _ASK_NUMBER, _NUMBER),
            (
                "ask_buyer",
                {
                    "lv": "Uz kādu uzņēmumu rakstīt rēķinu?",
                    "uk": "На яку компанію виписати рахунок?",
                    "ru": "На какую компанию выписать счёт?",
                    "pl": "Na jaką firmę wystawić fakturę?",
                    "en": "Which company is the invoice for?",
                },
                {"lv": "SIA Bērzs", "uk": "ТОВ Береза", "ru": "ООО Берёза", "pl": "Brzoza sp. z o.o.", "en": "Birch Ltd"},
            ),
        ),
        {
            "lv": "Rēķins nosūtīts uz e-pastu.",
            "uk": "Рахунок надіслано на пошту.",
            "ru": "Счёт отправлен на почту.",
            "pl": "Faktura została wysłana e-mailem.",
            "en": "The invoice is on its way by e-mail.",
        },
    ),
    Talk(
        "opening_hours",
        12,
        0.0,
        0.01,
        {
            "lv": "Līdz cikiem strādājat?",
            "uk": "До котрої ви працюєте?",
            "ru": "До скольки вы работаете?",
            "pl": "Do której pracujecie?",
            "en": "When are you open?",
        },
        (),
        {
            "lv": "Darba dienās 9–18, sestdien 10–16.",
            "uk": "У будні 9–18, у суботу 10–16.",
            "ru": "По будням 9–18, в субботу 10–16.",
            "pl": "W dni robocze 9–18, w sobotę 10–16.",
            "en": "Weekdays 9 to 18, Saturday 10 to 16.",
        },
    ),
    Talk(
        "product_question",
        10,
        0.0,
        0.55,
        {
            "lv": "Vai kafijas automāts ir ar piena putotāju?",
            "uk": "Чи має кавомашина спінювач молока?",
            "ru": "У кофемашины есть вспениватель молока?",
            "pl": "Czy ekspres ma spieniacz mleka?",
            "en": "Does the coffee machine froth milk?",
        },
        (
            (
                "ask_product",
                {
                    "lv": "Par kuru preci ir runa?",
                    "uk": "Про який товар ідеться?",
                    "ru": "О каком товаре речь?",
                    "pl": "O który towar chodzi?",
                    "en": "Which product is it about?",
                },
                {"lv": "par melno", "uk": "про чорну", "ru": "о чёрной", "pl": "o czarny", "en": "the black one"},
            ),
        ),
        {
            "lv": "Jā, tam ir piena putotājs.",
            "uk": "Так, спінювач є.",
            "ru": "Да, вспениватель есть.",
            "pl": "Tak, ma spieniacz.",
            "en": "Yes, it froths milk.",
        },
    ),
    Talk(
        "complaint",
        7,
        0.02,
        0.85,
        {
            "lv": "Esmu ļoti neapmierināta, paka kavējas jau nedēļu",
            "uk": "Я дуже незадоволена, посилка запізнюється вже тиждень",
            "ru": "Я очень недовольна, посылка опаздывает уже неделю",
            "pl": "Jestem bardzo niezadowolona, paczka spóźnia się już tydzień",
            "en": "I am not happy at all, the parcel is a week late",
        },
        (("ask_number", _ASK_NUMBER, _NUMBER),),
        {
            "lv": "Piedodiet! Esam devuši jums atlaides kodu.",
            "uk": "Вибачте! Ми дали вам код знижки.",
            "ru": "Простите! Мы дали вам код скидки.",
            "pl": "Przepraszamy! Daliśmy kod rabatowy.",
            "en": "We are sorry. We have given you a discount code.",
        },
    ),
    Talk(
        "refund_status",
        8,
        0.05,
        0.15,
        {
            "lv": "Kad saņemšu naudu atpakaļ?",
            "uk": "Коли мені повернуть гроші?",
            "ru": "Когда мне вернут деньги?",
            "pl": "Kiedy dostanę zwrot pieniędzy?",
            "en": "When do I get my money back?",
        },
        (("ask_number", _ASK_NUMBER, _NUMBER),),
        {
            "lv": "Nauda nosūtīta vakar.",
            "uk": "Кошти надіслано вчора.",
            "ru": "Деньги отправлены вчера.",
            "pl": "Pieniądze wysłano wczoraj.",
            "en": "The money was sent yesterday.",
        },
    ),
    Talk(
        "cancel_order",
        6,
        0.08,
        0.1,
        {
            "lv": "Lūdzu atceliet pasūtījumu",
            "uk": "Скасуйте, будь ласка, замовлення",
            "ru": "Отмените, пожалуйста, заказ",
            "pl": "Proszę anulować zamówienie",
            "en": "Please cancel the order",
        },
        (
            ("ask_number", _ASK_NUMBER, _NUMBER),
            (
                "confirm",
                {
                    "lv": "Vai tiešām atcelt?",
                    "uk": "Справді скасувати?",
                    "ru": "Точно отменить?",
                    "pl": "Na pewno anulować?",
                    "en": "Shall I really cancel it?",
                },
                {"lv": "jā", "uk": "так", "ru": "да", "pl": "tak", "en": "yes"},
            ),
        ),
        {
            "lv": "Pasūtījums atcelts.",
            "uk": "Замовлення скасовано.",
            "ru": "Заказ отменён.",
            "pl": "Zamówienie anulowano.",
            "en": "The order is cancelled.",
        },
    ),
)
