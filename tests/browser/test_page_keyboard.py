"""A whole lesson by keyboard alone: every exercise answered, every control reached in reading order, never trapped."""

from __future__ import annotations

import pytest

from .reader import KINDS, STOPS, Reader

# What has the focus, in as far as a person who only has a keyboard must know.
FOCUS = """() => {
  const at = document.activeElement;
  if (!at || at === document.body) return null;
  const frame = at.closest('[data-exercise]');
  const shown = [at, at.closest('label')].filter(Boolean);
  const box = shown.at(-1).getBoundingClientRect();
  const bar = document.getElementById('bar');
  const names = frame?.querySelector('.pr-code-names');
  const stays = [bar, names].filter((one) => one && !one.contains(at) && getComputedStyle(one).position === 'sticky'
    && one.compareDocumentPosition(at) & Node.DOCUMENT_POSITION_FOLLOWING);
  const over = Math.max(0, ...stays.map((one) => one.getBoundingClientRect().bottom));
  return {
    stop: window.stops?.get(at) ?? null,
    tag: at.tagName, type: at.type || '', text: (at.innerText || at.getAttribute('aria-label') || '').slice(0, 40),
    exercise: frame?.dataset.exercise || '', took: at.matches('.pr-take'), checked: Boolean(at.checked), value: at.value || '',
    off: at.getAttribute('aria-disabled') === 'true',
    seen: shown.some((one) => getComputedStyle(one).outlineStyle !== 'none' && parseFloat(getComputedStyle(one).outlineWidth) >= 2),
    hidden: box.bottom <= over || box.top >= innerHeight,
    cut: box.left < 5 || box.right > innerWidth - 5,
    skip: at.matches('.skip'),
  };
}"""
MOST = 3000  # presses of a key; nobody needs as many
TEXT = "I asked you for something that I should not have asked. It was my mistake, and you did nothing wrong by saying yes."


def press(reader: Reader, key: str) -> dict | None:
    reader.page.keyboard.press(key)
    return reader.page.evaluate(FOCUS)


def act(reader: Reader, at: dict) -> None:
    """What somebody who wants to answer does where the focus is."""
    keyboard = reader.page.keyboard
    if at["type"] in ("radio", "checkbox") and not at["checked"]:
        keyboard.press("Space")
    elif at["tag"] == "TEXTAREA" and not at["value"]:
        keyboard.insert_text(TEXT)
    elif at["type"] == "text" and not at["value"]:
        keyboard.insert_text("24")
    elif at["tag"] == "SELECT" and not at["value"]:
        keyboard.press("ArrowDown")
    elif at["took"] or at["text"] in ("Check", "Decide") or (at["text"].startswith("Move down") and not at["off"]):
        keyboard.press("Enter")
    else:
        return
    reader.sent()


def answer_all(reader: Reader) -> set[str]:
    """Tab through the page once, answering; the exercises in which there was something to do."""
    met, moved = set(), set()
    for _ in range(MOST):
        at = press(reader, "Tab")
        if at is None or (at["skip"] and met):
            return met
        if not at["exercise"]:
            continue
        met.add(at["exercise"])
        if at["text"].startswith("Move down"):  # one move is enough, or the focus would walk down with its step
            if at["exercise"] in moved:
                continue
            moved.add(at["exercise"])
        act(reader, at)
    raise AssertionError(f"trapped at {at}")


def state_of(page) -> list:
    """Everything that a reader has put into the page."""
    return (
        page.locator("main :is(input, textarea, select)").evaluate_all(
            "all => all.map(one => one.type === 'radio' || one.type === 'checkbox' ? one.checked : one.value)"
        )
        + page.locator("main .pr-step-text, main .pr-move, main .pr-ending-title").all_inner_texts()
    )


@pytest.mark.parametrize("kind", KINDS)
def test_a_whole_lesson_by_keyboard_alone(reader, kind):
    page = reader.open(kind).page
    shown = set(page.locator("[data-exercise]").evaluate_all("all => all.map(one => one.dataset.exercise)")) - {
        "progress"
    }
    assert answer_all(reader) >= shown
    reader.sent()
    open_ones = page.locator('.pr-items li[data-state="open"]').all_inner_texts()
    assert open_ones == []
    assert set(reader.sheet(kind)) == shown
    assert page.locator(".pr-branching .pr-ending-title").count() == page.locator(".pr-branching").count()

    given = state_of(page)
    reader.open(kind)
    assert state_of(page) == given, "answers survive a reload"
    assert reader.sweep() == []


@pytest.mark.parametrize("width", [1280, 320])
def test_every_control_is_reached_in_reading_order_seen_and_never_covered(reader, width):
    page = reader.open().page
    reader.look(width, height=640)
    reader.exercise("yes_is_not_consent").get_by_role("radio").first.check()
    reader.exercise("yes_is_not_consent").get_by_role("button", name="Check").click()
    reader.exercise("yes_is_not_consent").get_by_role("button", name="Try again").wait_for()
    page.evaluate("document.activeElement.blur(); document.body.tabIndex = -1; document.body.focus(); scrollTo(0, 0)")
    names = page.evaluate(STOPS)

    def walk(key: str) -> list[int]:
        reached: list[int] = []
        for _ in range(len(names) + 5):
            at = press(reader, key)
            if at is None or len(reached) == len(names):
                return reached
            assert at["seen"], f"no focus is seen on {at}"
            assert not at["hidden"], f"covered or out of sight: {at}"
            assert not at["cut"], f"the ring of the focus is cut off: {at}"
            reached.append(at["stop"])
        return reached

    there = walk("Tab")
    assert there == list(range(len(names))), [names[n] for n in set(range(len(names))) - set(there)]
    assert walk("Shift+Tab") == there[::-1]
