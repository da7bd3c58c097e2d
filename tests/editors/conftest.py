"""What the tests of all editors share.

projects.py says what is edited, chromium.py drives a browser, code_server.py runs Visual Studio Code, workbench.py is a
person at it, and neovim.py a person at Neovim.
"""

from .chromium import chromium, keep, page
from .code_server import code_server
from .projects import home

__all__ = ["chromium", "code_server", "home", "keep", "page"]
