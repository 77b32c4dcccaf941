"""What every column of every table holds about customers: the one list that export, erasure and retention go by.

Without it a new column would be forgotten by all three. `tests/store/test_personal.py` fails for a table or column that is not
named here. Places stand in the order in which erasure visits them: what refers to others comes first.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Literal

Fate = Literal["delete", "blank", "rewrite", "law", "none"]
"""What erasure does to a row of the person's: it goes; the row stays without what is personal (`blank` by SQL, `rewrite` where
that takes reading it, bot/store/rewriting.py); it stays for the law, shown to nobody; there is nothing of a customer's."""

Kind = Literal[
    "conversation", "photo", "code", "fraud", "survey", "proforma", "invoice", "order", "coupon", "repeat", "erasure", "record",
    "phrase", "",
]
"""By which setting of `retention` it goes in the end; empty for what is no customer's."""

Group = Literal[
    "conversation", "chat", "visitor", "call", "person", "order", "bill", "invoice", "return", "transaction", "lesson", "topic",
    "replay", "guess",
]  # fmt: skip
"""By what a person's rows are found (bot/store/subjects.py)."""


# How a person's rows are found, where it is not by a text.
_NUMBERED: frozenset[Group] = frozenset({"conversation", "person", "transaction", "lesson", "topic", "replay"})


@dataclass(frozen=True, slots=True)
class Place:
    """A table. `of` and `column` find a person's rows; `personal` says in words what columns hold; `plain` names all others.

    `blank` are SQL expressions for what stands in a column after erasure. `export` is the file its rows are given out in, without
    the columns in `inside`, which mean nothing outside of the program; empty where the rows say nothing beyond others.
    """

    table: str
    kind: Kind
    fate: Fate
    of: Group | None = None
    column: str = "conversation_id"
    personal: Mapping[str, str] = field(default_factory=dict)
    plain: str = ""
    blank: Mapping[str, str] = field(default_factory=dict)
    export: str = ""
    inside: str = ""

    @property
    def columns(self) -> Sequence[str]:
        """All that are named."""
        return [*self.personal, *self.plain.split()]

    @property
    def value(self) -> Literal["integer", "text"]:
        """What kind of value stands in `column`."""
        return "integer" if self.of in _NUMBERED else "text"

    @property
    def given(self) -> Sequence[str]:
        """Those that a person is given."""
        hidden = set(self.inside.split())
        return [name for name in self.columns if name not in hidden]


WORDS = "what was written or said"
PLACES: Sequence[Place] = (
    # --- hangs on a conversation, and goes with it -----------------------------------------------------------------
    Place("privacy_requests", "conversation", "delete", "conversation", personal={"why": "why it was refused"},
          plain="id conversation_id what state asked_at due_at look_at decided_by decided_at", export="requests",
          inside="look_at"),
    Place("search_lines", "conversation", "delete", "conversation", personal={"words": "words of a message, to be found by"},
          plain="id conversation_id side number"),
    Place("search_people", "conversation", "delete", "conversation", personal={"words": "names, addresses, numbers of orders"},
          plain="conversation_id"),
    Place("drafts", "conversation", "delete", "conversation", personal={"text": "what an agent has begun to write"},
          plain="conversation_id user_id kind files changed_at", export="drafts"),
    Place("mentions", "conversation", "delete", "conversation", plain="id message_id conversation_id user_id at read_at"),
    Place("looks", "conversation", "delete", "conversation",
          plain="conversation_id who tab seen_until typing typing_until"),
    Place("joins", "conversation", "delete", "conversation", plain="conversation_id user_id floor joined_at"),
    Place("group_lines", "conversation", "delete", "conversation", plain="conversation_id line piece notice_id message_id"),
    Place("notices", "conversation", "delete", "conversation",
          personal={"subject": "what the desk was told", "text": "what the desk was told"},
          plain="id key kind way conversation_id user_id place thread reply_to buttons state attempts made_at due_at lease_until "
          "began_at settled_at message_id reason"),
    Place("conversation_tags", "conversation", "delete", "conversation", plain="conversation_id tag_id made_by made_at via",
          export="tags", inside="via"),
    Place("kinships", "conversation", "delete", "conversation", "one_id", plain="id one_id other_id says agent_id at",
          export="same_person"),
    Place("clocks", "conversation", "delete", "conversation",
          plain="id conversation_id kind team agent_id started_at stretches ended_at target_ms took_ms due_at "
          "breached_at review_at"),
    Place("run_marks", "conversation", "delete", "conversation", plain="conversation_id run what flow step at"),
    Place("misses", "conversation", "delete", "conversation", plain="id conversation_id turn at what flow step"),
    Place("score_cards", "conversation", "delete", "conversation", personal={"comment": "what a reader thought of it"},
          plain="sample_id conversation_id reader_id understood correct tone solved at", export="quality"),
    Place("sample_items", "conversation", "delete", "conversation", plain="sample_id conversation_id place"),
    Place("callbacks", "conversation", "delete", "conversation", personal={"phone": "the number to call"},
          plain="id conversation_id team at due_at remind_at look_at state made_at agent_id settled_at", export="calls",
          inside="remind_at look_at"),
    Place("blocks", "conversation", "delete", "conversation", personal={"reason": "why they are not answered"},
          plain="conversation_id agent_id at", export="blocked"),
    Place("customer_values", "conversation", "delete", "conversation",
          personal={"orders": "how many orders", "paid": "what they have paid", "value": "what they may be worth to the shop"},
          plain="conversation_id at", export="estimates"),
    Place("watchers", "conversation", "delete", "conversation", personal={"number": "an order they follow"},
          plain="id conversation_id state late since until due_at", export="followed_orders", inside="due_at"),
    Place("shop_waits", "conversation", "delete", "conversation", personal={"number": "an order they asked about"},
          plain="conversation_id key since until tries due_at"),
    Place("approvals", "conversation", "delete", "conversation",
          personal={"summary": "what is to be decided", "fields": "what is to be decided", "decided_fields": "what was decided"},
          plain="id conversation_id key flow team state made_at due_at decided_by decided_at", export="decisions", inside="key"),
    Place("promises", "conversation", "delete", "conversation", personal={"text": "what was promised", "made_by": "who promised"},
          plain="id conversation_id what made_at due_at state successor_id renewal warn_at renew_at review_at warned_at "
          "settled_at about agent_id", export="promises", inside="successor_id warn_at renew_at review_at warned_at made_by"),
    Place("tickets", "conversation", "delete", "conversation", personal={"summary": "what it was about"},
          plain="id conversation_id team reason opened_at due_at state agent_id answered_at closed_at topic", export="cases"),
    Place("deeds", "conversation", "delete", "call", "key", personal={"result": "what came of a request"}, plain="key at"),
    Place("calls", "conversation", "delete", "conversation",
          personal={"arguments": "what was asked of the shop", "result": "what came of it"},
          plain="key conversation_id name digest state attempts due_at lease_until lease_token", export="requests_to_the_shop",
          inside="key digest attempts lease_until lease_token"),
    Place("turns", "conversation", "delete", "conversation",
          personal={"record": "what was understood of each message, and what was done about it"},
          plain="conversation_id number at", export="understanding"),
    Place("lessons", "phrase", "delete", "lesson", "id", personal={"text": "a phrase taken from a message"},
          plain="id language intent inbox_id conversation_id agent_id made_at", export="phrases", inside="inbox_id"),
    Place("unheard", "", "none", plain="digest decision intent flow lesson_id agent_id at"),  # a digest of words without names
    Place("files", "photo", "delete", "conversation",
          personal={"name": "a file's name", "content": "a photo or document", "sha256": "the file's hash"},
          plain="id conversation_id mime created_at", export="files", inside="content"),
    Place("outbox", "conversation", "delete", "conversation",
          personal={"body": WORDS, "message_id": "the messenger's id of it"},
          plain="id conversation_id turn kind author agent_id floor key asks says lane created_at send_at state open attempts "
          "lease_token lease_until reason settled_at way held", export="messages_to_you",
          inside="turn floor key asks says lane open attempts lease_token lease_until held"),
    Place("inbox", "conversation", "delete", "conversation",
          personal={"body": WORDS, "key": "the messenger's id of it"},
          plain="id conversation_id account kind at arrived_at source position turn", export="messages_from_you",
          inside="source position turn"),
    # --- outlives the conversation ---------------------------------------------------------------------------------
    Place("surveys", "survey", "blank", "conversation",
          personal={"person": "a keyed hash of who it is", "comment": "what they thought of us"},
          plain="id conversation_id case_key kind about state score made_at ask_at asked_at answered_at",
          blank={"person": "''", "comment": "''", "conversation_id": "NULL",
                 "state": "CASE WHEN state IN ('planned', 'asked') THEN 'dropped' ELSE state END"}, export="surveys"),
    Place("coupons", "coupon", "blank", "conversation",
          personal={"person": "a keyed hash of who it is", "order_number": "the order it was used for"},
          plain="id conversation_id code case_key kind why amount minimum currency year state made_by made_at starts_at "
          "expires_at try_at used_at",
          blank={"person": "CASE WHEN made_at > :hashes_since THEN person ELSE '' END", "conversation_id": "NULL",
                 "order_number": "''"}, export="coupons",
          inside="case_key try_at"),
    Place("returns", "fraud", "blank", "return", "number",
          personal={"details": "what the customer wrote", "photo": "a photo", "photo_sha256": "the photo's hash",
                    "photo_dhash": "the photo's likeness", "photo_taken_at": "when it was taken",
                    "signals": "points against abuse",
                    "points": "points against abuse", "why": "why a person decides", "arm": "the arm of a trial",
                    "bought_on": "the day of the purchase, as claimed", "title": "the thing", "reason": "what is wrong with it"},
          plain="number conversation_id person_id order_number basis language state decision decided_by decided_at amount "
          "claimed currency remedy refund_to consent goods proof level policy drawn made_at refund_by refunded_at closed_at "
          "credit_note",
          blank={"details": "''", "photo": "''",
                 "photo_sha256": "CASE WHEN drawn AND made_at > :hashes_since THEN photo_sha256 ELSE '' END",
                 "photo_dhash": "CASE WHEN drawn AND made_at > :hashes_since THEN photo_dhash ELSE '' END",
                 "photo_taken_at": "NULL", "signals": "'{}'", "why": "''", "arm": "''",
                 "bought_on": "''", "conversation_id": "NULL"}, export="returns", inside="arm policy"),
    Place("return_events", "fraud", "blank", "return", "number", personal={"facts": "what was known then"},
          plain="id number at who event state", blank={"facts": "'{}'"}, export="history_of_returns"),
    Place("refunds", "invoice", "blank", "return", "number",
          personal={"iban": "where the money goes", "account": "the same, sealed", "account_tag": "a keyed hash of it",
                    "account_shown": "what is shown of it", "name": "to whom", "reason": "why it failed",
                    "bank_reference": "the bank's"},
          plain="id number attempt state way amount currency made_at due_at next_at tries exported_at paid_at settled_by "
          "transaction_id",
          blank={"reason": "CASE WHEN state IN ('paid', 'failed', 'cancelled') THEN '' ELSE reason END",
                 "name": "CASE WHEN state IN ('paid', 'failed', 'cancelled') THEN '' ELSE name END",
                 **{name: f"CASE WHEN state IN ('paid', 'failed', 'cancelled') THEN '' ELSE {name} END"
                    for name in ("iban", "account", "account_tag", "account_shown")}},
          export="refunds", inside="next_at tries account account_tag"),
    Place("reserve_entries", "", "none", plain="id year number kind amount at"),
    Place("overpayments", "invoice", "blank", "invoice", "invoice", personal={"note": "how it was settled"},
          plain="id transaction_id invoice conversation_id amount currency state made_at wished_at settled_by settled_at",
          blank={"conversation_id": "NULL", "note": "CASE WHEN state IN ('settled', 'void') THEN '' ELSE note END"},
          export="overpayments"),
    Place("allocations", "invoice", "law", "invoice", "invoice", plain="id transaction_id invoice amount how agent_id at",
          export="payments"),
    Place("bank_transactions", "invoice", "law", "transaction", "id",
          personal={"payer_name": "who paid", "payer_iban": "from which account", "text": "what the payment says",
                    "reference": "its reference", "end_to_end": "its reference", "bank_reference": "the bank's",
                    "entry": "the bank's",
                    "identity": "by what it is known again", "note": "what a person noted"},
          plain="id file source account booked_on amount currency reversal reverses state why suggestions decided_by decided_at "
          "imported_at", export="payments_received", inside="identity entry suggestions"),
    Place("invoices", "proforma", "rewrite", "bill", "number",
          personal={"buyer_name": "who buys", "buyer_iban": "from which account", "snapshot": "the whole document",
                    "digest": "the document's hash", "reason": "why it is void", "pdf": "the document in the file store"},
          plain="number kind year place state conversation_id order_number language currency total paid reference issued_at "
          "due_at closed_at follows after zone reminded restricted_at", export="invoices",
          inside="digest pdf reminded zone after place"),
    Place("shop_deeds", "order", "rewrite", "order", "about", personal={"text": "an address, a note"},
          plain="key ability about at amount currency", export="done_at_the_shop", inside="key"),
    Place("orders", "order", "rewrite", "order", "number",
          personal={"email": "their e-mail", "phone": "their phone", "name": "their name",
                    "body": "what was ordered, and to where"},
          plain="number state placed_at", export="orders"),
    Place("bindings", "code", "delete", "chat", "chat", personal={"person": "a keyed hash of what was proved"},
          plain="chat until", export="proofs"),
    Place("codes", "code", "delete", "chat", "chat", personal={"person": "a keyed hash of whose it is"},
          plain="key scope chat digest state tries last_try made_at"),
    Place("guesses", "code", "delete", "guess", "scope", personal={"key": "a keyed hash of a wrong answer"}, plain="scope at"),
    Place("arms", "fraud", "delete", "person", "person_id", personal={"contact": "a keyed hash of an e-mail"},
          plain="experiment person_id arm at", export="trials"),
    Place("person_keys", "fraud", "delete", "person", "person_id",
          personal={"hash": "a keyed hash of a chat, phone, e-mail or account"}, plain="kind person_id seen_at",
          export="recognised_by"),
    Place("persons", "fraud", "none", plain="id made_at"),  # a number that says nothing once its keys are gone
    Place("group_topics", "conversation", "blank", "topic", "id", personal={"name": "the topic's name, with theirs"},
          plain="id account conversation_id chat thread making_until icon closed came went floor doubt keyboard version dirty "
          "since served_at rank rest_until", blank={"name": "''"}),  # the topic itself is deleted in the group, then the row
    Place("group_updates", "repeat", "none", plain="id account key kind body arrived_at due_at tries done_at"),
    # ^ emptied as soon as it is done
    Place("replays", "conversation", "rewrite", "replay", "id", personal={"report": "conversations that differ, masked"},
          plain="id flows base user_id since begun_at seen_at ended_at total done"),
    Place("audit", "record", "law", "conversation",  # numbers only, by its own rule; it cannot be changed
          plain="id at user_id action about conversation_id detail", export="record_of_changes"),
    Place("visitors", "conversation", "delete", "visitor", "id",
          personal={"id": "the browser's number", "digest": "its secret's hash", "origin": "a keyed hash of where it came from"},
          plain="account created_at"),
    Place("conversations", "conversation", "delete", "conversation", "id",
          personal={"channel": "the messenger", "address": "their number there", "name": "their name there", "language": "theirs",
                    "locale": "their messenger's language", "email": "their e-mail", "state": "where the dialogue stands",
                    "timers": "when it goes on"},
          plain="id reachable created_at changed_at last_in_at owner agent_id floor team due_at rank closed_at waits_since "
          "told_at snoozed_until look_at served_by reopen_until arrived heard wake_at lane turn attempts lease_token lease_until",
          export="conversations",
          inside="floor rank waits_since told_at snoozed_until look_at reopen_until arrived heard wake_at lane turn attempts "
          "lease_token lease_until timers"),
    # --- of erasure itself -------------------------------------------------------------------------------------------
    Place("erasures", "erasure", "none", personal={"hashes": "keyed hashes of who was erased"},
          plain="id key at origin user_id counts kept"),
    Place("erased_keys", "repeat", "none", plain="digest until"),
    Place("legal_holds", "", "none", personal={"why": "why it must stay"}, plain="id about set_at set_by lifted_at lifted_by"),
    # --- of the shop: figures, settings, and the people who work there -----------------------------------------------
    Place("coupon_years", "", "none", plain="year purse given"),
    Place("invoice_series", "", "none", plain="kind year next"),
    Place("return_series", "", "none", plain="year next"),
    Place("reserves", "", "none", plain="year currency budget held captured recovered"),
    Place("reserve_alerts", "", "none", plain="year mark at"),
    Place("bank_files", "", "none", plain="sha256 name format imported_at found fresh"),
    Place("order_changes", "repeat", "none", plain="key number at"),
    Place("search_marks", "", "none", plain="source moment id"),
    Place("tags", "", "none", plain="id name folded colour made_by made_at removed_at into_id"),
    Place("samples", "", "none", plain="id seed size since_at until_at team channel drawn_from made_by made_at"),
    Place("trials", "", "none", plain="id flows tests user_id begun_at seen_at ended_at total done failed report"),
    Place("flow_sets", "", "none", plain="hash sources created_at"),
    Place("editions", "", "none", plain="id follows hash base at who origin why urgent corrected passed_by"),
    Place("withdrawals", "", "none", plain="id hash edition_id at who why"),
    Place("draft_files", "", "none", plain="name text base changed_at changed_by"),
    Place("draft_versions", "", "none", plain="id name what text began_at at user_id"),
    Place("draft_looks", "", "none", plain="user_id tab name seen_until"),
    Place("facts", "", "none", plain="name value"),
    Place("feeds", "", "none", plain="key team content version read_at tried_at failure"),
    Place("canned_answers", "", "none", plain="id owner_id name texts version changed_at changed_by retired"),
    Place("canned_versions", "", "none", plain="answer_id version name texts retired at user_id"),
    Place("users", "", "none", plain="id email name role password languages locale preferences disabled created_at"),
    Place("sessions", "", "none", plain="digest user_id created_at expires_at seen_at device address"),
    Place("user_links", "", "none", plain="user_id kind digest made_at expires_at"),
    Place("desk_people", "", "none", plain="user_id teams skills capacity"),
    Place("presence", "", "none", plain="user_id chosen state seen_at active_at changed_at"),
    Place("telegram_links", "", "none", plain="user_id telegram_id name linked_at snoozed_until"),
    Place("telegram_codes", "", "none", plain="user_id digest expires_at"),
    Place("group_desks", "", "none",
          plain="account configured chat holder lease_until cursor trouble again_at status_id"),
)  # fmt: skip
BY_TABLE: Mapping[str, Place] = {place.table: place for place in PLACES}
