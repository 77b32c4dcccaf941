"""The calls about a customer's own data: what is held, a copy of it, and its erasure (articles 15, 17 and 20 of the GDPR).

Who is asked for nothing but what this chat holds needs no proof beyond it; for anything else a one-time code is needed
(docs/privacy-customers.md).
"""

from flows.shop.spec import CallSpec

TABLE = (
    CallSpec(
        name="find_personal",
        about="What is held of who writes here. `beyond`: more than this conversation, so `proved` is needed before anything is "
        "given or erased. `kept`: what stays after an erasure, why and until when, a line each; None where nothing does. `open`: "
        "returns and refunds that are finished first. `held`: a dispute keeps everything for now. `asked`: an erasure is asked "
        "for already. `until`: when it is, or would be, done.",
        result="personal",
        arguments={},
        fields={
            "beyond": "bool",
            "proved": "bool",
            "kept": "text",
            "open": "text",
            "held": "bool",
            "asked": "bool",
            "until": "moment",
        },
    ),
    CallSpec(
        name="give_personal",
        about="Everything held of who writes here, as one file. Fails where this chat has not proved enough.",
        result="copy",
        arguments={},
        fields={"document": "document"},
        once=True,
    ),
    CallSpec(
        name="erase_personal",
        about="Have it erased at `until`, unless they think better of it before. Fails where this chat has not proved enough.",
        result="erasure",
        arguments={},
        fields={"until": "moment"},
        once=True,
    ),
    CallSpec(
        name="keep_personal",
        about="They have thought better of it. `kept`: there was an erasure to call off.",
        result="keeping",
        arguments={},
        fields={"kept": "bool"},
        once=True,
    ),
)
