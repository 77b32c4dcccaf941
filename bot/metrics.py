"""What is counted, for Prometheus: without it nobody would see trouble coming. The channels' own stand in channels/metrics.py.

No label ever holds a customer's words or address.
"""

from prometheus_client import Counter, Gauge, Histogram

WEBHOOKS = Counter("dezura_webhooks", "Webhook calls by channel and answer", ["channel", "status"])
MESSAGES = Counter("dezura_messages", "Messages and events stored, each once", ["channel"])
TURNS = Counter("dezura_turns", "Turns by how they ended", ["result"])
TURN_SECONDS = Histogram("dezura_turn_seconds", "Thinking time of a turn", buckets=(0.001, 0.002, 0.005, 0.01, 0.05, 0.2, 1, 5))
SENDS = Counter("dezura_sends", "Sends by channel and what became of them", ["channel", "state"])
PROMISES = Counter("dezura_promises", "What the keeper did about promises of an answer: warned, renewed, broken", ["what"])
OWED = Gauge("dezura_owed", "Messages owed: their channel takes them no more, or not now")
MAILS = Counter("dezura_mails", "Letters with what was owed, by what became of them", ["result"])
HANDOFFS = Counter("dezura_handoffs", "Conversations given to people, by reason", ["reason"])
LAST_EVENT = Gauge("dezura_last_event_timestamp_seconds", "When a channel last heard from its platform", ["channel"])
WAITING = Gauge("dezura_queue_waiting", "Conversations waiting for a person")
GROUP_POSTS = Counter("dezura_group_posts", "Messages to the Telegram group, by what became of them", ["result"])
GROUP_BACKLOG = Gauge("dezura_group_backlog", "Conversations with something that the Telegram group does not show yet")
GROUP_ACTS = Counter("dezura_group_acts", "What was done in the Telegram group, by what came of it", ["result"])
NOTICES = Counter("dezura_notices", "What the desk told its own people, by kind, way and result", ["kind", "way", "result"])
SLA = Counter("dezura_sla", "Waits of customers against their targets: met, late", ["clock", "result"])
KEPT = Gauge("dezura_promises_kept_ratio", "Share of promises kept in the last 28 days, by who made them", ["maker"])
FEEDS = Gauge("dezura_calendar_feeds_failing", "Calendar feeds whose last try failed, by team", ["team"])
MODELS = Counter("dezura_models", "Models asked beside the built-in one, by what came of it", ["model", "result"])
_WAITS = (0.02, 0.05, 0.1, 0.25, 0.5, 1, 2, 5)
MODEL_SECONDS = Histogram("dezura_model_seconds", "Time until another model answered, or did not", ["model"], buckets=_WAITS)
MODEL_TOKENS = Counter("dezura_model_tokens", "Tokens sent to a language model and got from it", ["model", "way"])
MODEL_COST = Counter("dezura_model_cost", "What those tokens cost, in the currency of the prices in the settings", ["model"])
