"""Holds the place of NumPy's linear algebra in C, of which pages use nothing, until somebody asks for it.

By then the real module must lie beside this one; until it does, what is asked for is a module that is
not there.
"""

import sys
from importlib.machinery import EXTENSION_SUFFIXES, ExtensionFileLoader, FileFinder
from importlib.util import module_from_spec


def __getattr__(name: str) -> object:
    if name.startswith("__"):
        raise AttributeError(name)
    folder = __file__.rpartition("/")[0]
    found = FileFinder(folder, (ExtensionFileLoader, EXTENSION_SUFFIXES)).find_spec(__name__)
    if found is None or found.loader is None:
        raise ModuleNotFoundError(f"{__name__} has not been loaded yet", name=__name__)
    real = module_from_spec(found)
    found.loader.exec_module(real)
    sys.modules[__name__] = real
    globals().update({key: value for key, value in vars(real).items() if not key.startswith("__")})
    return getattr(real, name)
