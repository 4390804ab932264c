"""nbgrader's formgrader, where it runs in this server: its pages escape what strangers named, and run their own scripts only.

nbgrader's templates put ids and names into pages and inline scripts as they came, and any server's policy has to let
inline scripts run for them. Nothing of nbgrader's is changed on the disk or imported: its handlers, its Jinja
environment and its exporter are taken from the server that has loaded them, and get what is missing.

- Its templates are read with every value escaped; in a script a value is JSON; `onclick` becomes an attribute that a
  script of ours reads.
- Each response has a policy by which only scripts with this response's own number run, and no attribute does.
- A learner's file below /formgrader/submissions/ is sandboxed.
- After a score is saved, what the course's settings name (`Practicum.after_score`) is called with topic area and learner.

What learners' code put out (labs) comes from nbconvert's own templates, which get no number: it is shown and not run.
"""

from __future__ import annotations

import contextlib
import json
import re
import secrets
from collections.abc import Callable
from contextvars import ContextVar
from pathlib import Path
from typing import Any

import jinja2
from markupsafe import Markup
from tornado.ioloop import IOLoop
from tornado.web import StaticFileHandler

from .. import learner_ids

THEIRS = "nbgrader.server_extensions.formgrader"
SCRIPT = Path(__file__).parent / "templates" / "formgrader.js"
POLICY = (
    "default-src 'none'; script-src 'nonce-{number}'; style-src 'self' 'unsafe-inline'; img-src 'self' data:; "
    "font-src 'self' data:; connect-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'self'"
)
SANDBOX = "default-src 'none'; img-src 'self' data:; style-src 'unsafe-inline'; frame-ancestors 'self'; sandbox"

_number: ContextVar[str] = ContextVar("practicum_formgrader_number", default="")


# ------------------------------------------------------------ templates

BLOCK = re.compile(r"(<script\b[^>]*>)(.*?)(</script>)", re.DOTALL | re.IGNORECASE)
QUOTED = re.compile(r'"\{\{\s*([\w.]+)\s*\}\}([^"{}]*)"')
HANDLER = re.compile(r'\son\w+="(\w+)\((\w*)\);?"', re.IGNORECASE)
PLAIN = re.compile(r"\{\{\s*((?:resources|cell\.metadata\.nbgrader)\.\w+)\s*\}\}")
HREF = re.compile(r'href="[^"]*"')
PART = re.compile(r"\{\{\s*((?:resources\.)?(?!base_url)\w+)\s*\}\}")  # of an address, behind the server's own part
AFTER = "/formgrader/static/js/backbone_xsrf.js"


def rewritten(source: str) -> str:
    """A template of formgrader's with values as JSON in scripts, numbered scripts and no handler in an attribute.

    Raises TemplateError where a script holds a value in a form that is not known: such a page is not shown.
    """

    def script(found: re.Match) -> str:
        tag, body, end = found.groups()
        body = QUOTED.sub(lambda value: f'{{{{ ({value[1]} ~ "{value[2]}")|tojson }}}}', body)
        if re.search(r"\{\{(?! \([\w.]+ ~ \"[^\"{}]*\"\)\|tojson \}\})|\{%", body):
            raise jinja2.TemplateError("A script of formgrader's holds a value in a form that is not known.")
        numbered = tag[:-1] + ' nonce="{{ practicum_number() }}">'
        ours = '\n<script nonce="{{ practicum_number() }}">{{ practicum_script() }}</script>' if AFTER in tag else ""
        return numbered + body + end + ours

    source = HREF.sub(lambda found: PART.sub(r"{{ \1|urlencode }}", found[0]), BLOCK.sub(script, source))
    return HANDLER.sub(r' data-practicum-call="\1" data-practicum-with="\2"', source)


def rewritten_notebook(source: str) -> str:
    """The same of the templates that show one submission, where nbconvert leaves escaping to each template."""
    source = PLAIN.sub(r"{{ \1|e }}", rewritten(source))
    return source.replace("{{ mathjax() }}", "")  # it comes from elsewhere, which no page of a course asks


class Rewriting(jinja2.BaseLoader):
    """Another loader's templates; those of formgrader's rewritten."""

    def __init__(self, inner: jinja2.BaseLoader, rewrite: Callable[[str], str]) -> None:
        self.inner, self.rewrite = inner, rewrite

    def get_source(self, environment: jinja2.Environment, template: str) -> tuple[str, str | None, Any]:
        # formgrader's page for a missing copy asks for its macros under a name that they don't bear
        asked = "formgrade/formgrade_macros.html.j2" if template == "formgrade_macros.tpl" else template
        source, name, current = self.inner.get_source(environment, asked)
        theirs = "formgrader" in Path(name or "").parts
        return (self.rewrite(source) if theirs else source), name, current

    def list_templates(self) -> list[str]:
        return self.inner.list_templates()


def _globals() -> dict[str, Callable[[], Any]]:
    return {"practicum_number": _number.get, "practicum_script": lambda: Markup(SCRIPT.read_text("utf-8"))}


def page_environment(theirs: jinja2.Environment) -> jinja2.Environment:
    """formgrader's environment, which has a loader, with escaping on."""
    assert theirs.loader is not None
    made = jinja2.Environment(loader=Rewriting(theirs.loader, rewritten), autoescape=True)
    made.globals |= _globals()
    return made


def guard_exporter(exporter: Any) -> None:
    """The exporter that shows one submission; its environment is made once."""
    environment = exporter.environment
    environment.loader = Rewriting(environment.loader, rewritten_notebook)
    environment.globals |= _globals()


# ------------------------------------------------------------ responses


Theirs: Any = object  # one of formgrader's handlers, which the server has loaded and nobody imports here


class Guard(Theirs):
    """Goes before a handler of formgrader's: a number for the response, and the policy that knows it."""

    @property
    def content_security_policy(self) -> str:
        if isinstance(self, StaticFileHandler):
            return SANDBOX
        return POLICY.format(number=self._script_number)

    @property
    def _script_number(self) -> str:
        made = self.__dict__.get("_practicum_number")
        if made is None:
            made = self.__dict__["_practicum_number"] = secrets.token_urlsafe(16)
        return made

    def set_default_headers(self) -> None:
        super().set_default_headers()
        self.set_header("Content-Security-Policy", self.content_security_policy)  # whatever the server's settings say
        self.set_header("X-Content-Type-Options", "nosniff")
        self.set_header("Referrer-Policy", "same-origin")

    def render(self, name: str, **values: Any) -> str:
        _number.set(self._script_number)
        return super().render(name, **values)

    @property
    def exporter(self) -> Any:
        _number.set(self._script_number)
        return super().exporter


class ScoreGuard(Guard):
    """The same of the handler that saves a score. A late penalty follows each; nbgrader works it out only when it
    autogrades."""

    _scored: tuple[str, str] | None = None

    def write(self, chunk: Any) -> None:
        if self.request.method == "PUT":
            with contextlib.suppress(ValueError, TypeError, KeyError):
                answer = json.loads(chunk)
                self._scored = answer["assignment"], answer["student"]
        super().write(chunk)

    def on_finish(self) -> None:
        super().on_finish()
        after = self.settings["nbgrader_formgrader"].config.get("Practicum", {}).get("after_score")
        if self._scored and after and self.get_status() == 200:
            IOLoop.current().add_callback(_settled, after, self._scored, self.log)


async def _settled(after: Callable[[str, str], str], scored: tuple[str, str], log: Any) -> None:
    said = await IOLoop.current().run_in_executor(None, after, *scored)
    if said:
        log.warning(said)


def _guarded(handler: Any) -> Any:
    known = isinstance(handler, type) and handler.__module__.startswith(THEIRS) and not issubclass(handler, Guard)
    guard = ScoreGuard if known and handler.__name__ == "GradeHandler" else Guard
    return type(handler.__name__, (guard, handler), {"__module__": handler.__module__}) if known else handler


def _guard_rules(router: Any) -> None:
    for rule in router.rules:
        if hasattr(rule.target, "rules"):
            _guard_rules(rule.target)
        else:
            rule.target = _guarded(rule.target)
            if hasattr(rule, "handler_class"):
                rule.handler_class = rule.target


def guard(app: Any) -> bool:
    """Guard the formgrader of this server, once; False where there is none (yet)."""
    settings = app.settings
    if "nbgrader_jinja2_env" not in settings or settings.get("practicum_formgrader"):
        return False
    settings["nbgrader_jinja2_env"] = page_environment(settings["nbgrader_jinja2_env"])
    guard_exporter(settings["nbgrader_exporter"])
    for router in (app.default_router, app.wildcard_router):
        _guard_rules(router)
    settings["practicum_formgrader"] = True
    return True


def guard_when_loaded(serverapp: Any) -> None:
    """Now, and once all extensions are loaded, whichever comes first; before the first request is answered."""
    learner_ids.plain_log(serverapp.log)
    if not guard(serverapp.web_app):
        IOLoop.current().add_callback(guard, serverapp.web_app)
