"""Where the programs of the tests come from, on machines that have other things."""

from __future__ import annotations

import pytest

from site_assets.programs import (
    CHROMIUM,
    FIREFOX,
    JAVA,
    PROGRAMS,
    WEBKIT,
    Machine,
    ProgramMissing,
    find,
    main,
)

APT = {"apt-get": "/usr/bin/apt-get"}


class Fake(Machine):
    """A machine with certain working programs, and installers that may bring more."""

    def __init__(self, *, working=(), path=None, environ=None, root=False, brings=None):
        self.working = set(working)
        self.commands = []
        self.brings = brings or {}
        super().__init__(
            environ=environ or {},
            which=(path or {}).get,
            answers=lambda command: command[0] in self.working,
            run=self.install,
            playwrights=lambda: "/cache/playwright/chrome",
            is_root=lambda: root,
        )

    def install(self, command):
        text = " ".join(command)
        self.commands.append(text)
        for words, program in self.brings.items():
            if words in text:
                self.working.add(program)
                return True
        return "apt-get update" in text and any("apt-get" in words for words in self.brings)


@pytest.mark.parametrize(
    ("program", "named", "path"),
    [
        (CHROMIUM, "/mine", "/mine"),
        (FIREFOX, "/mine", "/mine"),
        (WEBKIT, "/mine", "/mine"),
        (JAVA, "/jdk", "/jdk/bin/java"),
    ],
)
def test_the_variable_comes_first(program, named, path):
    there = f"/usr/bin/{program.names[0]}"
    machine = Fake(working={path, there}, path={program.names[0]: there}, environ={program.variable: named})
    assert str(find(program, machine)) == path


@pytest.mark.parametrize("program", PROGRAMS.values())
def test_a_variable_that_leads_nowhere_is_an_error_and_not_a_hint(program):
    there = f"/usr/bin/{program.names[0]}"
    machine = Fake(
        working={there}, path={program.names[0]: there} | APT, environ={program.variable: "/gone"}, root=True
    )
    with pytest.raises(ProgramMissing, match=rf"\${program.variable} is '/gone'"):
        find(program, machine, install=True)
    assert machine.commands == []


def test_one_on_the_machine_is_taken_before_any_download():
    path = {"chromium-browser": "/snap/stub", "google-chrome": "/opt/chrome"}
    machine = Fake(working={"/opt/chrome", "/cache/playwright/chrome"}, path=path)
    assert str(find(CHROMIUM, machine, install=True)) == "/opt/chrome"
    assert machine.commands == []


def test_playwrights_own_is_downloaded_next():
    machine = Fake(brings={"playwright install chromium": "/cache/playwright/chrome"})
    assert str(find(CHROMIUM, machine, install=True)) == "/cache/playwright/chrome"


@pytest.mark.parametrize("program", PROGRAMS.values())
def test_debians_package_is_the_last_way_and_only_for_root(program):
    there = f"/usr/bin/{program.names[0]}"
    path = {program.names[0]: there} | APT
    brings = {f"apt-get install --yes {program.package}": there}
    machine = Fake(path=path, brings=brings, root=True)
    assert str(find(program, machine, install=True)) == there
    assert machine.commands[-2:] == ["apt-get update", f"apt-get install --yes {program.package}"]
    assert len(machine.commands) == 2 + program.playwright
    for lacks_something in (Fake(path=path, brings=brings), Fake(path={}, brings=brings, root=True)):
        with pytest.raises(ProgramMissing):
            find(program, lacks_something, install=True)
        assert not [command for command in lacks_something.commands if "apt-get" in command]


def test_a_package_list_that_cannot_be_had_ends_the_attempt():
    machine = Fake(path=APT, root=True)
    with pytest.raises(ProgramMissing):
        find(JAVA, machine, install=True)
    assert machine.commands == ["apt-get update"]


@pytest.mark.parametrize("program", PROGRAMS.values())
@pytest.mark.parametrize("install", [True, False])
def test_otherwise_the_message_says_what_to_install(program, install):
    with pytest.raises(ProgramMissing, match=rf"apt-get install {program.package}.*\${program.variable}"):
        find(program, Fake(), install=install)


def test_only_what_the_tests_cannot_do_without_stops_them(monkeypatch, capsys):
    lacking = Fake()
    monkeypatch.setattr("site_assets.programs.Machine", lambda: lacking)
    assert main(["firefox", "webkit"]) == 0
    assert "Install it" in capsys.readouterr().err
    assert main(["firefox", "java", "webkit"]) == 1
