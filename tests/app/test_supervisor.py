"""Processes are started, watched, started again, and all ended."""

import contextlib
import os
import socket
import threading
from pathlib import Path

import httpx
import pytest

from bot.app.processes import Child
from bot.app.run import check_ports, children
from bot.app.settings import SettingsError, read_settings
from bot.app.supervisor import StartError, Supervisor
from tests.fakes.serving import free_port, wait_for


def web_child(logs: Path, name: str) -> Child:
    port = free_port()
    arguments = ("http.server", str(port), "--bind", "127.0.0.1")
    return Child(name, arguments, logs, f"http://127.0.0.1:{port}/", {})


@contextlib.contextmanager
def kept(supervisor: Supervisor):
    supervisor.start()
    keeper = threading.Thread(target=supervisor.keep)
    keeper.start()
    try:
        yield
    finally:
        supervisor.stopping.set()
        keeper.join()
        supervisor.end()


def test_a_process_that_dies_is_started_again_and_all_end_together(capsys, tmp_path):
    children = [web_child(tmp_path, "first"), web_child(tmp_path, "second")]
    with kept(Supervisor(children)):
        dead = children[0].process.pid
        os.kill(dead, 9)
        again = wait_for(lambda: children[0].process and children[0].process.pid != dead)
        assert again
        wait_for(lambda: answers(children[0].ready_url))
        pids = [child.process.pid for child in children]
    for pid in pids:
        with pytest.raises(ProcessLookupError):
            os.kill(pid, 0)
    told = capsys.readouterr().err.splitlines()
    assert told[0].startswith("[1/2] first is ready")
    assert told[1].startswith("[2/2] second is ready")
    assert told[2].startswith("first ended by itself; starting it again")


def answers(url: str) -> bool:
    try:
        return httpx.get(url).status_code == 200
    except httpx.HTTPError:
        return False


def test_a_process_that_cannot_start_is_told_with_its_last_words(tmp_path):
    child = Child("broken", ("no_such_module_anywhere",), tmp_path, "http://127.0.0.1:1/", {})
    with pytest.raises(StartError, match=r"broken could not start:\n.*no_such_module_anywhere"):
        Supervisor([child]).start()


def test_a_port_that_is_taken_is_named_with_the_setting_that_changes_it():
    with contextlib.closing(socket.socket()) as other:
        other.bind(("127.0.0.1", 0))
        other.listen()
        port = other.getsockname()[1]
        with pytest.raises(SettingsError, match=f"port {port} is taken .* CALAIM_PORT"):
            check_ports({"CALAIM_PORT": ("127.0.0.1", port)})
    check_ports({"CALAIM_PORT": ("127.0.0.1", 0)})


@pytest.mark.parametrize(
    ("setting", "host", "named"),
    [
        ("CALAIM_PORT", "no..host", "CALAIM_HOST"),
        ("CALAIM_PORT", "192.0.2.7", "CALAIM_HOST"),
        ("CALAIM_RASA_URL", "192.0.2.7", "CALAIM_RASA_URL"),
    ],
)
def test_a_host_that_is_not_this_machine_is_not_called_a_taken_port(setting, host, named):
    with pytest.raises(SettingsError, match=f"of {named} is not an address of this machine"):
        check_ports({setting: (host, free_port())})


def test_the_one_worker_of_a_run_knows_that_it_is_alone():
    started = {child.name: child.arguments for child in children(read_settings({}), {})}
    assert started["worker"] == ("bot.app.cli", "worker", "--alone")
    assert started["gateway"] == ("bot.app.cli", "gateway")


def test_on_a_postgresql_other_machines_may_have_workers_too():
    settings = read_settings({"CALAIM_DATABASE_URL": "postgresql://localhost/calaim"})
    (worker,) = (child for child in children(settings, {}) if child.name == "worker")
    assert "--alone" not in worker.arguments


def test_a_process_is_not_told_what_it_has_no_use_for(tmp_path, monkeypatch):
    monkeypatch.setenv("CALAIM_KEYS", "index canary")
    told = {"CALAIM_TWILIO_AUTH_TOKEN": "canary", "CALAIM_RASA_SECRET": "shared"}
    without = ("CALAIM_KEYS", "CALAIM_TWILIO_")
    child = Child("sleeper", ("tests.fakes.sleeper",), tmp_path, "", told, without)
    child.start()
    try:
        environment = Path(f"/proc/{child.process.pid}/environ").read_bytes()
    finally:
        child.ask_to_end()
        child.end(5)
    assert b"shared" in environment and b"canary" not in environment


def test_what_the_last_run_said_is_kept_beside_the_new_log(tmp_path):
    (tmp_path / "sleeper.log").write_text("the last words")
    child = Child("sleeper", ("tests.fakes.sleeper",), tmp_path, "", {})
    child.start()
    child.ask_to_end()
    child.end(5)
    assert (tmp_path / "sleeper.log.1").read_text() == "the last words"
    assert "last words" not in child.last_words()
