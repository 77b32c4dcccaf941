"""Names of a Rasa project as ours: without it a slot called `user.name` or an intent called `yes` would mean nothing here."""

import re
from collections.abc import Iterable, Mapping
from unicodedata import normalize

TITLE = 20  # characters a button may have

# Intents that this program gives a meaning of its own, by what people call them in Rasa projects.
KNOWN: Mapping[str, tuple[str, ...]] = {
    "affirm": ("yes", "affirmative", "agree", "accept", "confirm", "affirmation", "user_affirm", "intent_affirm", "ok"),
    "deny": ("no", "negative", "disagree", "decline", "refuse", "reject", "denial", "negate", "user_deny", "intent_deny"),
    "cancel": ("stop", "abort", "quit", "cancel_flow", "cancel_form", "stop_form"),
    "talk_to_human": (
        *(
            "human_handoff",
            "talk_to_agent",
            "speak_to_human",
            "speak_to_agent",
            "contact_human",
            "request_human",
            "handoff_to_human",
        ),
        *(
            "live_agent",
            "talk_to_person",
            "agent",
            "human",
            "human_agent",
            "customer_service",
            "talk_to_a_human",
            "ask_for_human",
        ),
    ),
    "repeat": ("repeat_message", "say_again", "repeat_that"),
    "skip": ("skip_question", "skip_slot"),
    "out_of_scope": ("oos", "outofscope", "off_topic", "nonsense", "gibberish"),
    "greet": ("greeting", "greetings", "hello", "hi", "say_hello", "user_greet"),
}


def renamed(intents: Iterable[str]) -> dict[str, str]:
    """Every intent by its name here. One that is called as here keeps its name, and no two become one."""
    names = list(dict.fromkeys(intents))
    plain = {re.sub(r"[^a-z]+", "_", name.lower()).strip("_"): name for name in reversed(names)}
    result = {name: named(name) for name in names}
    for ours, theirs in KNOWN.items():
        if ours not in names and (found := next((plain[one] for one in (ours, *theirs) if one in plain), None)) is not None:
            result[found] = ours
    return result


def named(name: str) -> str:
    """A name of letters, digits, `_` and `-` in ASCII, which begins with a letter."""
    bare = normalize("NFKD", name)
    found = "".join(one if one.isascii() else "" if one != one.lower() or not one.isalpha() else f"{ord(one):x}" for one in bare)
    found = re.sub(r"[^A-Za-z0-9_-]", "_", found) or "x"
    return found if found[0].isalpha() else f"x{found}"


def human(name: str) -> str:
    """A name as people read it: `ask_opening_hours` is "Ask opening hours"."""
    words = " ".join(re.sub(r"[_\-/.]+", " ", re.sub(r"(?<=[a-z])(?=[A-Z])", " ", name)).split())
    return words[:1].upper() + words[1:] or name


def title(text: str) -> str:
    """A text as a button has it."""
    text = " ".join(text.split())
    return text if len(text) <= TITLE else f"{text[: TITLE - 1].rstrip()}…"
