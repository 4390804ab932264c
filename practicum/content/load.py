"""From the files below modules/ to the content model, or every problem with file and line."""

from __future__ import annotations

import contextlib
import difflib
import gc
import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import cache, cached_property
from pathlib import Path
from typing import Any, get_args

from pydantic import BaseModel, TypeAdapter, ValidationError
from pydantic_core import ErrorDetails

from ..shapes.content import Reference
from . import citations, kinds, model
from .source import Problem, Source, read


@dataclass
class LoadedLesson:
    """One lesson's folder, read."""

    name: str
    folder: Path
    head: model.LessonHead
    items: dict[str, model.AnyItem] = field(default_factory=dict)
    vignettes: dict[str, model.Vignette] = field(default_factory=dict)
    written: dict[str, model.Written] = field(default_factory=dict)
    sources: dict[str, Source] = field(default_factory=dict)  # "lesson", "items", "rubric", "vignettes/<id>"
    broken: set[str] = field(default_factory=set)  # those that could not be used; what needs them waits
    unread: set[str] = field(default_factory=set)  # those of them that are no YAML or not there: no source


@dataclass
class LoadedModule:
    """One topic area's folder, read."""

    name: str
    module: model.Module
    references: dict[str, model.Reference]
    lessons: dict[str, LoadedLesson] = field(default_factory=dict)
    sources: dict[str, Source] = field(default_factory=dict)  # "module", "references", "glossary"
    broken: set[str] = field(default_factory=set)
    unread: set[str] = field(default_factory=set)  # files that are no YAML or not there
    look_up: list[model.LookUp] = field(default_factory=list)
    glossary: dict[str, model.Term] = field(default_factory=dict)

    @cached_property
    def reference_forms(self) -> dict[str, Reference]:
        """Each work in its short and its full form, in the order of a list of references. Shared: look, don't change."""
        dumped = {k: r.model_dump(mode="json", by_alias=True, exclude_none=True) for k, r in self.references.items()}
        found: dict[str, Reference] = {}
        for key, r in sorted(dumped.items(), key=lambda pair: citations.sort_key(pair[1])):
            found[key] = {"short": citations.short(r), "full": citations.full(r)}
            if r.get("URL"):
                found[key]["url"] = r["URL"]
        return found


@dataclass
class Loaded:
    """The whole course, read."""

    root: Path
    course: model.Course
    modules: dict[str, LoadedModule] = field(default_factory=dict)
    source: Source | None = None
    bodies: dict[str, model.Body] = field(default_factory=dict)  # of competencies

    def lesson(self, name: str) -> tuple[LoadedModule, LoadedLesson]:
        """The lesson of that name with its topic area. Raises KeyError with one sentence."""
        for module in self.modules.values():
            if name in module.lessons:
                return module, module.lessons[name]
        known = ", ".join(n for m in self.modules.values() for n in m.lessons) or "none"
        raise KeyError(f"there is no lesson '{name}' in modules/; the lessons are: {known}")


def _field_names(kind: Any) -> list[str]:
    if isinstance(kind, type) and issubclass(kind, BaseModel):
        return [f.alias or n for n, f in kind.model_fields.items()]
    return [name for part in get_args(kind) for name in _field_names(part)]


def _all_field_names() -> list[str]:
    forms = [form for form in vars(model).values() if isinstance(form, type) and issubclass(form, BaseModel)]
    return sorted({name for form in forms for name in _field_names(form)})


# steps of an error's place that pydantic adds and no author wrote
TAGS = "|".join(kind.name for kind in kinds.KINDS.values() if kinds.GROUPS[kind.group][1])
OF_PYDANTIC = re.compile(rf"^(int|str|\[key\]|literal\[.*|list\[.*|{TAGS})$")


def _tag_of(error: ErrorDetails) -> list[str]:
    """The field that says which kind a thing is, where that field is what is wrong."""
    field = error.get("ctx", {}).get("discriminator", "").strip("'")
    return [field] if field else []


def _sentence(error: ErrorDetails) -> str:
    """One pydantic error as a sentence that says how to mend it."""
    where = [p for p in error["loc"] if isinstance(p, str) and not OF_PYDANTIC.match(p)]
    name = where[-1] if where else "this file"
    given, context = error.get("input"), error.get("ctx", {})
    name, given = (*_tag_of(error), name)[0], context.get("tag", given)
    match error["type"]:
        case "extra_forbidden":
            near = difflib.get_close_matches(name, _all_field_names(), 1)
            return f"'{name}' is not a field here" + (f"; did you mean '{near[0]}'?" if near else "; remove it")
        case "missing":
            return f"'{name}' is missing; add a line `{name}: …`"
        case "string_type":
            return f"'{name}' should be text, not {given!r}; put it in quotation marks"
        case "string_too_short":
            return f"'{name}' is empty; write its text"
        case "string_pattern_mismatch":
            return f"'{given}' is not a name; use small letters, digits and underscores, such as declines_gift"
        case "literal_error" | "union_tag_invalid":
            expected = context.get("expected") or context.get("expected_tags", "")
            near = difflib.get_close_matches(str(given), str(expected).replace("'", "").replace(",", " ").split(), 1)
            return f"'{name}' should be one of {expected}" + (f"; did you mean '{near[0]}'?" if near else "")
        case "union_tag_not_found":
            known = {"kind": " or ".join(f"`kind: {kind.name}`" for kind in kinds.of_group("vignette"))}
            return f"'{name}' is missing; write {known.get(name, f'`{name}: single_choice` or another kind')}"
        case "too_short":
            least = context.get("min_length")
            return f"'{name}' needs at least {least} {'entry' if least == 1 else 'entries'}"
        case "bool_parsing" | "bool_type":
            return f"'{name}' should be true or false, not {given!r}"
        case "int_parsing" | "int_type":
            return f"'{name}' should be a whole number, not {given!r}"
        case "dict_type" | "model_type" | "model_attributes_type":
            return f"'{name}' should be a list of fields (`name: …`), not {given!r}"
        case "list_type":
            return f"'{name}' should be a list (`- …`), not {given!r}"
    return f"'{name}': {error['msg'].lower()}"


@cache
def _adapter(kind: Any) -> TypeAdapter:
    """Building one takes longer than checking a file with it."""
    return TypeAdapter(kind)


def _valid(kind: Any, source: Source, problems: list[Problem]) -> Any:
    """What the file holds as a `kind`, None with its problems where it is none."""
    try:
        return _adapter(kind).validate_python(source.plain)
    except ValidationError as errors:
        problems += [source.problem(_sentence(e), *e["loc"], *_tag_of(e)) for e in errors.errors(include_url=False)]
        return None


def _read(kind: Any, path: Path, root: Path, problems: list[Problem]) -> tuple[Any, Source | None]:
    """The file as a `kind` (None where it is none), and its source (None where it is no YAML)."""
    source, found = read(path, path.relative_to(root).as_posix())
    problems += found
    return (_valid(kind, source, problems) if source else None), source


def _put(holder: LoadedLesson | LoadedModule, part: str, source: Source | None) -> None:
    if source:
        holder.sources[part] = source
    else:
        holder.unread.add(part)


def _load_lesson(folder: Path, root: Path, problems: list[Problem]) -> LoadedLesson | None:
    head, source = _read(model.LessonHead, folder / "lesson.yml", root, problems)
    lesson = LoadedLesson(folder.name, folder, head)
    _put(lesson, "lesson", source)
    if (folder / "items.yml").exists():
        items, source = _read(model.ItemFile, folder / "items.yml", root, problems)
        _put(lesson, "items", source)
        lesson.items = items.items if items else {}
        lesson.broken |= {"items"} if items is None else set()
    for path in sorted((folder / "vignettes").glob("*.yml")):
        vignette, source = _read(model.Vignette, path, root, problems)
        _put(lesson, f"vignettes/{path.stem}", source)
        if vignette:
            lesson.vignettes[path.stem] = vignette
        else:
            lesson.broken.add(f"vignettes/{path.stem}")
    if (folder / "rubric.yml").exists():
        written, source = _read(model.Written, folder / "rubric.yml", root, problems)
        _put(lesson, "rubric", source)
        if written:
            lesson.written[written.id] = written
        else:
            lesson.broken.add("rubric")
    return lesson if head else None


def _load_module(folder: Path, root: Path, problems: list[Problem]) -> LoadedModule | None:
    module, source = _read(model.Module, folder / "module.yml", root, problems)
    found, reference_source = _read(model.References, folder / "references.yml", root, problems)
    references: dict[str, model.Reference] = {}
    for at, reference in enumerate(found.references if found else []):
        if reference_source and reference.id in references:
            problems.append(
                reference_source.problem(f"the reference '{reference.id}' stands twice; remove one", "references", at)
            )
        references[reference.id] = reference
    if not module or not source:
        return None
    loaded = LoadedModule(folder.name, module, references, {}, {"module": source})
    _put(loaded, "references", reference_source)
    if found is None:
        loaded.broken.add("references")
    if (folder / "unchecked.yml").exists():
        unchecked, unchecked_source = _read(model.Unchecked, folder / "unchecked.yml", root, problems)
        _put(loaded, "unchecked", unchecked_source)
        loaded.look_up = unchecked.look_up if unchecked else []
    if (folder / "glossary.yml").exists():
        glossary, glossary_source = _read(model.Glossary, folder / "glossary.yml", root, problems)
        _put(loaded, "glossary", glossary_source)
        loaded.glossary = glossary.terms if glossary else {}
    for name in module.lessons:
        if lesson := _load_lesson(folder / name, root, problems):
            loaded.lessons[name] = lesson
    for stray in sorted(p.parent.name for p in folder.glob("*/lesson.yml")):
        if stray not in module.lessons:
            problems.append(
                source.problem(f"the folder '{stray}' is not among `lessons`; add it or move it", "lessons")
            )
    return loaded


@contextlib.contextmanager
def no_collecting() -> Iterator[None]:
    """Reading makes many values and no rubbish; looking through them again and again takes longer than reading."""
    before = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if before:
            gc.enable()


def in_the_way(problems: list[Problem], topic: str) -> list[Problem]:
    """Those of the problems that keep one topic area from being used: its own, and those of course.yml."""
    return [p for p in problems if p.file == "modules/course.yml" or p.file.startswith(f"modules/{topic}/")]


def load_course(root: Path | str, only: str | None = None) -> tuple[Loaded | None, list[Problem]]:
    """Read everything below `root`/modules, or `only` one topic area: then no other is read, so that a mistake
    in another keeps nobody from this one.

    Returns what could be read (None only without a course.yml) and every
    problem of form, sorted by file and line. What files say of each other
    is checked by `practicum.lint`, which needs the whole.
    """
    with no_collecting():
        return _load_course(Path(root), only)


def _load_course(root: Path, only: str | None) -> tuple[Loaded | None, list[Problem]]:
    problems: list[Problem] = []
    course, source = _read(model.Course, root / "modules" / "course.yml", root, problems)
    if not course or not source:
        return None, sorted(problems)
    loaded = Loaded(root, course, {}, source)
    if (root / "modules" / "competencies.yml").exists():
        competencies, _ = _read(model.Competencies, root / "modules" / "competencies.yml", root, problems)
        loaded.bodies = competencies.bodies if competencies else {}
    for name in course.topics:
        if only not in (None, name):
            continue
        if not (root / "modules" / name).is_dir():
            problems.append(source.problem(f"there is no folder modules/{name}; make it or correct `topics`", "topics"))
        elif module := _load_module(root / "modules" / name, root, problems):
            loaded.modules[name] = module
    return loaded, sorted(problems)
