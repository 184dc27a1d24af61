"""An agent sends again what they got no answer for; the member reads it once."""

import re

import httpx

from tests.fakes.desk import Desk, csrf_in, send


def box_of(page: str) -> dict[str, str]:
    """What the box to write in brings along."""
    found = re.search(r'name="since" value="(\d+)"', page)
    assert found
    return {"csrf": csrf_in(page), "since": found.group(1)}


def speak(http: httpx.Client, path: str, text: str, box: dict[str, str]) -> str:
    answer = http.post(f"{path}/speak", data={**box, "text": text})
    assert answer.status_code == 200
    return answer.text


def test_sent_again_after_a_lost_answer_it_is_there_once_and_meant_twice_it_is_there_twice(
    desk: Desk,
) -> None:
    code, agent = desk.waiting(), desk.staff("ana")
    path = f"/cases/{code}"
    send(agent, f"{path}/talk", path)
    box = box_of(agent.get(path).text)
    speak(agent, path, "Are you there?", box)
    speak(agent, path, "Are you there? ", box)
    speak(agent, path, "Are you there?", box_of(agent.get(path).text))
    said = [each["text"] for each in desk.said(code) if each["from"] == "staff"]
    assert said[1:] == ["Are you there?"] * 2


def test_a_number_that_makes_no_sense_keeps_nobody_from_writing(desk: Desk) -> None:
    code, agent = desk.waiting(), desk.staff("ana")
    path = f"/cases/{code}"
    send(agent, f"{path}/talk", path)
    csrf = csrf_in(agent.get(path).text)
    for number in ("", "x", "-1", "9" * 40):
        speak(agent, path, f"Hello {number}", {"csrf": csrf, "since": number})
    assert len([each for each in desk.said(code) if each["from"] == "staff"]) == 5
