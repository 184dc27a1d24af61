"""A real worker process of ours, with leases short enough for a test that kills it."""

import argparse
from datetime import timedelta

from bot.app.wiring import build_replies
from bot.channels.twilio_sms import TwilioAccount, TwilioSms
from bot.storage.database import Database
from bot.worker import sender as sending
from bot.worker.clock import Clock
from bot.worker.metrics import WorkerMetrics
from bot.worker.sender import Sender
from bot.worker.service import Worker
from bot.worker.turn_client import TurnClient, TurnServer
from bot.worker.turns import TurnTaker
from tests.fakes.keys import CIPHER
from tests.fakes.line import TODAY, always_day, plain_case
from tests.fakes.turns import SECRET
from tests.fakes.twilio import ACCOUNT_SID, AUTH_TOKEN, OUR_NUMBER


def main() -> None:
    """Work until killed."""
    parser = argparse.ArgumentParser()
    for name in ("database", "turns", "twilio", "gateway"):
        parser.add_argument(f"--{name}", required=True)
    options = parser.parse_args()
    database, clock, metrics = Database(options.database, CIPHER), Clock(TODAY), WorkerMetrics()
    client = TurnClient(TurnServer(options.turns, options.turns, SECRET, 2.0))
    eraser = build_replies().eraser
    turns = TurnTaker(database, client, plain_case, eraser, clock, metrics, 0.5, 0.5)
    account = TwilioAccount(ACCOUNT_SID, AUTH_TOKEN, OUR_NUMBER, options.twilio)
    sending.LEASE = timedelta(seconds=1)
    twilio, settle = TwilioSms(account, options.gateway), timedelta(seconds=0.5)
    sender = Sender(database, twilio, clock, metrics, settle, morning=always_day)
    Worker(database, turns, sender, clock, 4).run()


if __name__ == "__main__":
    main()
