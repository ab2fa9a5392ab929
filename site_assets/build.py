"""Build the whole site: every language, the folders beside them, and the sealed policy.

    python -m site_assets.build [FOLDER]

SITE_URL in the environment is the address that the site will have; the runtime must have been
assembled (`python -m site_assets.runtime`). Needs no network.
"""

from __future__ import annotations

import argparse
import logging
import shutil
import sys
import time
import traceback
from collections.abc import Mapping
from pathlib import Path

from mkdocs.commands.build import build as mkdocs_build
from mkdocs.config import load_config
from mkdocs.exceptions import Abort, BuildError, ConfigurationError

from site_assets.files import readable_by_all
from site_assets.kept import Kept, sources
from site_assets.publish.csp import SealError, seal
from site_assets.publish.languages import LANGUAGES, Language
from site_assets.publish.offline import NoPlaceForSizeError, fill_size, publish
from site_assets.publish.version import NoPlaceError, stamp

PROJECT = Path(__file__).resolve().parent.parent
SITE = PROJECT / "site"


class BuildFailed(Exception):
    """The site cannot be built; MkDocs or the sealing has said why."""


def configuration_file(folder: str) -> str:
    """Return the name of the MkDocs configuration of the language in that folder of the site."""
    return f"mkdocs.{folder.rstrip('/')}.yml" if folder else "mkdocs.yml"


def build(site: Path = SITE, project: Path = PROJECT, again: Mapping[str, Kept] | None = None) -> None:
    """Build the site into the folder `site`, which is replaced only if all went well.

    `again` holds, by language, what is kept for the next build in this process.

    Raises:
        BuildFailed: with the reason.
    """
    started = time.monotonic()
    fresh = site.with_name(f".{site.name}-new")
    shutil.rmtree(fresh, ignore_errors=True)
    try:
        for language in LANGUAGES:
            if again is None:
                _build_language(language, fresh / language.folder, project)
                continue
            pages = site.with_name(f".{site.name}-{language.code}")
            kept, made_of = again[language.code], sources(project / "docs", language.code)
            if kept.sources != made_of:
                kept.sources = ""
                _build_language(language, pages, project, kept)
                kept.end(made_of)
            shutil.copytree(pages, fresh / language.folder, dirs_exist_ok=True)
        # The version of a page is no part of what is sealed.
        seal(fresh)
        fill_size(fresh)
        publish(fresh, project, stamp(fresh))
        readable_by_all(fresh)
    except (Abort, BuildError, ConfigurationError, NoPlaceError, NoPlaceForSizeError, SealError) as error:
        raise BuildFailed(str(error)) from error
    # To delete takes longer than to rename, and meanwhile somebody may ask for a page.
    old = site.with_name(f".{site.name}-old")
    shutil.rmtree(old, ignore_errors=True)
    if site.exists():
        site.rename(old)
    fresh.rename(site)
    print(f"Built {site.name}/ in {time.monotonic() - started:.1f} s.", flush=True)
    shutil.rmtree(old, ignore_errors=True)


def _build_language(language: Language, folder: Path, project: Path, kept: Kept | None = None) -> None:
    print(f"Building {language.name} …", flush=True)
    configuration = str(project / configuration_file(language.folder))
    config = load_config(configuration, site_dir=str(folder), strict=True)
    if kept:
        kept.follow(config)
    config.plugins.on_startup(command="build", dirty=False)
    try:
        mkdocs_build(config)
    finally:
        config.plugins.on_shutdown()


def built(folder: Path = SITE, again: Mapping[str, Kept] | None = None) -> bool:
    """Build the site into `folder`, or say why that failed; tell whether it is built."""
    logging.basicConfig(level=logging.INFO, format="%(levelname)s: %(message)s")
    logging.getLogger("MARKDOWN").setLevel(logging.WARNING)
    try:
        build(folder, again=again)
    except BuildFailed as error:
        return _not_built(str(error))
    except Exception as error:  # noqa: BLE001 - whatever a hook or a plugin raises
        traceback.print_exception(error)
        return _not_built("This is an error in the program that builds it.")
    return True


def _not_built(reason: str) -> bool:
    print(f"The site was not built. {reason}", file=sys.stderr, flush=True)
    return False


def main() -> int:
    """Build from the command line; return the exit status."""
    parser = argparse.ArgumentParser(description="Build the site, every language.")
    parser.add_argument("folder", nargs="?", type=Path, default=SITE, help="where to put it (site/)")
    return 0 if built(parser.parse_args().folder.resolve()) else 1


if __name__ == "__main__":
    sys.exit(main())
