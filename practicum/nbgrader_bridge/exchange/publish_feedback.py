"""nbgrader's publisher of feedback for a course of Practicum: pages of released notebooks, and each learner's by itself.

The exchange's folder of feedback can be read by everybody who knows a file's name, and the name is made of the secret
that came with the hand-in. So a page goes there only if the course wrote it and its secret is one; where it has none
(work that came by mail), the page stays in feedback/ and that is said.
"""

from __future__ import annotations

import os
import stat
from collections import defaultdict
from fnmatch import fnmatchcase
from pathlib import Path

from nbgrader.api import Gradebook, MissingEntry
from nbgrader.exchange.default import ExchangeReleaseFeedback
from nbgrader.utils import notebook_hash

from practicum.course import released
from practicum.learner_ids import shown

from . import copying, expected
from .copying import Odd
from .refusals import Said

LARGEST = 60_000_000  # bytes of a page; a lab's may carry pictures
LONGEST_SECRET = 1_000  # bytes; nbgrader makes 128
SHORTEST_SECRET = 8

NO_SECRET = "it did not come through the exchange (there is no submission_secret.txt)"


class NotPublished(Exception):
    """Why a learner's pages stay here, in half a sentence."""


def secret_in(folder: int) -> str:
    """The secret of an open folder. Raises NotPublished."""
    try:
        data = copying.read(expected.SECRET, folder, LONGEST_SECRET)
    except Odd as odd:
        try:
            os.stat(expected.SECRET, dir_fd=folder, follow_symlinks=False)
        except FileNotFoundError:
            raise NotPublished(NO_SECRET) from None
        raise NotPublished(f"its submission_secret.txt cannot be used: {odd}") from odd
    try:
        text = data.decode("utf-8")
    except UnicodeDecodeError:
        raise NotPublished("its submission_secret.txt is no text") from None
    if len(text.strip()) < SHORTEST_SECRET:
        raise NotPublished("its submission_secret.txt is too short to be a secret")
    return text


def secret_at(folder: Path | str) -> str:
    """The same of a folder by its path. Raises OSError too."""
    with copying.opened_folder(folder) as handle:
        return secret_in(handle)


class CheckedPublish(ExchangeReleaseFeedback):
    """Publishes the pages of each learner by themselves; `said` then holds whose stayed here, and why."""

    def init_dest(self) -> None:
        super().init_dest()
        self.said: list[Said] = []
        self.published: list[str] = []

    def copy_files(self) -> None:
        topic, lessons = self.coursedir.assignment_id, self._notebooks()
        secrets: dict[str, str] = {}
        for learner in self._learners():
            try:
                secrets[learner] = secret_at(self._folder(learner))
            except NotPublished as why:
                self._say(learner, str(why))
            except OSError as error:
                self._say(learner, f"its folder cannot be opened ({error.strerror})")
        sharing = defaultdict(list)
        for learner, secret in secrets.items():
            sharing[secret].append(learner)
        for learner, secret in secrets.items():
            others = [shown(other, 60) for other in sharing[secret] if other != learner]
            if others:
                self._say(learner, f"it bears the same secret as that of {', '.join(others)}, who could read it")
                continue
            try:
                if self._publish(learner, secret, lessons):
                    self.published.append(learner)
                    self.log.info("Feedback released for student '%s' on assignment '%s/%s'", learner,
                                  self.coursedir.course_id, topic)  # fmt: skip
            except OSError as error:
                self._say(learner, f"it could not be written ({error.strerror})")

    def _notebooks(self) -> list[str]:
        """What the course released, lessons and labs."""
        topic = self.coursedir.assignment_id
        names = set(released.in_force(Path(self.coursedir.root), topic))
        with Gradebook(self.coursedir.db_url, self.coursedir.course_id) as gradebook:
            try:
                names |= {one.name for one in gradebook.find_assignment(topic).notebooks}
            except MissingEntry:
                self.log.warning("The gradebook has no assignment '%s'", topic)
        return sorted(names)

    def _learners(self) -> list[str]:
        """Everybody with a folder of feedback whom nbgrader's patterns name."""
        who, excluded = (
            self.coursedir.student_id or "*",
            set(filter(None, self.coursedir.student_id_exclude.split(","))),
        )
        place = Path(self._folder("x")).parent.parent
        names = sorted(path.name for path in place.iterdir()) if place.is_dir() else []
        return [n for n in names if fnmatchcase(n, who) and n not in excluded and os.path.lexists(self._folder(n))]

    def _folder(self, learner: str, step: str | None = None) -> str:
        directory = step or self.coursedir.feedback_directory
        return self.coursedir.format_path(directory, learner, self.coursedir.assignment_id)

    def _publish(self, learner: str, secret: str, lessons: list[str]) -> bool:
        """Put a learner's pages into the exchange; whether there were any."""
        found = False
        with copying.opened_folder(self._folder(learner)) as folder:
            for lesson in lessons:
                name = f"{lesson}.html"
                if not _is_there(folder, name):
                    continue
                if not self._was_graded(learner, lesson):
                    self._say(learner, f"{name} is no page of a lesson that was graded", "The page")
                    continue
                try:
                    page = copying.read(name, folder, LARGEST)
                except Odd as odd:
                    self._say(learner, f"of {name}, {odd}", "The page")
                    continue
                self._write(notebook_hash(secret=secret, notebook_id=lesson), page)
                found = True
        return found

    def _was_graded(self, learner: str, lesson: str) -> bool:
        """Whether the course made the page: of a lesson without a graded copy nobody did."""
        try:
            path = os.path.join(self._folder(learner, self.coursedir.autograded_directory), f"{lesson}.ipynb")
            return stat.S_ISREG(os.lstat(path).st_mode)
        except OSError:
            return False

    def _write(self, name: str, page: bytes) -> None:
        """Whole or not at all, as nbgrader names it."""
        place = os.path.join(self.dest_path, f"{name}.html")
        beside = os.path.join(self.dest_path, f"{name}-tmp.html")
        if os.path.lexists(beside):
            os.unlink(beside)
        flags = os.O_CREAT | os.O_EXCL | os.O_WRONLY
        with open(os.open(beside, flags, 0o600), "wb") as out:
            out.write(page)
        os.chmod(beside, 0o664 if self.coursedir.groupshared else 0o644)
        os.replace(beside, place)

    def _say(self, learner: str, why: str, what: str = "The feedback") -> None:
        place = f"feedback/{shown(learner, 60)}/{self.coursedir.assignment_id}"
        said = Said(learner, f"{what} was not published: {why}. It lies in {place}, to be sent by other means.")
        self.said.append(said)
        self.log.warning("%s", said)


def _is_there(folder: int, name: str) -> bool:
    try:
        os.stat(name, dir_fd=folder, follow_symlinks=False)
        return True
    except OSError:
        return False
