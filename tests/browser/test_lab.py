"""A lesson in real JupyterLab: opens ready to use, saves as it is answered, comes back, refuses foreign code."""

from __future__ import annotations

import json

import psutil

from . import lab as labs
from .lab import asks, carried, letter, nothing_found, opened, ready, seen, sheet, until, written


def test_opens_ready_saves_and_comes_back(page, lab):
    path = lab.put("opens")
    opened(page, lab, path)
    # Nothing of the notebook is in sight.
    for hidden in (
        ".cm-editor",
        ".jp-InputPrompt",
        ".jp-OutputPrompt",
        ".jp-Toolbar .jp-Toolbar-item",
        ".jp-Collapser",
    ):
        assert page.locator(f".jp-NotebookPanel {hidden}:visible").count() == 0, hidden
    assert not seen(page, "Your written answer.")
    assert not seen(page, "model not found")
    nothing_found(page)
    asks(page).get_by_label("Decline and name a colleague").check()
    asks(page).get_by_text("Saved").wait_for()
    asks(page).get_by_role("button", name="Check").click()
    page.get_by_text("One role at a time.", exact=True).wait_for()
    page.get_by_label("Talk about the fee first").check()
    letter(page).fill("Dear friend")
    until(lambda: written(path) == "Dear friend", "the sheet has the letter")
    until(lambda: "note" in carried(path), "the notebook file carries the answers")
    assert sheet(path)["barter"]["response"] == "o2"
    page.set_viewport_size({"width": 420, "height": 900})
    width = "document.querySelector('.jp-WindowedPanel-outer').scrollWidth"
    until(lambda: page.evaluate(width) <= 420, "nothing is wider than the window")
    nothing_found(page)
    # Another day: everything is back, with no word about missing models on the way.
    page.reload()
    ready(page)
    assert seen(page, "One role at a time.")
    assert page.get_by_label("Talk about the fee first").is_checked()
    assert letter(page).input_value() == "Dear friend"


def test_comes_back_after_a_killed_kernel_and_a_restart(page, lab):
    path = lab.put("killed")
    opened(page, lab, path)
    page.get_by_label("Agree to barter").check()
    until(lambda: "barter" in sheet(path), "the sheet has the choice")
    letter(page).fill("Said before")
    kernel = lab.session(path)["kernel"]["id"]
    # Typed while the kernel hears nothing any more, and then it dies: no one is there to save it.
    (dying,) = (
        process
        for process in psutil.process_iter(["cmdline"])
        if any(f"kernel-{kernel}" in word for word in process.info["cmdline"] or ())
    )
    dying.suspend()
    letter(page).fill("Said while it died")
    dying.kill()
    page.get_by_text("Bringing the lesson back").wait_for()
    ready(page)
    assert page.locator(".jp-Dialog").count() == 0
    assert page.get_by_label("Agree to barter").is_checked()
    assert letter(page).input_value() == "Said while it died"
    until(lambda: written(path) == "Said while it died", "typed text is saved after all")
    # A restart by hand, from the reader's place in the page.
    before = page.evaluate("document.querySelector('.jp-WindowedPanel-outer').scrollTop")
    page.evaluate("void jupyterapp.shell.currentWidget.sessionContext.restartKernel()")
    page.get_by_text("Bringing the lesson back").wait_for()
    ready(page)
    assert letter(page).input_value() == "Said while it died"
    assert abs(page.evaluate("document.querySelector('.jp-WindowedPanel-outer').scrollTop") - before) < 40
    # Shut down for good by someone: it says so and starts again when asked.
    lab.ask(f"/api/sessions/{lab.session(path)['id']}", "DELETE")
    page.get_by_role("button", name="Start it again").click()
    ready(page)
    assert page.get_by_label("Agree to barter").is_checked()


def test_keyboard_alone_answers_and_stray_keys_do_no_harm(page, lab):
    path = lab.put("keys")
    opened(page, lab, path)
    shape = "jupyterapp.shell.currentWidget.content.widgets.map(c => c.model.type + c.model.sharedModel.getSource())"
    before = page.evaluate(shape)
    assert page.evaluate("document.activeElement.classList.contains('jp-MarkdownCell')"), "focus starts at the top"
    for key in ("x", "d", "d", "a", "b", "m", "y", "r", "c", "v", "z", "0", "0", "1", "Enter", "Shift+M"):
        page.keyboard.press(key)
    for key in ("Control+Enter", "Shift+Enter", "Alt+Enter", "Control+Shift+ArrowDown", "Control+Backspace"):
        page.keyboard.press(key)
    page.get_by_role("paragraph").filter(has_text="A friend asks you").dblclick()
    assert page.evaluate(shape) == before
    assert page.locator(".jp-Dialog").count() == 0
    assert page.locator(".jp-NotebookPanel .cm-editor:visible").count() == 0
    page.evaluate("jupyterapp.shell.currentWidget.content.widgets[1].node.focus()")
    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.type") == "radio"
    page.keyboard.press("ArrowDown")
    page.keyboard.press("ArrowUp")
    asks(page).get_by_text("Saved").wait_for()
    page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    page.get_by_text("One role at a time.", exact=True).wait_for()
    until(lambda: sheet(path).get("asks", {}).get("checked"), "the sheet has the checked answer")
    for _ in range(6):  # on through the page, in its order, to the letter
        page.keyboard.press("Tab")
        if page.evaluate("document.activeElement.localName") == "textarea":
            break
    page.keyboard.type("xddabmy")
    assert letter(page).input_value() == "xddabmy"
    assert page.evaluate(shape) == before


def test_closing_asks_nothing_loses_nothing_and_ends_the_kernel(page, lab):
    path = lab.put("closing")
    opened(page, lab, path)
    letter(page).fill("The last word")
    page.evaluate("void jupyterapp.commands.execute('application:close')")
    until(lambda: lab.session(path) is None, "the kernel ends with the tab")
    assert page.locator(".jp-Dialog").count() == 0
    assert written(path) == "The last word"
    assert carried(path)["note"]["response"] == {"letter": "The last word"}
    # Closing the browser's own tab a moment after typing: no question either, and the sheet has it.
    opened(page, lab, path)
    asked = []
    page.on("dialog", lambda dialog: (asked.append(dialog.type), dialog.accept()))
    letter(page).press_sequentially(" said")
    with page.expect_event("close"):
        page.close(run_before_unload=True)
    until(lambda: written(path).count("said") == 1, "typed just before closing")
    assert asked == []


def test_a_file_changed_elsewhere_is_left_alone(page, lab):
    path = lab.put("elsewhere")
    opened(page, lab, path)
    until(lambda: not page.evaluate("jupyterapp.shell.currentWidget.context.model.dirty"), "saved once")
    newer = labs.notebook([*labs.cells(), labs.prose("A newer release")])
    path.write_text(json.dumps(newer), "utf-8")
    page.get_by_label("Agree to barter").check()
    page.get_by_text("was changed somewhere else").wait_for()
    assert page.locator(".jp-Dialog").count() == 0
    assert "A newer release" in path.read_text("utf-8")
    assert "barter" in sheet(path)
    page.get_by_role("button", name="Load the page again").click()
    page.get_by_role("paragraph").filter(has_text="A newer release").wait_for()
    ready(page)
    assert page.get_by_label("Agree to barter").is_checked()


def test_foreign_code_is_not_run_and_nothing_is_hidden(page, lab):
    path = lab.put("foreign", [*labs.cells(), labs.code("open('ran', 'w').close()")])
    page.goto(lab.address(path))
    page.get_by_text("the course did not put there").wait_for()
    nothing_found(page)
    assert seen(page, "answers = {}")
    page.wait_for_function(
        "(k => k?.connectionStatus === 'connected' && k.status === 'idle')"
        "(jupyterapp.shell.currentWidget.sessionContext.session?.kernel)"
    )
    counts = "jupyterapp.shell.currentWidget.content.widgets.map(c => c.model.executionCount ?? null)"
    assert not any(page.evaluate(counts))
    assert not path.with_name("ran").exists()
    # The grammar itself, as the browser has it.
    theirs = [
        "answers = {}; import os", "answers = {1}", "from practicum import lesson", "import practicum",
        'from practicum import lesson\nhere = lesson("a", answers)\nimport os', 'here.item("a"); x', "here.item(a)",
        'here.item("a")\nx', 'here.__class__("a")', 'here._folder("a")', "here.item('a')", 'here.item("a" + b)', "!ls",
        '%run x', 'here.item("a\\")', 'here.item("../a")', "here.item()", "", "# here.progress()",
        'from practicum import lesson as l\nhere = l("a", answers)', 'here.item("a").x("b")', "here.progress() or x",
    ]  # fmt: skip
    ours = [
        "answers = {}", 'from practicum import lesson\nhere = lesson("a_1", answers)', 'here.vignette("b")',
        'from practicum import lesson\nhere = lesson("a")', 'here.item("a")\n', "here.progress()", 'here.written("c")',
    ]  # fmt: skip
    judge = """async (sources) => {
        const grammar = await import("/lab/extensions/practicum-lab/static/grammar.js");
        return sources.filter(grammar.isOurs);
    }"""
    assert page.evaluate(judge, theirs + ours) == ours


def test_files_beside_the_notebook_do_not_stand_in_for_modules(page, lab):
    path = lab.put("hostile")
    mark = path.with_name("hostile_ran")
    for name in ("practicum", "anywidget", "traitlets", "json", "ipywidgets", "psygnal", "hashlib", "pydantic"):
        path.with_name(f"{name}.py").write_text(f"open({str(mark)!r}, 'a').write('{name} ')\n", "utf-8")
    path.with_name("importlib_metadata").mkdir()
    path.with_name("importlib_metadata").joinpath("__init__.py").write_text(
        f"open({str(mark)!r}, 'a').close()", "utf-8"
    )
    opened(page, lab, path)
    page.get_by_label("Agree to barter").check()
    until(lambda: "barter" in sheet(path), "the lesson works as ever")
    assert not mark.exists(), mark.read_text("utf-8")


def test_a_missing_practicum_and_a_typed_markers_cell(page, lab):
    # Without its content file the lesson says one sentence and stays calm.
    path = lab.put("unusual", [*labs.cells(), labs.markers_cell("Typed into the notebook")])
    path.with_name("small.content.json").unlink()
    page.goto(lab.address(path))
    page.locator(".pr-problem").wait_for()
    until(lambda: page.locator(".practicum-note:visible").count() == 0, "nothing more is said about opening")
    assert seen(page, "Typed into the notebook")
    assert not seen(page, "Your written answer.")


def test_an_authors_copy_opens_as_a_notebook(page, lab):
    open_cells = [{**cell, "metadata": {}} for cell in labs.cells()]
    path = lab.put("author", open_cells)
    page.goto(lab.address(path))
    page.get_by_role("button", name="Show it as a lesson").wait_for()
    assert seen(page, "answers = {}")
    nothing_found(page)
    page.get_by_role("button", name="Show it as a lesson").click()
    ready(page)
    assert page.locator(".jp-NotebookPanel .cm-editor:visible").count() == 0
    page.evaluate("void jupyterapp.commands.execute('practicum:show-notebook')")
    page.get_by_text("answers = {}").wait_for()


def test_the_wheel_brings_the_extension():
    import tomllib

    project = tomllib.loads((labs.EXTENSION.parents[1] / "pyproject.toml").read_text("utf-8"))
    shared = project["tool"]["hatch"]["build"]["targets"]["wheel"]["shared-data"]
    package = json.loads((labs.EXTENSION / "package.json").read_text("utf-8"))
    assert shared["practicum/labextension"] == f"share/jupyter/labextensions/{package['name']}"
    assert package["version"] == project["project"]["version"]
