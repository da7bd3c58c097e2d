"""Both stories in a real Neovim, with the configuration of docs/editors.md: a verified quick fix, and ghost text."""

import time

import pytest

from .neovim import Neovim, guide
from .processes import SANDBOX, started
from .projects import CAMPAIGN_S, OPENED, TYPED, Home, works_as_before

NEWEST = guide("0.11", "0.12")


@pytest.mark.parametrize(("version", "config"), [("0.11", guide("0.11")), ("0.12", NEWEST)], ids=["0.11", "0.12"])
def test_a_win_is_shown_explained_applied_and_taken_back(version: str, config: str, home: Home) -> None:
    file = home.shop()
    with Neovim(version, config, file, home) as editor:
        editor.type_at_end(TYPED)
        typed = editor.text
        win = editor.wait_for_diagnostic(CAMPAIGN_S)
        assert win["severity"] == "INFO" and "def common" in win["line"]
        assert "faster" in win["message"] and "same results" in win["message"]

        editor.go_to(win)
        shown = [line for line in editor.hover().splitlines() if line.strip()]
        assert "faster" in " ".join(shown) and len(shown) <= 11, "at most ten lines and a link"

        editor.quick_fix()
        assert editor.text != typed and works_as_before(editor.text)
        editor.wait_for("the win to be withdrawn", 10, lambda: not editor.diagnostics)
        editor.keys("u")
        editor.wait_for("the text as it was", 10, lambda: editor.text == typed)
    assert file.read_text() == OPENED, "the buffer was changed; the file is the person's to save"


def test_a_project_in_no_trusted_folder_is_not_run_until_the_person_says_so(home: Home) -> None:
    with Neovim("0.12", NEWEST, home.shop("downloads"), home) as editor:
        editor.type_at_end(TYPED)
        time.sleep(4)  # the pause is over by far
        assert editor.diagnostics == [] and started(editor.pid, SANDBOX) == []

        editor.command("ParallelProofTrust")
        assert "faster" in editor.wait_for_diagnostic(CAMPAIGN_S)["message"]


def test_ghost_text_is_accepted_while_typing_and_its_name_imported(home: Home) -> None:
    with Neovim("0.12", NEWEST, home.orders(), home) as editor:
        editor.keys("Goprices: list[float] = load(PATH)<CR>average = mean")
        assert editor.wait_for_ghost(60) == "(prices)"
        assert editor.line == "average = mean"
        editor.keys("<Tab>")
        editor.wait_for("the accepted text", 10, lambda: editor.line == "average = mean(prices)")

        editor.keys("<Esc>")
        hint = editor.wait_for_diagnostic(30)
        assert hint["severity"] == "HINT" and hint["code"] == "ambiguous-name"
        editor.go_to(hint)
        editor.quick_fix("Import `mean` from app.stats")
        assert editor.text.index("import json\n") < editor.text.index("from app.stats import mean\n")
        editor.wait_for("the hint to be withdrawn", 20, lambda: not editor.diagnostics)
