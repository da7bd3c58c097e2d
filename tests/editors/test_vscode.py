"""The packaged extension in the true workbench of Visual Studio Code: what a person sees, accepts and undoes."""

import zipfile

from playwright.sync_api import Page, expect

from .chromium import Keep
from .code_server import EXTENSION, CodeServer
from .processes import SANDBOX, started
from .projects import CAMPAIGN_S, OPENED, TYPED, works_as_before
from .workbench import SECOND


def test_a_win_in_the_example_is_seen_explained_listed_applied_and_undone(
    code_server: CodeServer, page: Page, keep: Keep
) -> None:
    folder = code_server.home.examples()
    file = folder / "shop" / "orders.py"
    before = file.read_text()
    editor = code_server.open(page, folder)
    editor.open_file("orders.py")
    editor.wait_for_server()
    editor.go_to_line(1 + before[: before.index("def unshipped")].count("\n"))
    editor.command("ParallelProof: Optimise This Function or Query")
    expect(editor.squiggles.first).to_be_attached(timeout=CAMPAIGN_S * SECOND)

    assert "faster" in editor.next_problem()
    expect(editor.hover()).to_contain_text("same results")
    keep("vscode-hover")
    editor.close_hover()

    editor.command("ParallelProof: Show Wins")
    win = page.locator(".pane-body .monaco-list-row", has_text="unshipped")
    expect(win).to_contain_text("faster")
    keep("vscode-wins")

    win.click()
    assert editor.quick_fixes().count() > 1
    page.keyboard.press("Enter")
    expect(editor.dirty).to_be_visible(timeout=20 * SECOND)
    editor.save()
    assert file.read_text() != before
    page.keyboard.press("Control+z")
    expect(editor.dirty).to_be_visible()
    editor.save()
    assert file.read_text() == before

    editor.command("ParallelProof: Open Dashboard")
    dashboard = page.frame_locator("iframe.webview").frame_locator("#active-frame").frame_locator("iframe")
    expect(dashboard.get_by_role("main")).to_be_visible(timeout=60 * SECOND)
    expect(dashboard.get_by_role("main")).to_contain_text("orders.py")
    keep("vscode-dashboard")


def test_nothing_is_run_in_a_restricted_folder_until_a_person_trusts_it(code_server: CodeServer, page: Page) -> None:
    file = code_server.home.shop()
    editor = code_server.open(page, file.parent, is_trusted=False)
    editor.open_file("shop.py")
    editor.wait_for_server()
    editor.go_to_end()
    page.keyboard.insert_text(TYPED)
    page.wait_for_timeout(5 * SECOND)
    assert started(code_server.pid, SANDBOX) == []
    expect(editor.squiggles).to_have_count(0)

    editor.command("Workspaces: Manage Workspace Trust")
    page.locator(".workspace-trust-editor .monaco-button", has_text="Trust").first.click()
    page.keyboard.press("Escape")
    expect(editor.squiggles.first).to_be_attached(timeout=CAMPAIGN_S * SECOND)
    assert file.read_text() == OPENED
    assert works_as_before(OPENED + TYPED)


def test_ghost_text_is_accepted_with_tab(code_server: CodeServer, page: Page, keep: Keep) -> None:
    file = code_server.home.orders()
    editor = code_server.open(page, file.parent)
    editor.open_file("orders.py")
    editor.wait_for_server()
    editor.go_to_end()
    page.keyboard.type("prices: list[float] = load(PATH)\naverage = mean", delay=40)
    expect(editor.ghost).to_be_attached(timeout=60 * SECOND)
    assert editor.ghost.inner_text().strip() == "(prices)"
    keep("vscode-ghost-text")
    page.keyboard.press("Tab")
    expect(editor.ghost).to_have_count(0)
    editor.save()
    assert "\naverage = mean(prices)" in file.read_text()


def test_the_extension_is_active_within_a_tenth_of_a_second(code_server: CodeServer, page: Page) -> None:
    """As the extension host has measured it; on a busy machine the best of a few windows counts."""
    folder = code_server.home.project("work", "small")
    (folder / "small.py").write_text("x = 1\n")
    editor = code_server.open(page, folder)
    editor.open_file("small.py")
    measured = [editor.activation_ms("ParallelProof")]
    while min(measured) >= 100 and len(measured) < 5:
        page.reload()
        measured.append(editor.activation_ms("ParallelProof"))
    assert min(measured) < 100, measured


def test_the_extension_is_small_and_carries_its_server() -> None:
    assert EXTENSION.stat().st_size < 3_000_000
    assert any(name.endswith(".whl") for name in zipfile.ZipFile(EXTENSION).namelist())
