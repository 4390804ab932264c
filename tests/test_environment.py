"""environment.yml, the conda route, asks for what pyproject.toml asks for."""

from __future__ import annotations

import tomllib

import yaml

from .conftest import ROOT

PROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))["project"]
CONDA = yaml.safe_load((ROOT / "environment.yml").read_text("utf-8"))
BY_PIP = next(part["pip"] for part in CONDA["dependencies"] if isinstance(part, dict))
BY_CONDA = [part for part in CONDA["dependencies"] if isinstance(part, str)]


def test_it_asks_for_the_packages_of_learners_and_instructors():
    wanted = PROJECT["dependencies"] + PROJECT["optional-dependencies"]["instructor"]
    assert sorted(BY_PIP) == sorted([*wanted, "-e ."])


def test_it_asks_for_the_same_python():
    assert sorted(BY_CONDA) == ["pip", f"python{PROJECT['requires-python']}"]


def test_it_bears_the_projects_name():
    assert CONDA["name"] == PROJECT["name"]
