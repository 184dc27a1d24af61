"""`calaim worker`: takes turns and sends texts."""

import argparse
import signal
from types import FrameType

from bot.app.environment import SettingsError
from bot.app.logs import set_up_logs
from bot.app.settings import read_settings
from bot.app.wiring import build_worker, serve_metrics


def main(argv: list[str]) -> int:
    """Work until told to stop; what is in hand is finished first."""
    parser = argparse.ArgumentParser(prog="calaim worker", description=__doc__)
    parser.add_argument(
        "--alone", action="store_true", help="no other worker runs: free what a dead one held"
    )
    options = parser.parse_args(argv)
    settings = read_settings()
    if not settings.rasa_secret:
        raise SettingsError("set CALAIM_RASA_SECRET, the secret shared with Rasa.")
    set_up_logs()
    worker, registry = build_worker(settings)
    if options.alone:
        worker.take_over()

    def stop(_signal: int, _frame: FrameType | None) -> None:
        worker.stopping.set()

    signal.signal(signal.SIGTERM, stop)
    signal.signal(signal.SIGINT, stop)
    serve_metrics(settings.worker_metrics_port, registry)
    worker.run()
    return 0
