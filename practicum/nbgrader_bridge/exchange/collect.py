"""nbgrader's collector for a course of Practicum: each hand-in by itself, and nothing of it but what is expected.

nbgrader's own copies whatever a link points to, ends for everybody at the first odd name, and takes the sender's word
for who it is and when it was. Options and messages are nbgrader's, and so is when a newer hand-in takes the place of
an older one.
"""

from __future__ import annotations

import contextlib
import datetime
import os
import shutil
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

from nbgrader.api import Gradebook
from nbgrader.exchange.default import ExchangeCollect
from traitlets import Enum

from practicum.learner_ids import shown

from . import arrivals, candidates, copying, expected, inbound, refusals, swapping, times, weighing
from .arrivals import Arrival
from .candidates import Candidate
from .owners import Accounts
from .refusals import Said
from .weighing import Refused, Weighed

AT_ONCE = 50  # learners whose decisions are written together
MOST_NAMED = 5  # refused hand-ins under one learner's name that are named


class CheckedCollect(ExchangeCollect):
    """Collects hand-ins one by one; `said` then holds what was refused or odd."""

    times = Enum(
        ["exchange", "written"], "exchange",
        help="When a hand-in came: by the exchange's own file system where what its sender wrote does not fit it, or "
        "as written (for an exchange that was moved, or whose permissions were set anew, since).",
    ).tag(config=True)  # fmt: skip
    owners = Enum(
        ["refuse", "say"], "refuse",
        help="What to do with a hand-in that belongs to another's account: refuse it, or take it and say so. "
        "ExchangeCollect.check_owner = False looks at no account.",
    ).tag(config=True)  # fmt: skip

    def init_src(self) -> None:
        if self.coursedir.course_id == "":
            self.fail("No course id specified. Re-run with --course flag.")
        self.topic, self.root_folder = self.coursedir.assignment_id, Path(self.coursedir.root)
        self.course_path = os.path.join(self.root, self.coursedir.course_id)
        self.inbound_path = os.path.join(self.course_path, "inbound")
        if not os.path.isdir(self.inbound_path):
            self.fail(f"Course not found: {self.inbound_path}")
        if not os.access(self.inbound_path, os.R_OK | os.X_OK):
            self.fail(f"You don't have read permissions for the directory: {self.inbound_path}")
        topics, notebooks, people = self._known()
        self.expected = expected.of(
            self.root_folder, self.topic, notebooks, self.coursedir.ignore, self.coursedir.include
        )
        self.bounds = self._bounds()
        self.waiting = candidates.look(
            Path(self.inbound_path), self.topic, topics | {self.topic}, self.coursedir.student_id
        )
        self.kept = {one.folder: one for one in arrivals.of(self.root_folder, self.topic)}
        self.accounts = Accounts(people)
        self.now = arrivals.now()
        self.said: list[Any] = []
        self.unchecked: set[str] = set()
        self.news: list[Arrival] = []
        self.named = self.unnamed = 0

    def _known(self) -> tuple[set[str], set[str], set[str]]:
        """Topic areas, this one's notebooks and the learners of the gradebook; the due date is kept on the way."""
        with Gradebook(self.coursedir.db_url, self.coursedir.course_id) as gradebook:
            found = {one.name: one for one in gradebook.assignments}
            self.duedate = found[self.topic].duedate if self.topic in found else None
            notebooks = {one.name for one in found[self.topic].notebooks} if self.topic in found else set()
            return set(found), notebooks, {one.id for one in gradebook.students}

    def _bounds(self) -> copying.Bounds:
        """Ours, where nbgrader's configuration has no narrower ones; for labs nbgrader's."""
        largest, in_all = self.coursedir.max_file_size * 1000, self.coursedir.max_dir_size * 1000
        if self.expected.labs:
            return copying.Bounds(largest, in_all)
        return copying.Bounds(min(largest, copying.LARGEST), min(in_all, copying.LARGEST_IN_ALL))

    def copy_files(self) -> None:
        for learner, name, why in self.waiting.refused:
            self._refuse(learner, name, why)
        if self.waiting.more:
            self._say("", f"{self.waiting.more} more entries of inbound were refused.", refused=True)
        if not self.waiting.of:
            self.log.warning("No submissions of '%s' for course '%s' to collect", self.topic, self.coursedir.course_id)
        else:
            self.log.info("Processing submissions of '%s' for course '%s' from %d learners",
                          self.topic, self.coursedir.course_id, len(self.waiting.of))  # fmt: skip
        try:
            with self._opened_inbound() as folder:
                for number, learner in enumerate(sorted(self.waiting.of), 1):
                    self._each(learner, folder)
                    if number % AT_ONCE == 0:
                        self._keep()
        finally:
            self._keep()

    def _keep(self) -> None:
        arrivals.keep(self.root_folder, self.news)
        self.news = []

    def _each(self, learner: str, folder: int) -> None:
        self.unnamed = 0
        try:
            self._collect(learner, folder)
        except Exception as error:  # whatever a stranger's folder brought about must not stop the others
            why = getattr(error, "strerror", None) or f"{type(error).__name__}: {shown(str(error), 200)}"
            self._say(learner, f"The hand-in could not be collected ({why}).", refused=True)
        if self.unnamed:
            self._say(learner, f"{self.unnamed} more hand-ins under this name were refused.", refused=True)

    @contextlib.contextmanager
    def _opened_inbound(self) -> Iterator[int]:
        handle = os.open(self.inbound_path, os.O_RDONLY)
        try:
            yield handle
        finally:
            os.close(handle)

    # ------------------------------------------------------------ one learner

    def _collect(self, learner: str, folder: int) -> None:
        target = Path(self.coursedir.format_path(self.coursedir.submitted_directory, learner, self.topic))
        swapping.put_back(target)
        self.named = 0
        late: list[Candidate] = []  # not before the due date; the newest of them is taken where nothing else is
        wanted = self.duedate if self.before_duedate else None
        for candidate in self.waiting.of[learner]:
            if self._try(candidate, folder, target, wanted, late):
                return
        for candidate in late:
            if self._try(candidate, folder, target, None, []):
                return

    def _try(
        self, candidate: Candidate, inside: int, target: Path, before: datetime.datetime | None, late: list[Candidate]
    ) -> bool:  # fmt: skip
        """Whether this hand-in is the one that counts, collected now or earlier."""
        try:
            with self._opened(candidate, inside) as folder:
                weighed = self._weighed(candidate, folder)
                if before is not None and weighed.at > before:
                    late.append(candidate)
                    return False
                self._take(weighed, folder, target)
                return True
        except Refused as refused:
            self.named += 1
            if self.named > MOST_NAMED:
                self.unnamed += 1
            else:
                self._refuse(candidate.learner, candidate.folder, str(refused))
            return False

    @contextlib.contextmanager
    def _opened(self, candidate: Candidate, inside: int) -> Iterator[int]:
        try:
            handle = os.open(candidate.folder, copying.OPEN_FOLDER, dir_fd=inside)
        except OSError as error:
            raise Refused(f"it cannot be opened ({error.strerror})") from error
        try:
            yield handle
        finally:
            os.close(handle)

    def _weighed(self, candidate: Candidate, folder: int) -> Weighed:
        said = self._of_owner(candidate, os.fstat(folder).st_uid)
        earlier = self.kept.get(shown(candidate.folder))
        made = weighing.weigh(candidate, folder, self.expected, earlier, self.times == "written")
        made.said[:0] = said
        return made

    def _of_owner(self, candidate: Candidate, owner: int) -> list[str]:
        if not self.check_owner:
            return []
        before = {one.owner for one in self.kept.values() if one.learner == candidate.learner
                  and one.owner is not None and one.state in (arrivals.COLLECTED, arrivals.REPLACED)}  # fmt: skip
        why = self.accounts.problem(candidate.learner, owner, before)
        if why and self.owners == "refuse":
            raise Refused(why)
        return [f"Of the hand-in's folder: {why}."] if why else []

    def _take(self, weighed: Weighed, folder: int, target: Path) -> None:
        """Collect it, where it is newer than what stands there."""
        learner, name = weighed.candidate.learner, shown(weighed.candidate.folder)
        there, earlier = os.path.lexists(target), self.kept.get(name)
        standing = there and earlier is not None and earlier.state == arrivals.COLLECTED
        if there and not self._newer(weighed, target, earlier if standing else None):
            if (
                not standing and weighing.time_in(target) == weighed.at
            ):  # whoever collected it was killed before saying so
                self._note(learner, self._collected(weighed, "", weighed.said))
            self._leave(learner)
            return
        aside = target.with_name(f".{target.name}.new")
        shutil.rmtree(aside, ignore_errors=True)
        aside.mkdir(parents=True)
        try:
            copied = copying.copy(folder, weighed.looked, self.expected, aside, self.bounds)
            if not set(copied.files) - {expected.STAMP, expected.SECRET}:
                odd = refusals.left_out(copied.left_out)
                raise Refused("nothing is in it that the course expects" + (f". {odd[0][:-1]}" if odd else ""))
            if earlier and earlier.at and copied.fingerprint() == earlier.fingerprint and self.times == "exchange":
                # the same files, though the exchange was moved or its permissions set anew: what was decided stands
                weighed = replace(weighed, at=earlier.at, said=[], stamped=False)
            if standing and earlier and copied.fingerprint() == earlier.fingerprint and weighed.at == earlier.at:
                self.news.append(replace(earlier, changed=weighed.looked.changed()))
                self._leave(learner)
                return
            # changed since: a newer time, or grading would see nothing newer
            if standing and earlier and earlier.at and weighed.at <= earlier.at:
                changed = times.of_file_system(weighed.looked.changed())
                later = max(changed, earlier.at + datetime.timedelta(microseconds=1))
                weighed = replace(weighed, at=later, stamped=False)
            if not weighed.stamped:
                (aside / expected.STAMP).write_text(inbound.written(weighed.at), "utf-8")
            if self.coursedir.groupshared:
                swapping.share(aside)
            self.log.info("%s submission: %s %s", "Updating" if there else "Collecting", learner, self.topic)
            swapping.swap(aside, target)
        finally:
            shutil.rmtree(aside, ignore_errors=True)
            with contextlib.suppress(OSError):  # nothing else is in it
                os.rmdir(target.parent)
        said = [*weighed.said, *refusals.left_out(copied.left_out, weighed.looked.more)]
        for line in said:
            self._say(learner, line)
        if self.check_owner and self.accounts.unchecked(learner, weighed.owner):
            self.unchecked.add(learner)
        self._note(learner, self._collected(weighed, copied.fingerprint(), said))

    def _collected(self, weighed: Weighed, fingerprint: str, said: list[str]) -> Arrival:
        learner, name = weighed.candidate.learner, shown(weighed.candidate.folder)
        changed = weighed.looked.changed()
        return Arrival(self.topic, name, learner, arrivals.COLLECTED, weighed.at, weighed.owner, changed, fingerprint,
                       tuple(said), self.now)  # fmt: skip

    def _newer(self, weighed: Weighed, target: Path, standing: Arrival | None) -> bool:
        """Whether it takes the place of what stands there, by nbgrader's rules."""
        if standing is not None:
            moved = (weighed.looked.changed(), weighed.at) != (standing.changed, standing.at)
            return (self.update or self.before_duedate) and moved
        existing = weighing.time_in(target)
        if existing is None and self.update:
            if self.times == "exchange" and weighed.at < weighing.last_change(target):
                self._say(weighed.candidate.learner, refusals.newer_by_hand(self.topic, weighed.candidate.learner))
                return False
            return True
        if self.update and existing is not None and weighed.at > existing:
            return True
        return self.before_duedate and existing != weighed.at

    def _leave(self, learner: str) -> None:
        if self.update:
            self.log.info("No newer submission to collect: %s %s", learner, self.topic)
        else:
            self.log.info("Submission already exists, use --update to update: %s %s", learner, self.topic)

    def _note(self, learner: str, new: Arrival) -> None:
        for one in self.kept.values():
            if one.learner == learner and one.state == arrivals.COLLECTED and one.folder != new.folder:
                self.news.append(replace(one, state=arrivals.REPLACED))
        self.news.append(new)

    # ------------------------------------------------------------ what is said

    def _refuse(self, learner: str, folder: str, why: str) -> None:
        """Keep it and say it, unless somebody has dealt with just this already."""
        line, name = refusals.refused(folder, why), shown(folder)
        earlier = self.kept.get(name)
        if earlier and earlier.state == arrivals.REFUSED and earlier.said == (line,):
            if not earlier.dealt_with:
                self._say(learner or folder, line, refused=True)
            return
        self.news.append(Arrival(self.topic, name, learner, arrivals.REFUSED, said=(line,), seen=self.now))
        self._say(learner or folder, line, refused=True)

    def _say(self, learner: str, line: str, refused: bool = False) -> None:
        said = Said(learner or "inbound", line, refused)
        self.said.append(said)
        self.log.warning("%s", said)
