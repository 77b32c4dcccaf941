"""The calls that look after people: coupons, calls back, surveys, how somebody sounds."""

from flows.shop.spec import CallSpec

TABLE = (
    CallSpec(
        name="find_code",
        about="The code that stands in what the customer wrote last, and whether it works.",
        result="coupon",
        arguments={},
        fields={"code": "text", "verdict": "text", "amount": "money", "minimum": "money", "from": "date", "until": "date"},
    ),
    CallSpec(
        name="check_code",
        about="Whether a code works: `verdict` is good, unknown, used, expired, not_yet, void; minimum where `total` is too low.",
        result="coupon",
        arguments={"code": "text", "total": "money"},
        optional=frozenset({"total"}),
        fields={"code": "text", "verdict": "text", "amount": "money", "minimum": "money", "from": "date", "until": "date"},
    ),
    CallSpec(
        name="give_goodwill",
        about="Make good what went wrong with an order, by the shop's own word and rules; nothing for one not proved in this "
        "chat. The code is told by the fact `goodwill`. `why`: not_proved, no_mistake, budget, person, cool_down, off.",
        result="goodwill",
        arguments={"order_number": "order_number"},
        fields={"given": "bool", "why": "text", "amount": "money"},
        once=True,
    ),
    CallSpec(
        name="loyalty_rule",
        about="Whether the shop gives codes to customers who come back: from which paid order, and worth how much.",
        result="loyalty",
        arguments={},
        fields={"on": "bool", "from": "number", "amount": "money"},
    ),
    CallSpec(
        name="give_loyalty",
        about="A code for coming back, where the order is proved in this chat and the rule holds; told by the fact `goodwill`. "
        "`why`: not_proved, few (`left` more orders), had (`next`: from which day on), budget, off.",
        result="loyal",
        arguments={"order_number": "order_number"},
        fields={"given": "bool", "why": "text", "left": "number", "next": "date"},
        once=True,
    ),
    CallSpec(
        name="read_mood",
        about="How the customer sounds (calm, upset, abusive), and what was written last.",
        result="tone",
        arguments={},
        fields={"mood": "text", "words": "text"},
    ),
    CallSpec(
        name="report_abuse",
        about="Tell a supervisor that a conversation was ended for insults.",
        result="report",
        arguments={},
        fields={"reported": "bool"},
        once=True,
    ),
    CallSpec(
        name="find_callback",
        about="The call that is agreed in this conversation.",
        result="callback",
        arguments={},
        fields={"found": "bool", "at": "moment", "phone": "phone"},
    ),
    CallSpec(
        name="find_times",
        about="The next free times for a call, inside the team's hours.",
        result="times",
        arguments={},
        fields={"found": "bool", "first": "moment", "second": "moment", "third": "moment"},
    ),
    CallSpec(
        name="read_time",
        about="The time the customer means (`first`, `tomorrow after 3`) as a free one: `exact`, else the nearest after it. "
        "`why`: unclear, past, far, none.",
        result="time",
        arguments={"when": "text", "first": "moment", "second": "moment", "third": "moment"},
        optional=frozenset({"first", "second", "third"}),
        fields={"found": "bool", "exact": "bool", "at": "moment", "why": "text"},
    ),
    CallSpec(
        name="book_callback",
        about="Agree on a call, in the place of one that is agreed already: a promise. Not booked: the time is gone.",
        result="booked",
        arguments={"phone": "phone", "at": "moment"},
        fields={"booked": "bool", "at": "moment", "phone": "phone"},
        once=True,
    ),
    CallSpec(
        name="cancel_callback",
        about="Call off the call that is agreed.",
        result="uncalled",
        arguments={},
        fields={"cancelled": "bool"},
        once=True,
    ),
    CallSpec(
        name="plan_survey",
        about="Think of asking about the case that was just closed; whether and when, the shop's settings say.",
        result="survey",
        arguments={},
        fields={"planned": "bool"},
        once=True,
    ),
    CallSpec(
        name="record_score",
        about="The answer to a survey, once. `low`: somebody should call; the desk knows it already.",
        result="scored",
        arguments={"survey": "number", "score": "text"},
        fields={"taken": "bool", "low": "bool", "poor": "bool"},
        once=True,
    ),
    CallSpec(
        name="record_comment",
        about="What the customer adds to the answer.",
        result="commented",
        arguments={"survey": "number", "comment": "text"},
        fields={"taken": "bool"},
        once=True,
    ),
)
