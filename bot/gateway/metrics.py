"""What the gateway counts; labels never carry an id, an address or a path from outside."""

from prometheus_client import CollectorRegistry, Counter, Histogram


class GatewayMetrics:
    """The counters of one gateway process."""

    def __init__(self) -> None:
        self.registry = CollectorRegistry()
        self.received = Counter(
            "calaim_messages_received",
            "Messages from members, by channel and what was done with them.",
            ["channel", "end"],
            registry=self.registry,
        )
        self.acknowledged = Histogram(
            "calaim_acknowledge_seconds",
            "From the request to the answer that it is stored.",
            ["channel"],
            buckets=(0.005, 0.01, 0.02, 0.05, 0.1, 0.2, 0.5, 1, 2, 5),
            registry=self.registry,
        )
