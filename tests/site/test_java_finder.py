"""Where the Java of the HTML check comes from, on machines that have other things."""

from __future__ import annotations

import pytest

from site_assets.browser import Machine
from site_assets.java import VARIABLE, JavaMissing, find

DEBIAN = ["apt-get update", "apt-get install --yes default-jre-headless"]


class Fake(Machine):
    """A machine with certain working programs, and a package manager that may bring Java."""

    def __init__(self, *, working=(), path=None, environ=None, root=False, brings=True):
        self.working = set(working)
        self.commands = []
        self.brings = brings
        super().__init__(
            environ=environ or {},
            which=(path or {}).get,
            starts=lambda program: program in self.working,
            run=self.install,
            is_root=lambda: root,
        )

    def install(self, command):
        self.commands.append(" ".join(command))
        if self.brings and "install" in command:
            self.working.add("/usr/bin/java")
        return self.brings


def test_the_variable_comes_first_if_it_leads_to_one():
    path = {"java": "/usr/bin/java"}
    working = {"/jdk/bin/java", "/usr/bin/java"}
    assert str(find(Fake(working=working, path=path, environ={VARIABLE: "/jdk"}))) == "/jdk/bin/java"
    assert str(find(Fake(working=working, path=path, environ={VARIABLE: "/gone"}))) == "/usr/bin/java"


def test_debian_brings_one_to_root():
    machine = Fake(path={"java": "/usr/bin/java", "apt-get": "/usr/bin/apt-get"}, root=True)
    assert str(find(machine, install=True)) == "/usr/bin/java"
    assert machine.commands == DEBIAN


@pytest.mark.parametrize(
    ("choices", "commands"),
    [
        ({"path": {"apt-get": "/usr/bin/apt-get"}, "root": True, "brings": False}, DEBIAN[:1]),
        ({"path": {"apt-get": "/usr/bin/apt-get"}}, []),
        ({"root": True}, []),
    ],
)
def test_without_one_the_message_says_what_to_install(choices, commands):
    machine = Fake(**choices)
    with pytest.raises(JavaMissing, match="default-jre-headless"):
        find(machine, install=True)
    assert machine.commands == commands
