"""Running an ASGI application on a port of its own for the length of a test."""

import contextlib
import socket
import threading
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor

import uvicorn

_GIVEN: set[int] = set()


def free_port() -> int:
    """Give a port nobody listens on, and that was given to nobody else who may be about to."""
    while True:
        with contextlib.closing(socket.socket()) as trial:
            trial.bind(("127.0.0.1", 0))
            port = trial.getsockname()[1]
        if port not in _GIVEN:
            _GIVEN.add(port)
            return port


def quiet_config(app, port: int) -> uvicorn.Config:
    """Serve an application on a port, and log nothing."""
    return uvicorn.Config(
        app,
        host="127.0.0.1",
        port=port,
        ws="none",
        log_level="critical",
        log_config=None,  # its dictConfig closes handlers, absl's with the stream pytest captures
    )


@contextlib.contextmanager
def serve(app, port: int | None = None, config: uvicorn.Config | None = None) -> Iterator[str]:
    """Serve the application in a thread while the block runs; give its address."""
    port = port or free_port()
    with serve_all(config or quiet_config(app, port)):
        yield f"http://127.0.0.1:{port}"


@contextlib.contextmanager
def serve_all(*configs: uvicorn.Config) -> Iterator[None]:
    """Serve several, each in a thread; they end together, so that one waits only once."""
    servers = [uvicorn.Server(config) for config in configs]
    threads = [threading.Thread(target=each.run, daemon=True) for each in servers]
    for config, thread in zip(configs, threads, strict=True):
        config.timeout_graceful_shutdown = 1
        thread.start()
    try:
        wait_for(lambda: all(each.started for each in servers), 60)
        yield
    finally:
        for each in servers:
            each.should_exit = True
        for thread in threads:
            thread.join(5)


def wait_for(condition, seconds: float = 10.0):
    """Ask again and again until the answer is true-like, and give it; else fail."""
    until = time.monotonic() + seconds
    while time.monotonic() < until:
        found = condition()
        if found:
            return found
        time.sleep(0.02)
    raise AssertionError(f"waited {seconds} s for nothing")


def all_at_once(tasks) -> list:
    """Run them in threads that set off together; give what they gave."""
    gate = threading.Barrier(len(tasks))

    def run(task):
        gate.wait()
        return task()

    with ThreadPoolExecutor(len(tasks)) as pool:
        return list(pool.map(run, tasks))
