"""What the worker counts; labels never carry an id."""

from prometheus_client import CollectorRegistry, Counter, Gauge, Histogram


class WorkerMetrics:
    """The counters of one worker process."""

    def __init__(self) -> None:
        self.registry = CollectorRegistry()
        self.turns = Counter(
            "calaim_turns", "Turns by how they ended.", ["end"], registry=self.registry
        )
        self.reply_seconds = Histogram(
            "calaim_reply_seconds",
            "From a member's message to the committed reply.",
            ["channel"],
            buckets=(0.05, 0.1, 0.2, 0.5, 1, 2, 5, 10, 30, 120),
            registry=self.registry,
        )
        self.sends = Counter(
            "calaim_sms_sends",
            "Texts handed over, by what became.",
            ["end"],
            registry=self.registry,
        )
        self.sending_stopped = Gauge(
            "calaim_sms_sending_stopped",
            "1 while texts wait because Twilio does not accept our account or number.",
            registry=self.registry,
        )
        self.texts_lost = Counter(
            "calaim_sms_lost",
            "Texts whose time was over before anybody knew that they went out.",
            registry=self.registry,
        )
        self._count_notices()

    def _count_notices(self) -> None:
        self.notices = Counter(
            "calaim_notices",
            "Tries to tell a desk of a case, by way and by what became.",
            ["target", "end"],
            registry=self.registry,
        )
        self.notices_waiting = Gauge(
            "calaim_notices_waiting",
            "Notices to desks that are not taken yet.",
            ["target"],
            registry=self.registry,
        )
        self.notices_dead = Gauge(
            "calaim_notices_dead",
            "Notices to desks that nobody took for days; `calaim notices` shows and retries them.",
            ["target"],
            registry=self.registry,
        )
