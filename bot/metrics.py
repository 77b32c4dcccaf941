"""What is counted, for Prometheus: without it nobody would see trouble coming. The channels' own stand in channels/metrics.py.

No label ever holds a customer's words or address, and none has more values than the settings or the program name.

Of several processes each tells what it has counted itself; such figures are added. What is read from the database (`Shared`) is
of the whole shop: every worker tells the same, nobody who does not look tells anything, and it is asked for with `max`.
"""

from collections.abc import Iterable

from prometheus_client import Counter, Gauge, Histogram, Metric


class Shared(Gauge):
    """A figure of the whole shop. It is told only while it is known: a nought that nobody has looked up would be a lie."""

    def set(self, value: float) -> None:
        """It is known from now on."""
        super().set(value)
        self._known = True

    def forget(self) -> None:
        """It is not known any more."""
        self._known = False

    def collect(self) -> Iterable[Metric]:
        """Nothing while it is not known."""
        return super().collect() if getattr(self, "_known", False) else []


WEBHOOKS = Counter("dezura_webhooks", "Webhook calls by channel and answer", ["channel", "status"])
MESSAGES = Counter("dezura_messages", "Messages and events stored, each once", ["channel"])
TURNS = Counter("dezura_turns", "Turns by how they ended", ["result"])
TURN_SECONDS = Histogram("dezura_turn_seconds", "Thinking time of a turn", buckets=(0.001, 0.002, 0.005, 0.01, 0.05, 0.2, 1, 5))
SENDS = Counter("dezura_sends", "Sends by channel and what became of them", ["channel", "state"])
PROMISES = Counter("dezura_promises", "What the keeper did about promises of an answer: warned, renewed, broken", ["what"])
OWED = Shared("dezura_owed", "Messages owed: their channel takes them no more, or not now")
MAILS = Counter("dezura_mails", "Letters with what was owed, by what became of them", ["result"])
HANDOFFS = Counter("dezura_handoffs", "Conversations given to people, by reason", ["reason"])
LAST_EVENT = Gauge("dezura_last_event_timestamp_seconds", "When a channel last heard from its platform", ["channel"])
WAITING = Shared("dezura_queue_waiting", "Conversations waiting for a person")
GROUP_POSTS = Counter("dezura_group_posts", "Messages to the Telegram group, by what became of them", ["result"])
GROUP_BACKLOG = Shared("dezura_group_backlog", "Conversations with something that the Telegram group does not show yet")
GROUP_ACTS = Counter("dezura_group_acts", "What was done in the Telegram group, by what came of it", ["result"])
NOTICES = Counter("dezura_notices", "What the desk told its own people, by kind, way and result", ["kind", "way", "result"])
SLA = Counter("dezura_sla", "Waits of customers against their targets: met, late", ["clock", "result"])
KEPT = Gauge("dezura_promises_kept_ratio", "Share of promises kept in the last 28 days, by who made them", ["maker"])
PURGED = Counter("dezura_purged", "What the night's purge took, by kind of data", ["kind"])
ERASED = Counter("dezura_erased", "People erased, by whose wish: command, console, customer", ["origin"])
RETENTION_DAY = Gauge("dezura_retention_timestamp_seconds", "When the night's purge ended last")
FEEDS = Gauge("dezura_calendar_feeds_failing", "Calendar feeds whose last try failed, by team", ["team"])
MODELS = Counter("dezura_models", "Models asked beside the built-in one, by what came of it", ["model", "result"])
_WAITS = (0.02, 0.05, 0.1, 0.25, 0.5, 1, 2, 5)
MODEL_SECONDS = Histogram("dezura_model_seconds", "Time until another model answered, or did not", ["model"], buckets=_WAITS)
MODEL_TOKENS = Counter("dezura_model_tokens", "Tokens sent to a language model and got from it", ["model", "way"])
MODEL_COST = Counter("dezura_model_cost", "What those tokens cost, in the currency of the prices in the settings", ["model"])

# --- of the whole shop, looked up by every worker (bot/vitals.py) ---
OVERDUE = Shared("dezura_inbox_waiting", "Conversations whose turn is due")
OVERDUE_AGE = Shared("dezura_inbox_oldest_seconds", "For how long the one that waits longest has been due")
UNSENT = Shared("dezura_outbox_waiting", "Messages to customers that are due to be sent")
UNSENT_AGE = Shared("dezura_outbox_oldest_seconds", "For how long the one that waits longest has been due")
QUEUE_AGE = Shared("dezura_queue_oldest_seconds", "For how long the customer who waits longest has waited for a person")
PROMISES_OPEN = Gauge("dezura_promises_open", "Open promises: in time, at risk (the desk was warned), late", ["state"])
UNSETTLED = Gauge("dezura_sends_unsettled", "Sends: pending (an echo may tell), unknown and failed (a person decides)", ["state"])
CALLS_OPEN = Gauge("dezura_calls_open", "Effects outside that wait, or are begun", ["state"])
OPEN_NOW = Shared("dezura_desk_open", "Whether the shop's usual team is there now, by its calendar")
BACKUP_DAY = Shared("dezura_backup_timestamp_seconds", "When the newest backup was made")
STOPPED = Gauge("dezura_channel_stopped", "Whether the platform refuses the channel's token", ["channel"])

# --- of each process ---
LOGGED = Counter("dezura_logged", "Warnings and errors in the log, by the event's name", ["level", "event"])
_LAGS = (0.005, 0.02, 0.05, 0.1, 0.25, 0.5, 1, 5)
LOOP_LAG = Histogram("dezura_event_loop_lag_seconds", "How late the event loop comes to what is due", buckets=_LAGS)
CONNECTIONS = Gauge("dezura_database_connections", "Connections to PostgreSQL: in use, idle, and the limit", ["state"])
JOBS = Gauge("dezura_database_jobs_waiting", "Pieces of work that wait for a connection")
DISK_FREE = Gauge("dezura_disk_free_ratio", "Share of the disk with the shop's var folder that is free")
BUILD = Gauge("dezura_info", "The program's version, and what this process does", ["version", "role"])
