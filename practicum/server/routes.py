"""The addresses of our pages below the server's own."""

from __future__ import annotations

import re
from typing import Any

from tornado.web import URLSpec

from . import exchange, handlers, home
from .lessons import Lessons
from .notebook_copies import NotebookCopies

PART = r"([^/]+)"


def table(base_url: str, lessons: Lessons) -> list[URLSpec]:
    """Every address that is answered; `base_url` ends in a slash."""
    at, given = f"{re.escape(base_url)}practicum", {"lessons": lessons}
    return [
        URLSpec(at, handlers.ToHome, given),
        URLSpec(f"{at}/", home.HomePage, given),
        URLSpec(f"{at}/lesson/{PART}/{PART}", handlers.LessonPage, given),
        URLSpec(f"{at}/api/lesson/{PART}/{PART}/{PART}", handlers.Answer, given),
        URLSpec(f"{at}/api/lesson/{PART}/{PART}", handlers.Look, given),
        URLSpec(f"{at}/search", home.SearchPage, given),
        URLSpec(f"{at}/glossary", home.GlossaryPage, given),
        URLSpec(f"{at}/report", home.ReportPage, given),
        URLSpec(f"{at}/report/{PART}", home.ReportFile, given),
        URLSpec(f"{at}/api/answers", home.Answers, given),
        URLSpec(f"{at}/api/exchange", exchange.Look, given),
        URLSpec(f"{at}/exchange/{PART}/{PART}", exchange.Step, given),
        URLSpec(f"{at}/feedback/{PART}/{PART}/{PART}", exchange.FeedbackPage, given),
        URLSpec(f"{at}/static/(.+)", handlers.Static, given),
        URLSpec(f"{at}/api/.*", handlers.NoAnswer, given),
        URLSpec(f"{at}/.*", handlers.NoPage, given),
    ]


def add_to(serverapp: Any) -> None:
    """Put our pages on a Jupyter server, over the lessons below its root."""
    app = serverapp.web_app
    lessons = Lessons(serverapp.root_dir, app.settings["cookie_secret"])
    lessons.kept = NotebookCopies(serverapp).note
    app.add_handlers(".*$", table(app.settings["base_url"], lessons))
