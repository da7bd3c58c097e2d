"""A person at Neovim: what docs/editors.md tells them is their configuration, and their keys are real ones."""

from __future__ import annotations

import os
import re
import time
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path
from typing import Any, TypeVar

import pynvim

from .projects import Home

ROOT = Path(__file__).parents[2]
GUIDE = ROOT / "docs" / "editors.md"
LUA = re.compile(r"^```lua\n(.*?)^```", re.DOTALL | re.MULTILINE)
GHOST = """
local namespace = vim.api.nvim_get_namespaces()["nvim.lsp.inline_completion"]
local marks = namespace and vim.api.nvim_buf_get_extmarks(0, namespace, 0, -1, { details = true }) or {}
return marks[1] and marks[1][4].virt_text and marks[1][4].virt_text[1][1]
"""
DIAGNOSTICS = """
return vim.tbl_map(function(one)
  local line = vim.api.nvim_buf_get_lines(0, one.lnum, one.lnum + 1, true)[1]
  local severity = vim.diagnostic.severity[one.severity]
  return { message = one.message, code = one.code, severity = severity, line = line, at = { one.lnum + 1, one.col } }
end, vim.diagnostic.get(0))
"""
HOVER = """
for _, window in ipairs(vim.api.nvim_list_wins()) do
  if vim.api.nvim_win_get_config(window).relative ~= "" then
    return table.concat(vim.api.nvim_buf_get_lines(vim.api.nvim_win_get_buf(window), 0, -1, true), "\\n")
  end
end
"""
QUICK_FIX = """
local wanted = ...
vim.lsp.buf.code_action({ apply = true, filter = function(action)
  if wanted == "" then return action.isPreferred == true end
  return action.title == wanted
end })
"""
MESSAGES = 'return vim.fn.execute("messages")'
READY = """
local client = vim.lsp.get_clients({ bufnr = 0, name = "parallelproof" })[1]
return client ~= nil and client.initialized
"""

T = TypeVar("T")


def guide(*versions: str) -> str:
    """The Lua lines of docs/editors.md for these versions of Neovim."""
    sections = re.split(r"^## ", GUIDE.read_text(), flags=re.MULTILINE)
    chosen = [text for text in sections if text.startswith(tuple(f"Neovim {version}\n" for version in versions))]
    return "\n".join(block for text in chosen for block in LUA.findall(text))


class Neovim:
    """Neovim with a file open; `program` is the version's name in `.cache/neovim`."""

    def __init__(self, version: str, config: str, file: Path, home: Home) -> None:
        init = home.folder / "config" / "nvim" / "init.lua"
        init.parent.mkdir(parents=True, exist_ok=True)
        init.write_text(config)
        program = ROOT / ".cache" / "neovim" / f"nvim-{version}"
        # The child inherits the environment; what is the person's own is given by `env`.
        command = ["env", *(f"{name}={value}" for name, value in home.env.items() if os.environ.get(name) != value)]
        self._nvim = pynvim.attach("child", argv=[*command, str(program), "--embed", "--headless", "-n"])
        self._nvim.command(f"cd {file.parent}")
        self._nvim.command(f"edit {file}")
        self.wait_for("the server", 30, lambda: self.lua(READY))

    def __enter__(self) -> Neovim:
        return self

    def __exit__(self, *_: object) -> None:
        """Leaves as a person does, so that the server ends too."""
        with suppress(OSError, EOFError):
            self._nvim.command("qall!")
        self._nvim.close()

    def keys(self, keys: str) -> None:
        """Presses keys, in Neovim's notation."""
        self._nvim.input(keys)

    def command(self, command: str) -> None:
        """Says a command, as after a colon."""
        self._nvim.command(command)

    def type_at_end(self, text: str) -> None:
        """Adds text to the end of the buffer, which is not saved: the server knows it only from the edit."""
        self.lua("vim.api.nvim_buf_set_lines(0, -1, -1, false, ...)", text.splitlines())

    def quick_fix(self, title: str = "") -> None:
        """Applies the quick fix with this title at the cursor, or the preferred one, and waits for its change."""
        before = self.text
        self.lua(QUICK_FIX, title)
        self.wait_for("the quick fix", 15, lambda: self.text != before)

    def hover(self) -> str:
        """What K shows at the cursor."""
        self.keys("K")
        return self.wait_for("the hover", 10, lambda: self.lua(HOVER))

    def go_to(self, diagnostic: dict[str, Any]) -> None:
        """Puts the cursor on a diagnostic."""
        self._nvim.current.window.cursor = diagnostic["at"]

    @property
    def pid(self) -> int:
        """Neovim's process."""
        return self.lua("return vim.fn.getpid()")

    @property
    def text(self) -> str:
        """The buffer's text."""
        return "\n".join(self._nvim.current.buffer) + "\n"

    @property
    def line(self) -> str:
        """The line under the cursor."""
        return self._nvim.current.line

    @property
    def diagnostics(self) -> list[dict[str, Any]]:
        """What is shown in the buffer: message, code, severity, line, at."""
        return self.lua(DIAGNOSTICS)

    def wait_for_diagnostic(self, seconds: float) -> dict[str, Any]:
        """The first diagnostic that is shown."""
        return self.wait_for("a diagnostic", seconds, lambda: self.diagnostics)[0]

    def wait_for_ghost(self, seconds: float) -> str:
        """The ghost text that is shown."""
        return self.wait_for("ghost text", seconds, lambda: self.lua(GHOST))

    def wait_for(self, what: str, seconds: float, look: Callable[[], T]) -> T:
        """What a look finds once it finds something."""
        ends = time.monotonic() + seconds
        while not (found := look()):
            assert time.monotonic() < ends, f"waited {seconds:g} s in vain for {what}: {self.lua(MESSAGES)}"
            time.sleep(0.05)
        return found

    def lua(self, code: str, *arguments: object) -> Any:
        """What Lua code returns."""
        return self._nvim.exec_lua(code, *arguments)
