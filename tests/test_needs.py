"""Where a program is missing, a test says which package brings it, or fails where nothing may be skipped."""

from __future__ import annotations

import pytest

from . import needs


def test_a_missing_program_is_a_skip_that_names_its_package(monkeypatch):
    monkeypatch.delenv("PRACTICUM_FULL", raising=False)
    with pytest.raises(pytest.skip.Exception, match="apt-get install no-such-package"):
        needs.need("no-such-program", "no-such-package")


def test_a_missing_program_is_a_failure_where_nothing_is_skipped(monkeypatch):
    monkeypatch.setenv("PRACTICUM_FULL", "1")
    with pytest.raises(pytest.fail.Exception, match="apt-get install no-such-package"):
        needs.need("no-such-program", "no-such-package")


def test_a_program_that_is_there_is_given_with_its_path():
    assert needs.need("sh", "dash").endswith("/sh")


def test_a_driver_that_does_not_start_is_said_with_what_it_lacks(monkeypatch, tmp_path):
    monkeypatch.setenv("PRACTICUM_FULL", "1")
    driver = tmp_path / "node"
    driver.write_text("#!/bin/sh\necho 'libatomic.so.1: cannot open shared object file' >&2\nexit 127\n")
    driver.chmod(0o755)
    with pytest.raises(pytest.fail.Exception, match=r"libatomic\.so\.1.*apt-get install libatomic1"):
        needs.need_driver(str(driver))
    needs.need_driver("/bin/true")
