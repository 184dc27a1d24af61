"""Running an ASGI application on a port of its own for the length of a test."""

import contextlib
import socket
import threading
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor

import uvicorn


def free_port() -> int:
    """Give a port nobody listens on."""
    with contextlib.closing(socket.socket()) as trial:
        trial.bind(("127.0.0.1", 0))
        return trial.getsockname()[1]


@contextlib.contextmanager
def serve(app, port: int | None = None, config: uvicorn.Config | None = None) -> Iterator[str]:
    """Serve the application in a thread while the block runs; give its address."""
    port = port or free_port()
    config = config or uvicorn.Config(
        app,
        host="127.0.0.1",
        port=port,
        ws="none",
        log_level="critical",
        log_config=None,  # its dictConfig closes handlers, absl's with the stream pytest captures
    )
    config.timeout_graceful_shutdown = 1
    server = uvicorn.Server(config)
    thread = threading.Thread(target=server.run, daemon=True)
    thread.start()
    until = time.monotonic() + 10
    while not server.started and time.monotonic() < until:
        time.sleep(0.01)
    assert server.started, "the server did not start"
    try:
        yield f"http://127.0.0.1:{port}"
    finally:
        server.should_exit = True
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
