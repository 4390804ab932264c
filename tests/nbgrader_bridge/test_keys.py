"""No key and no graded feedback sentence by any road, until feedback."""

from __future__ import annotations

from practicum.content.edition import secrets
from practicum.nbgrader_bridge.release.release import release

from .made_up import TOPIC


def leaks(course, *folders: str) -> list[str]:
    """Where a secret of either lesson stands below the folders, as text or as JSON would escape it."""
    hidden = [s for lesson in ("gifts", "touch") for s in secrets(course.keyed(lesson))]
    assert len(hidden) > 15
    assert any("KEYFEEDBACK" in s for s in hidden) and any("EXAMPLEWORDS" in s for s in hidden)
    found = []
    for folder in folders:
        paths = [p for p in (course.root / folder).rglob("*") if p.is_file()]
        assert paths, folder
        for path in paths:
            text = path.read_text("utf-8")
            found += [f"{path.name}: {s}" for s in hidden if s in text]
            if '"correct"' in text and "tea" not in text:
                found.append(f"{path.name}: correct")
    return found


def test_no_road_of_release_leaks(course):
    course.nbgrader("generate_assignment", TOPIC)
    assert leaks(course, "release") == []
    course.release()
    assert leaks(course, "release") == []
    release(course.root, TOPIC, to_exchange=True)
    assert leaks(course, "release", "exchange") == []
    assert [p.name for p in course.root.glob("release/*")] == [TOPIC]


def test_grading_leaks_nothing(released_course):
    released_course.hand_in("ann", released_course.full_sheet(reply={"words": "Dear", "why": ""}))
    released_course.hand_in(
        "bob", bundle=released_course.sheet(scarf=released_course.opaque("scarf", "refuse_flatly")[0])
    )
    released_course.autograde()
    assert leaks(released_course, "submitted", "autograded") == []


def test_feedback_explains_only_what_was_answered(released_course):
    """With the key shown: the explanations of what was chosen and of the key, no other; and never marked examples."""
    released_course.hand_in("ann", released_course.sheet(scarf=released_course.opaque("scarf", "accept_gladly")[0]))
    released_course.autograde()
    assert released_course.api().generate_feedback(TOPIC)["success"]
    text = (released_course.root / "feedback" / "ann" / TOPIC / "gifts.html").read_text()
    assert "GLADFEEDBACK" in text and "KEYFEEDBACK" in text
    for hidden in ("FLATFEEDBACK", "COLOURFEEDBACK", "WRAPFEEDBACK", "EXAMPLE", "WEAKNESS"):
        assert hidden not in text
    others = [p for p in (released_course.root / "feedback" / "ann" / TOPIC).iterdir() if p.suffix != ".html"]
    assert all("GLADFEEDBACK" not in p.read_text() for p in others)


def test_a_course_may_keep_the_key(course):
    path = course.root / "modules" / "course.yml"
    path.write_text(path.read_text() + "show_key_in_feedback: false\n")
    course.release()
    course.hand_in("ann", course.sheet(scarf=course.opaque("scarf", "refuse_flatly")[0]))
    course.autograde()
    assert course.api().generate_feedback(TOPIC)["success"]
    text = (course.root / "feedback" / "ann" / TOPIC / "gifts.html").read_text()
    assert "FLATFEEDBACK" in text and "The right answer is not shown" in text
    assert "KEYFEEDBACK" not in text and "Ask what it means" not in text
