"""A real process of ours that tells desks by webhook, with leases short enough to be killed."""

import argparse
import threading
from datetime import timedelta

from bot.channels.webhook import WebhookTarget
from bot.storage.database import Database
from bot.worker.clock import Clock
from bot.worker.metrics import WorkerMetrics
from bot.worker.notices import Notices
from tests.fakes.desks import SECRET_BYTES
from tests.fakes.keys import CIPHER


def main() -> None:
    """Send until killed."""
    parser = argparse.ArgumentParser()
    for name in ("database", "webhook"):
        parser.add_argument(f"--{name}", required=True)
    options = parser.parse_args()
    targets = (WebhookTarget(options.webhook, SECRET_BYTES),)
    lease = timedelta(seconds=1)
    database = Database(options.database, CIPHER)
    made = Notices(database, targets, Clock(), WorkerMetrics(), "https://c.example", lease)
    while True:
        made.tidy()
        while made.step(targets[0]):
            pass
        threading.Event().wait(0.05)


if __name__ == "__main__":
    main()
