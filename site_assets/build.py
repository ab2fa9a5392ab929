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
from pathlib import Path

from mkdocs.commands.build import build as mkdocs_build
from mkdocs.config import load_config
from mkdocs.exceptions import Abort, BuildError, ConfigurationError

from site_assets.files import readable_by_all
from site_assets.publish.csp import SealError, seal
from site_assets.publish.languages import LANGUAGES
from site_assets.publish.version import NoPlaceError, stamp

PROJECT = Path(__file__).resolve().parent.parent
SITE = PROJECT / "site"


class BuildFailed(Exception):
    """The site cannot be built; MkDocs or the sealing has said why."""


def configuration_file(folder: str) -> str:
    """Return the name of the MkDocs configuration of the language in that folder of the site."""
    return f"mkdocs.{folder.rstrip('/')}.yml" if folder else "mkdocs.yml"


def build(site: Path = SITE, project: Path = PROJECT) -> None:
    """Build the site into the folder `site`, which is replaced only if all went well.

    Raises:
        BuildFailed: with the reason.
    """
    started = time.monotonic()
    fresh = site.with_name(f".{site.name}-new")
    shutil.rmtree(fresh, ignore_errors=True)
    try:
        for language in LANGUAGES:
            print(f"Building {language.name} …", flush=True)
            config = load_config(
                str(project / configuration_file(language.folder)),
                site_dir=str(fresh / language.folder),
                strict=True,
            )
            config.plugins.on_startup(command="build", dirty=False)
            try:
                mkdocs_build(config)
            finally:
                config.plugins.on_shutdown()
        stamp(fresh)
        seal(fresh)
        readable_by_all(fresh)
    except (Abort, BuildError, ConfigurationError, NoPlaceError, SealError) as error:
        raise BuildFailed(str(error)) from error
    shutil.rmtree(site, ignore_errors=True)
    fresh.rename(site)
    print(f"Built {site.name}/ in {time.monotonic() - started:.1f} s.", flush=True)


def main() -> int:
    """Build from the command line; return the exit status."""
    parser = argparse.ArgumentParser(description="Build the site, every language.")
    parser.add_argument("folder", nargs="?", type=Path, default=SITE, help="where to put it (site/)")
    logging.basicConfig(level=logging.INFO, format="%(levelname)s: %(message)s")
    logging.getLogger("MARKDOWN").setLevel(logging.WARNING)
    try:
        build(parser.parse_args().folder.resolve())
    except BuildFailed as error:
        print(f"The site was not built. {error}", file=sys.stderr)
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main())
