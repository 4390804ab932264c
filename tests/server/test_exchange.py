"""While nbgrader takes its time over the exchange, everything else goes on."""

from __future__ import annotations

import threading
from http.client import HTTPConnection

import pytest

from .site import SELF, running

MANY = 60  # more than the threads that requests share, on any machine


def test_whoever_waits_for_the_exchange_keeps_no_answer_waiting(tmp_path, shelves):
    pytest.importorskip("nbgrader", reason="without nbgrader there is no exchange")
    order: list[str] = []

    def hear(line: HTTPConnection) -> None:
        assert line.getresponse().status == 200
        order.append("look")

    with running(tmp_path / "jupyter", shelves["ann"]) as site:
        assert site.send(SELF, "yes_is_not_consent", {"do": "choose", "options": []}).status == 200
        lines = [site.connection() for _ in range(MANY)]
        for line in lines:
            line.request("GET", "/practicum/api/exchange", headers={"Authorization": f"token {site.token}"})
        waiting = [threading.Thread(target=hear, args=(line,)) for line in lines]
        for one in waiting:
            one.start()
        assert site.send(SELF, "yes_is_not_consent", {"do": "choose", "options": []}).status == 200
        order.append("answer")
        for one in waiting:
            one.join()
    assert order == ["answer", *["look"] * MANY]
