"""Putting the parts of a process together; nothing is built anywhere else."""

from datetime import datetime
from typing import Any

from prometheus_client import CollectorRegistry, start_http_server
from starlette.applications import Starlette

from bot.app.environment import SettingsError, secret_in
from bot.app.settings import Settings
from bot.channels.twilio_sms import TwilioSms
from bot.channels.twilio_voice import TwilioVoice
from bot.console.app import create_app as create_console
from bot.console.hub import ChangeHub
from bot.console.oidc_terms import Accounts, OidcSettings
from bot.console.services import Services as ConsoleServices
from bot.conversation.voice import contact_numbers
from bot.eligibility.loader import load_policy
from bot.gateway.addresses import Proxies
from bot.gateway.alarm import Alarm
from bot.gateway.app import create_app
from bot.gateway.hub import Hub
from bot.gateway.limits import Limits, load_limits
from bot.gateway.metrics import GatewayMetrics
from bot.gateway.replies import Replies
from bot.gateway.services import Services
from bot.gateway.summary import Summarizer
from bot.handoff.case import CaseDraft
from bot.handoff.drafting import CaseDrafter
from bot.safety import Danger, help_line, look
from bot.storage.cipher import Cipher, Keys, read_keys
from bot.storage.conversations import Conversation
from bot.storage.database import Database
from bot.storage.migrate import check_is_current
from bot.wording.book import load_wording
from bot.worker.clock import Clock
from bot.worker.deliveries import Deliveries
from bot.worker.dialling import Dialler
from bot.worker.erasing import Eraser
from bot.worker.helping import other_language
from bot.worker.metrics import WorkerMetrics
from bot.worker.notices import Notices
from bot.worker.sender import Sender
from bot.worker.sentences import Sentences
from bot.worker.service import Worker
from bot.worker.staff import MakeTrouble
from bot.worker.turn_client import TurnClient, TurnServer
from bot.worker.turns import TurnTaker


def read_keys_of(settings: Settings) -> Keys:
    """
    Read the keys that seal the database.

    Raises:
        SettingsError, KeyProblem: There are none, or they are malformed.
    """
    if settings.keys:
        return read_keys(settings.keys)
    if not settings.keys_file.exists():
        raise SettingsError(
            f"the keys of the database are missing: {settings.keys_file} is not there. Put it "
            "back, or name its place in CALAIM_KEYS_FILE."
        )
    return read_keys(secret_in(settings.keys_file, "CALAIM_KEYS_FILE"))


def sealed_database(settings: Settings) -> Database:
    """Give the database with the keys that open it; its tables are not looked at."""

    def reread() -> Keys:
        return read_keys_of(settings)

    return Database(settings.database_url, Cipher(reread(), reread))


def open_database(settings: Settings) -> Database:
    """Open the database and make sure that its tables are this program's."""
    database = sealed_database(settings)
    check_is_current(database)
    return database


def build_gateway(settings: Settings) -> tuple[Starlette, CollectorRegistry]:
    """Build the gateway's application, and what its metrics are read from."""
    database = open_database(settings)
    services = Services(
        database=database,
        hub=Hub(database),
        alarm=build_alarm(),
        replies=build_replies(),
        clock=Clock(settings.today),
        metrics=GatewayMetrics(),
        public_url=settings.public_url,
        quick_exit_url=settings.quick_exit_url,
        rasa_url=settings.rasa_url,
        actions_url=settings.actions_url,
        twilio=settings.twilio,
        summarizer=build_summarizer(),
        limits=Limits(load_limits(settings.web.limits_times)),
        ages=settings.web.ages,
        proxies=Proxies(settings.web.trusted_proxies),
        embed_origins=settings.web.embed_origins,
        deliveries=Deliveries(build_trouble()),
    )
    return create_app(services), services.metrics.registry


def build_console(settings: Settings) -> Starlette:
    """Build the console's application."""
    database, oidc = open_database(settings), settings.console.oidc
    services = ConsoleServices(
        database=database,
        hub=ChangeHub(database),
        clock=Clock(settings.today),
        url=settings.console.url,
        sources=load_policy().sources,
        sessions=settings.console.sessions,
        requires_totp=settings.console.requires_totp,
        proxies=Proxies(settings.web.trusted_proxies),
        accounts=None if oidc is None else _provider(oidc),
        takes_passwords=settings.console.takes_passwords,
        connects_calls=settings.twilio is not None and settings.twilio.voice_from is not None,
        untold=settings.desks.untold,
    )
    return create_console(services)


def _provider(oidc: OidcSettings) -> Accounts:
    """Build what asks the provider; it is loaded here, since most have none."""
    from bot.console.oidc import Provider

    return Provider(oidc)


def build_alarm() -> Alarm:
    """Build what answers danger to life, with its words read before the first message."""
    drafter = CaseDrafter(load_policy(), load_wording())
    look("")
    help_line("en")

    def make_case(to: Conversation, danger: Danger, text: str, now: datetime) -> CaseDraft:
        words, at = text, now.isoformat()
        known, language = (to.screening, to.channel, to.address), other_language(danger, text)
        return drafter.for_danger(*known, danger.kind, words, at, language)

    return Alarm(make_case)


def build_summarizer() -> Summarizer:
    """Build what makes the page with the result."""
    return Summarizer(load_policy(), load_wording())


def build_trouble() -> MakeTrouble:
    """Build what makes the case of somebody the assistant could not serve."""
    drafter = CaseDrafter(load_policy(), load_wording())

    def make_case(to: Conversation, kind: str, now: datetime) -> CaseDraft:
        at = now.isoformat()
        return drafter.for_trouble(to.screening, to.channel, to.address, kind, at)

    return make_case


def build_replies() -> Replies:
    """Build what the gateway answers by itself."""
    sentences = Sentences(load_wording(), contact_numbers(load_policy().contacts))
    return Replies(sentences, Eraser(sentences))


def build_worker(settings: Settings) -> tuple[Worker, CollectorRegistry]:
    """Build the worker, and what its metrics are read from."""
    database, clock, metrics = open_database(settings), Clock(settings.today), WorkerMetrics()
    server = TurnServer(
        rasa_url=settings.rasa_url,
        actions_url=settings.actions_url,
        secret=settings.rasa_secret,
        timeout_seconds=settings.turn_timeout_seconds,
    )
    drafter = CaseDrafter(load_policy(), load_wording())

    def make_case(screening: dict[str, Any], to: Conversation) -> CaseDraft | None:
        has_case = to.together_at is not None
        return drafter.draft(screening, to.screening, to.channel, to.address, has_case)

    turns = TurnTaker(
        database=database,
        client=TurnClient(server),
        make_case=make_case,
        eraser=build_replies().eraser,
        clock=clock,
        metrics=metrics,
        timeout_seconds=settings.turn_timeout_seconds,
        make_trouble=build_trouble(),
    )
    sender = dialler = None
    if settings.twilio is not None:
        twilio = TwilioSms(settings.twilio, settings.public_url)
        deliveries = Deliveries(build_trouble())
        sender = Sender(database, twilio, clock, metrics, deliveries=deliveries)
        if settings.twilio.voice_from is not None:
            dialler = Dialler(database, TwilioVoice(settings.twilio, settings.public_url), clock)
    notices = Notices(database, settings.desks.targets, clock, metrics, settings.console.url)
    worker = Worker(
        database, turns, sender, clock, settings.workers, notices=notices, dialler=dialler
    )
    return worker, metrics.registry


def serve_metrics(port: int, registry: CollectorRegistry) -> None:
    """Show the metrics on loopback, or not at all where the port is 0."""
    if port:
        start_http_server(port, addr="127.0.0.1", registry=registry)
