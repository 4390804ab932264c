"""Of a released lesson no page and no file that the server gives tells a key: home, search, glossary, report, answers."""

from __future__ import annotations

import json
import re
import shutil
from collections.abc import Iterator
from urllib.parse import quote

import pytest

from practicum.content.edition import secrets
from practicum.course import released
from practicum.nbgrader_bridge.release.release import release

from ..conftest import copy_course
from ..test_keys import leaks
from .site import COHORT, NAME, Reply, Site, running


@pytest.fixture(scope="module")
def course(tmp_path_factory):
    place = copy_course(tmp_path_factory.mktemp("course"))
    release(place, "ethics")
    return place


@pytest.fixture(scope="module")
def keyed(course) -> dict:
    return released.keyed(course, "ethics", NAME)


@pytest.fixture(scope="module")
def fetched(course, tmp_path_factory) -> Iterator[Site]:
    """A learner who has the released assignment and nothing else, and has answered something."""
    base = tmp_path_factory.mktemp("learner")
    shutil.copytree(course / "release", base / "home")
    with running(base / "jupyter", base / "home") as site:
        for name, view in site.get(COHORT).data["views"].items():
            if view["kind"] == "choice":
                chosen = {"do": "choose", "options": [view["options"][0]["id"]]}
                assert site.send(COHORT, name, chosen).status == 200
        yield site


def searches(keyed: dict) -> list[str]:
    """What somebody might look for who is after the keys: two words of each, and words of what is asked."""
    asked = [item["stem"] for item in keyed["items"].values()]
    words = [re.findall(r"[^\W_]{4,}", text) for text in (*secrets(keyed), *asked)]
    return sorted({" ".join(found[:2]) for found in words if len(found) > 2} | {found[0] for found in words if found})


def test_no_page_and_no_file_of_a_released_lesson_tells_a_key(fetched, keyed, tmp_path):
    said: dict[str, Reply] = {
        path: fetched.get(path)
        for path in ("", COHORT, "glossary", "search", "report", f"report?folder=ethics&lesson={NAME}", "api/answers")
    }
    # a page of results repeats what was looked for, so the search itself is no find
    asked = [query for query in searches(keyed) if query not in secrets(keyed)]
    found = {query: fetched.get(f"search?q={quote(query)}") for query in asked}
    assert all(reply.status == 200 for reply in (*said.values(), *found.values()))
    assert sum(" of this lesson" in one.words or f"/{NAME}" in one.text for one in found.values()) > 20
    for n, reply in enumerate([*said.values(), *found.values()]):
        (tmp_path / f"{n}.txt").write_bytes(reply.body)
        (tmp_path / f"{n}.words.txt").write_text(reply.words, "utf-8")
    (tmp_path / "data.txt").write_text(json.dumps(said[COHORT].data, ensure_ascii=False), "utf-8")
    assert leaks(tmp_path, keyed) == []
