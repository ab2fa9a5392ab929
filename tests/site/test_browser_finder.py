"""Where the tests' browser comes from, on machines that have other things."""

from __future__ import annotations

import pytest

from site_assets.browser import VARIABLE, BrowserMissing, Machine, find


class Fake(Machine):
    """A machine with certain working programs, and installers that may bring one more."""

    def __init__(self, *, working=(), path=None, environ=None, root=False, brings=None):
        self.working = set(working)
        self.path = path or {}
        self.commands = []
        self.brings = brings or {}
        super().__init__(
            environ=environ or {},
            which=self.path.get,
            starts=lambda program: program in self.working,
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


def test_the_variable_comes_first():
    machine = Fake(
        working={"/mine", "/usr/bin/chromium"},
        path={"chromium": "/usr/bin/chromium"},
        environ={VARIABLE: "/mine"},
    )
    assert str(find(machine)) == "/mine"


def test_a_variable_that_leads_nowhere_is_an_error_and_not_a_hint():
    machine = Fake(
        working={"/usr/bin/chromium"}, path={"chromium": "/usr/bin/chromium"}, environ={VARIABLE: "/gone"}
    )
    with pytest.raises(BrowserMissing, match="/gone"):
        find(machine, install=True)
    assert machine.commands == []


def test_one_on_the_machine_is_taken_before_any_download():
    path = {"chromium-browser": "/snap/stub", "google-chrome": "/opt/chrome"}
    machine = Fake(working={"/opt/chrome", "/cache/playwright/chrome"}, path=path)
    assert str(find(machine, install=True)) == "/opt/chrome"
    assert machine.commands == []


def test_playwrights_own_is_downloaded_next():
    machine = Fake(brings={"playwright install chromium": "/cache/playwright/chrome"})
    assert str(find(machine, install=True)) == "/cache/playwright/chrome"


def test_debians_package_is_the_last_way_and_only_for_root():
    path = {"chromium": "/usr/bin/chromium", "apt-get": "/usr/bin/apt-get"}
    brings = {"apt-get install --yes chromium": "/usr/bin/chromium"}
    machine = Fake(path=path, brings=brings, root=True)
    assert str(find(machine, install=True)) == "/usr/bin/chromium"
    assert [command.split()[-1] for command in machine.commands] == ["chromium", "update", "chromium"]
    with pytest.raises(BrowserMissing):
        find(Fake(path=path, brings=brings), install=True)


@pytest.mark.parametrize("install", [True, False])
def test_otherwise_the_message_says_what_to_install(install):
    with pytest.raises(BrowserMissing, match=rf"apt-get install chromium.*\${VARIABLE}"):
        find(Fake(), install=install)
