"""A disk that is full under a running server: the page is told, nothing is lost, the next answer saves it all."""

from __future__ import annotations

import sys

import pytest

from .site import SELF, put_small

resource = pytest.importorskip("resource", reason="this system limits no program's files")
pytestmark = pytest.mark.skipif(not hasattr(resource, "prlimit"), reason="this system limits no running program")
NOTE, CASE = "ending_the_trade", "spouse_clinic"


def let_files_grow(site, limit: int | None) -> None:
    """To how many bytes a file may grow that the server writes; None: as far as the disk goes."""
    most = resource.RLIM_INFINITY
    resource.prlimit(site.process.pid, resource.RLIMIT_FSIZE, (most if limit is None else limit, most))


@pytest.mark.skipif(sys.platform != "linux", reason="only Linux limits a running program")
def test_what_could_not_be_saved_is_held_and_saved_with_the_next_answer(ann):
    put_small(ann.root / "other")
    option = ann.get(SELF).data["views"][CASE]["options"][0]["id"]
    text = "I asked, and that was mine. " * 60
    ann.send(SELF, NOTE, {"do": "write", "fields": {"words": "Short."}})
    let_files_grow(ann, 1000)
    try:
        view = ann.send(SELF, NOTE, {"do": "write", "fields": {"words": text}}).json["view"]
        assert view["saved"]["state"] == "failed" and view["saved"]["text"].startswith("Not saved: File too large.")
        assert view["fields"][0]["value"] == text
        assert ann.sheet()[NOTE]["response"]["words"] == "Short."
        # a reload and another exercise go on from what was answered, and still say so
        again = ann.get(SELF).data
        assert again["views"][NOTE]["fields"][0]["value"] == text
        assert again["progress"]["saved"]["state"] == "failed"
        ann.send(SELF, CASE, {"do": "choose", "options": [option]})
        checked = ann.send(SELF, CASE, {"do": "check"}).json["view"]
        assert (checked["stage"], checked["saved"]["state"]) == ("feedback", "failed")
        # nothing of it comes into another lesson
        assert ann.get("lesson/other/small").data["progress"]["saved"]["state"] == "none"
    finally:
        let_files_grow(ann, None)
    after = ann.send(SELF, CASE, {"do": "retry"}).json
    assert after["view"]["saved"]["state"] == "saved"
    sheet = ann.sheet()
    assert sheet[NOTE]["response"]["words"] == text
    assert (sheet[CASE]["tries"], sheet[CASE]["first"]["response"]) == (1, option)
    assert ann.get(SELF).data["progress"]["saved"]["state"] == "saved"
