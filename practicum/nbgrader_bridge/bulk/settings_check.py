"""Whether a course leaves the grading of its lessons to us, or has steps of its own that only nbgrader can take."""

from __future__ import annotations

from collections.abc import Collection, Iterator
from functools import partial
from pathlib import Path

from traitlets.config import Config
from traitlets.utils.importstring import import_item

from ..config import configure
from ..submission import hand_in_files

# What may be set otherwise than configure() does, because it is done here in the same way or has no part in it.
HEEDED = {
    "Autograde": {"create_student", "exclude_overwriting", "force", "permissions", "pre_convert_hook"},
    "AssignLatePenalties": {"plugin_class"},
    "CourseDirectory": {
        "assignment_id", "course_id", "db_url", "feedback_directory", "groupshared", "ignore", "include", "max_dir_size",
        "max_file_size", "release_directory", "root", "solution_directory", "source_with_tests_directory",
        "student_id_exclude",
    },
}  # fmt: skip
LABS = "ExecuteLabs"


def nbgraders(settings: Config, root: Path, notebooks: Collection[str], lessons: Collection[str]) -> str | None:
    """Why nbgrader's own converter has to grade here, in half a sentence; None where we can."""
    for name in sorted(set(notebooks) - set(lessons)):
        return f"{name} is no released lesson"
    usual = Config()
    configure(usual, root)
    for section, name in _settings(settings, usual):
        value = settings[section][name]
        if name == "pre_convert_hook":
            if not (isinstance(value, partial) and value.func is hand_in_files.add_missing):
                return f"nbgrader_config.py sets {section}.{name}"
        elif name not in HEEDED.get(section, ()) and value != usual.get(section, {}).get(name):
            return f"nbgrader_config.py sets {section}.{name}"
    return None


def _settings(settings: Config, usual: Config) -> Iterator[tuple[str, str]]:
    """Every setting that has a part in the grading of a lesson."""
    steps = [*usual.Autograde.sanitize_preprocessors, *usual.Autograde.autograde_preprocessors]
    named = [step for step in steps if not step.endswith(LABS)]
    taking_part = [
        import_item(name)
        for name in (
            *named, usual.Autograde.exporter_class, "nbgrader.converters.Autograde", "nbgrader.coursedir.CourseDirectory",
            "nbconvert.writers.FilesWriter",
        )
    ]  # fmt: skip
    for section in sorted({base.__name__ for one in taking_part for base in one.__mro__}):
        for name in sorted(settings.get(section, {})):
            yield section, name
