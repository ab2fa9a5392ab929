"""What anyone can install: the package with the plugin, and nothing that only this site needs."""

from __future__ import annotations

import ast
import posixpath
import re
import sys
import tomllib
import zipfile
from importlib.metadata import packages_distributions

import pytest

from pyconv.pictures.style import sheet
from pyconv.messages import LANGUAGES
from site_assets.plugin.entry import Options
from site_assets.plugin.publication import MAIN_SCRIPT, WORKER_SCRIPT, modules
from site_assets.plugin.sheets import PICTURE_SHEET, SHEETS
from site_assets.plugin.wheel import DISTRIBUTION

SHIPPED = ("plugin", "runtime", "notebook", "js", "css", "fonts")
# What only this site loads.
OWN = r".*site_assets/(js|css|fonts)/(site\.\w+|palette\.css|elements/(drawer|languages|leaving|scrolling)\.js|offline/.*|text\.css|inter-.*)"

INSTALLS = re.compile(
    r"""\b(?:pip3?|pipx|uv|poetry|conda|mamba)\s+(?:\w+\s+)*?(?:install|add)\b[^\n`]*?[\s"'](pyconv)(?![\w/-])"""
)
"""What would install other people's program of that name."""

EVERY_MODULE = """
import importlib, pathlib, pkgutil
import pyconv, site_assets
for package in (pyconv, site_assets):
    for module in pkgutil.walk_packages(package.__path__, package.__name__ + "."):
        if not module.name.endswith("__main__"):
            importlib.import_module(module.name)
    print(pathlib.Path(package.__file__).parents[1])
"""


@pytest.fixture(scope="module")
def members(stranger) -> dict[str, bytes]:
    with zipfile.ZipFile(stranger.wheel) as packed:
        return {name: packed.read(name) for name in packed.namelist()}


def _own(path: str) -> bool:
    return re.fullmatch(OWN, path) is not None


@pytest.fixture(scope="module")
def described(project):
    return tomllib.loads((project / "pyproject.toml").read_text("utf-8"))["project"]


def test_all_that_the_widgets_need_is_in_it(project, members):
    wanted = {
        path.relative_to(project).as_posix()
        for root in [project / "pyconv", *(project / "site_assets" / name for name in SHIPPED)]
        for path in root.rglob("*")
        if path.is_file() and "__pycache__" not in path.parts and not _own(path.as_posix())
    }
    assert {path.rpartition(".")[2] for path in wanted} >= {"py", "js", "css", "html", "toml", "woff2", "mjs"}
    assert wanted <= members.keys()


def test_nothing_is_in_it_that_only_this_site_needs(members):
    folders = {name.split("/")[0] for name in members}
    assert {folder.split("-")[0] for folder in folders} == {"pyconv", "site_assets", "convolution_views"}
    assert not [name for name in members if _own(name)]
    own = ("site_assets/theme/", "site_assets/inline/", "site_assets/publish/", "site_assets/build.py")
    assert not [name for name in members if name.startswith(own)]


def test_scripts_and_style_sheets_need_nothing_that_is_not_in_it(members):
    static = {
        name.removeprefix("site_assets/"): data
        for name, data in members.items()
        if name.startswith(("site_assets/js/", "site_assets/css/", "site_assets/fonts/"))
    }
    static[PICTURE_SHEET] = sheet().encode()
    scripts = [*modules(MAIN_SCRIPT, static), *modules(WORKER_SCRIPT, static)]
    # What a script fetches when it needs it, and what that needs.
    for name in scripts:
        # Comments name the types of others.
        code = re.sub(rb"/\*.*?\*/", b"", static[name], flags=re.DOTALL)
        for fetched in re.findall(rb'\bimport\("(\.[^"]+)"\)', code):
            start = posixpath.normpath(f"{posixpath.dirname(name)}/{fetched.decode()}")
            scripts += [each for each in modules(start, static) if each not in scripts]
    # What the messages between them look like is for whoever reads and for the check of types.
    present = {name for name in static if name.startswith("js/") and name.endswith(".js")}
    assert set(scripts) == present - {"js/worker/protocol.js"}
    for name in SHEETS:
        for address in re.findall(rb'url\("([^"]+)"\)', static[name]):
            assert f"fonts/{address.decode()}" in static, name


def test_it_is_found_as_a_plugin_and_is_complete_without_the_repository(stranger, project):
    # Two prints of the same folder: both packages come from where the wheel was installed.
    (place,) = set(stranger.run("-c", EVERY_MODULE).split("\n")) - {""}
    assert str(stranger.folder) in place
    assert str(project) not in place
    found = "import mkdocs.plugins as p; print(p.get_plugins()['pyconv'].load().__module__)"
    assert stranger.run("-c", found).strip() == "site_assets.plugin.entry"


def test_the_extra_names_all_that_the_plugin_imports(project, members, described):
    named = set(sys.stdlib_module_names) | {"pyconv", "site_assets"}
    imported = set()
    for name in members:
        if name.startswith("site_assets/") and "/notebook/" not in name and name.endswith(".py"):
            for node in ast.walk(ast.parse((project / name).read_text("utf-8"))):
                if isinstance(node, ast.Import):
                    imported |= {alias.name.split(".")[0] for alias in node.names}
                elif isinstance(node, ast.ImportFrom):
                    imported.add(str(node.module).split(".")[0])
    distributions = packages_distributions()
    needed = {distributions[name][0].lower() for name in imported - named}
    asked = {re.split(r"[<>=\[ ]", each)[0].lower() for each in described["optional-dependencies"]["mkdocs"]}
    assert {"mkdocs", "pooch"} <= needed <= asked


def test_the_pattern_knows_what_installs_other_peoples_program():
    for line in (
        "pip install pyconv",
        "python -m pip install -U 'pyconv>=1'",
        'pip install "pyconv[figures]"',
        "uv pip install numpy pyconv",
        "uv add pyconv",
        "%pip install pyconv\n",
    ):
        assert INSTALLS.search(line), line
    for line in (
        f"pip install {DISTRIBUTION}",
        "pip install ./pyconv/",
        "pip install .",
        "pip install pyconv-other",
        "pip install numpy\nimport pyconv",
    ):
        assert not INSTALLS.search(line), line


def test_nobody_is_told_to_install_other_peoples_program(project, described):
    texts = [
        path
        for root in ("docs", "pyconv", "site_assets", "requirements", ".github")
        for path in (project / root).rglob("*")
        if path.suffix in {".md", ".py", ".toml", ".js", ".html", ".yml", ".txt", ".in", ".ipynb"}
    ]
    texts += [*project.glob("*.md"), *project.glob("*.py"), *project.glob("*.toml"), *project.glob("*.yml")]
    assert project / "README.md" in texts
    assert project / "docs/en/pyconv.md" in texts
    assert not [path for path in texts if INSTALLS.search(path.read_text("utf-8"))]
    asked = [described["dependencies"], *described["optional-dependencies"].values()]
    assert not [each for one in asked for each in one if re.match(r"pyconv\b(?!-)", each)]
    assert described["name"] == DISTRIBUTION


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_readme_tells_how_to_use_the_widgets_elsewhere(project, stranger, language):
    text = (project / ("README.md" if language == "en" else f"README.{language}.md")).read_text("utf-8")
    (section,) = [each for each in text.split("\n## ") if "MkDocs" in each.split("\n")[0]]
    (settings,) = re.findall(r"```yaml\n(.*?)```", section, re.DOTALL)
    block = re.search(r"````markdown\n(.*?)````", text, re.DOTALL)
    assert block
    site = stranger.folder / f"readme-{language}"
    (site / "docs").mkdir(parents=True)
    (site / "mkdocs.yml").write_text(f"site_name: a\n{settings}", encoding="utf-8")
    (site / "docs" / "index.md").write_text(block[1], encoding="utf-8")
    stranger.run("-m", "mkdocs", "build", "--strict", "--quiet", folder=site)
    assert "<pyconv-widget" in (site / "site" / "index.html").read_text("utf-8")
    told = set(re.findall(r"^\| `(\w+):", section, re.MULTILINE))
    assert told == {name for name, _ in Options._schema}
