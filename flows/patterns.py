"""The moments every conversation has: without this table the engine and the scripts could disagree on their names.

A pattern is a flow by one of these names. The engine does its part first (leaves the flow, goes back, switches the language) and
runs the pattern to say so. The names, where Rasa's CALM has the moment too, are CALM's.
"""

from collections.abc import Mapping
from typing import Final

from flows.conditions import Kind

SESSION_START: Final = "pattern_session_start"
CANCEL: Final = "pattern_cancel_flow"
CORRECTION: Final = "pattern_correction"
REPEAT: Final = "pattern_repeat_bot_messages"
SKIP: Final = "pattern_skip_question"
CLARIFICATION: Final = "pattern_clarification"
CANNOT_HANDLE: Final = "pattern_cannot_handle"
HUMAN_HANDOFF: Final = "pattern_human_handoff"
HANDED_OVER: Final = "pattern_handed_over"
SUBMITTED: Final = "pattern_submitted"
STILL_WAITING: Final = "pattern_still_waiting"
OVERDUE: Final = "pattern_overdue"
BROKEN: Final = "pattern_broken"
GONE_QUIET: Final = "pattern_gone_quiet"
WAITS_LONG: Final = "pattern_waits_long"
GAVE_UP: Final = "pattern_gave_up"
LEFT_QUEUE: Final = "pattern_left_queue"
RELEASED: Final = "pattern_released"
NEXT_WISH: Final = "pattern_next_wish"
REFUSED: Final = "pattern_refused"
CONTINUE: Final = "pattern_continue_interrupted"
COMPLETED: Final = "pattern_completed"
CHANGE_LANGUAGE: Final = "pattern_change_language"
UNKNOWN_BUTTON: Final = "pattern_unknown_button"
ATTACHMENT: Final = "pattern_attachment"
INTERNAL_ERROR: Final = "pattern_internal_error"
SHOP_SILENT: Final = "pattern_shop_silent"
SHOP_ANSWERS: Final = "pattern_shop_answers"
WITHDRAWN: Final = "pattern_withdrawn"
UNKEPT: Final = "pattern_unkept"

# What `context.` holds in each, besides what every flow may see.
PATTERNS: Final[Mapping[str, Mapping[str, Kind]]] = {
    SESSION_START: {},
    CANCEL: {"flow": "text", "done": "text"},
    CORRECTION: {"slot": "text", "value": "any", "done": "text"},
    REPEAT: {},
    SKIP: {"slot": "text"},
    CLARIFICATION: {},
    CANNOT_HANDLE: {"times": "number"},
    HUMAN_HANDOFF: {},
    HANDED_OVER: {"due": "any", "open": "bool", "team": "text", "answered_in": "text"},
    SUBMITTED: {"due": "any", "team": "text"},
    STILL_WAITING: {"due": "any", "open": "bool", "team": "text", "answered_in": "text"},
    OVERDUE: {"due": "any"},
    BROKEN: {},
    GONE_QUIET: {"due": "any"},
    WAITS_LONG: {},
    GAVE_UP: {},
    LEFT_QUEUE: {},
    RELEASED: {"summary": "text", "disclose": "bool"},
    NEXT_WISH: {"flow": "text"},
    REFUSED: {},
    CONTINUE: {"flow": "text"},
    COMPLETED: {"flow": "text"},
    CHANGE_LANGUAGE: {"language": "text"},
    UNKNOWN_BUTTON: {},
    ATTACHMENT: {"file": "text", "type": "text"},
    INTERNAL_ERROR: {"reason": "text"},
    SHOP_SILENT: {"flow": "text"},
    SHOP_ANSWERS: {"flow": "text"},
    WITHDRAWN: {},
    UNKEPT: {},
}

# What CALM calls the same things, and says besides, by our names: a pattern written for it finds them.
CALM_GIVES: Final[Mapping[str, Mapping[str, str]]] = {
    CANCEL: {"canceled_name": "flow"},
    CONTINUE: {"interrupted_flow_name": "flow", "previous_flow_name": "flow"},
    COMPLETED: {"previous_flow_name": "flow"},
    CORRECTION: {"corrected_slots": "slot", "new_slot_values": "value"},
    CLARIFICATION: {"names": "options", "clarification_options": "options"},
    CANNOT_HANDLE: {"reason": ""},
    INTERNAL_ERROR: {"error_type": "reason", "info": "reason"},
    HUMAN_HANDOFF: {},
}
# Moments CALM has a pattern for and this engine handles without one: such a flow is read over.
CALM_ONLY: Final = frozenset(
    f"pattern_{name}"
    for name in ("chitchat", "code_change", "collect_information", "restart", "search", "user_silence", "validate_slot")
)

# Who says them is bound to be heard, whoever has the floor by then: what was promised, changed hands or the law wants told.
FACTS: Final = frozenset(
    {
        *(SESSION_START, HANDED_OVER, SUBMITTED, STILL_WAITING, OVERDUE, BROKEN, LEFT_QUEUE, RELEASED, INTERNAL_ERROR),
        *(GONE_QUIET, WAITS_LONG, GAVE_UP),
        *(SHOP_SILENT, SHOP_ANSWERS, WITHDRAWN, UNKEPT),
    }
)
# After these the open question is not asked again by itself.
LEAVE_OPEN: Final = frozenset(
    {
        *(REPEAT, HUMAN_HANDOFF, HANDED_OVER, STILL_WAITING, OVERDUE, BROKEN, INTERNAL_ERROR, CANNOT_HANDLE, COMPLETED),
        *(GONE_QUIET, WAITS_LONG, GAVE_UP, SHOP_ANSWERS, WITHDRAWN, UNKEPT),
    }
)
# Intents that steer the conversation itself.
COMMANDS: Final[Mapping[str, str]] = {
    "cancel": CANCEL,
    "repeat": REPEAT,
    "skip": SKIP,
    "talk_to_human": HUMAN_HANDOFF,
    "change_language": CHANGE_LANGUAGE,
}
