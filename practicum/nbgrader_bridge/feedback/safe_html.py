"""Markdown for formgrader and nbgrader's own feedback pages, without what a stranger's text could do."""

from __future__ import annotations

import nh3
from jinja2 import pass_context
from nbconvert.filters.markdown_mistune import IPythonRenderer, MarkdownWithMath

from practicum.bounded_json import storable

from ..submission.plain_text import WRAP

TAGS = nh3.ALLOWED_TAGS | {"details", "summary", "section", "figure", "figcaption"}
ATTRIBUTES = {**nh3.ALLOWED_ATTRIBUTES}
ATTRIBUTES["*"] = ATTRIBUTES.get("*", set()) | {"class", "id", "title", "lang", "dir"}
ATTRIBUTES["pre"] = {"style"}
ATTRIBUTES["img"] = {"src", "alt", "width", "height", "title"}


def attribute(tag: str, name: str, value: str) -> str | None:
    """Pictures only from the notebook itself: one from elsewhere tells who reads, and when."""
    if tag == "img" and name == "src":
        return value if value.startswith("data:image/") else None
    if name == "style":
        return value if value == WRAP else None
    if name in ("href", "cite") and value.strip().lower().startswith("data:"):
        return None
    return value


def clean(html: str) -> str:
    """HTML without scripts, handlers, styles, forms, frames or outside pictures."""
    return nh3.clean(
        html, tags=TAGS, attributes=ATTRIBUTES, attribute_filter=attribute, link_rel="noopener noreferrer",
        url_schemes={"http", "https", "mailto", "data"},
    )  # fmt: skip


@pass_context
def markdown2html(context, source: str) -> str:
    """nbconvert's filter of this name, cleaned. A missing attachment is left out, not an error."""
    attachments, source = context.get("cell", {}).get("attachments", {}), storable(source)
    try:
        html = MarkdownWithMath(renderer=IPythonRenderer(escape=False, attachments=attachments)).render(source)
    except Exception:  # nbconvert raises where an attachment is missing; a page must open all the same
        html = MarkdownWithMath(renderer=IPythonRenderer(escape=True, attachments=attachments)).render(
            source.replace("attachment:", "missing:")
        )
    return clean(html)
