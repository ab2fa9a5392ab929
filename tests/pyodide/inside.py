"""What happens inside Pyodide: the site's Python is lent what pytest needs, and pytest is run."""

from __future__ import annotations

import importlib
import os
import pkgutil
import sys
from importlib.machinery import ModuleSpec, PathFinder
from typing import Any

# What cannot hold in the browser, and why. The name of a test without its parameters stands for all of them.
ELSEWHERE = {
    "tests/unit/test_messages.py::test_every_reason_that_is_raised_has_words_for_the_values_that_it_gets": (
        "reads the package's sources, and the site's wheel holds only compiled modules"
    ),
    "tests/unit/test_messages.py::test_the_scripts_and_the_template_name_words_that_there_are": (
        "reads the site's scripts"
    ),
    "tests/pictures/test_web.py::test_the_answer_does_not_depend_on_the_process": "starts other processes",
}


class Untrimmed:
    """Finds what the site's standard library leaves out, in the whole one, when nobody else finds it."""

    def __init__(self, stdlib: str) -> None:
        self.stdlib = stdlib

    def find_spec(self, name: str, _path: object = None, _target: object = None) -> ModuleSpec | None:
        folder = "/".join([self.stdlib, *name.split(".")[:-1]])
        return PathFinder.find_spec(name, [folder])


class Selection:
    """A plugin that leaves out `ELSEWHERE`, and complains if what it names is not there."""

    def __init__(self, *, complete: bool) -> None:
        self.complete = complete

    def pytest_collection_modifyitems(self, config: Any, items: list[Any]) -> None:
        import pytest

        names = [item.nodeid.partition("[")[0] for item in items]
        left = [item for item, name in zip(items, names, strict=True) if name in ELSEWHERE]
        if self.complete and (unknown := ELSEWHERE.keys() - set(names)):
            raise pytest.UsageError(f"tests/pyodide/inside.py names tests that are not there: {unknown}")
        items[:] = [item for item, name in zip(items, names, strict=True) if name not in ELSEWHERE]
        config.hook.pytest_deselected(items=left)


def package_modules() -> list[str]:
    """Import every module of the package, and return their names."""
    package = importlib.import_module("pyconv")
    found = pkgutil.walk_packages(package.__path__, "pyconv.")
    return [importlib.import_module(module.name).__name__ for module in found]


def run(project: str, stdlib: str, arguments: list[str]) -> int:
    """Run pytest in the folder `project` and return its exit status.

    `stdlib` is the whole standard library of this very Python as a zip file; `arguments` go to
    pytest, and without any it runs all that can be run here.
    """
    # Before anything is added: the package has to do with what the site gives it.
    package_modules()
    sys.meta_path.append(Untrimmed(stdlib))
    os.chdir(project)
    import pytest

    everything = ["tests/unit", "tests/pictures", "tests/pyodide/doctests.py"]
    # No threads and no file descriptors to take over; nothing is kept for a next run.
    plain = ["--capture=sys", "-p", "no:faulthandler", "-p", "no:cacheprovider", "--color=no", "--tb=short"]
    return int(pytest.main([*plain, *(arguments or everything)], plugins=[Selection(complete=not arguments)]))
