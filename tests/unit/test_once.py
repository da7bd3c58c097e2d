"""What is asked once, ever."""

from __future__ import annotations

from pathlib import Path

from parallelproof.store.once import Once


async def test_only_the_first_time_is_the_first_also_for_another_server(tmp_path: Path) -> None:
    assert await Once(tmp_path / "state").is_first("search")
    assert not await Once(tmp_path / "state").is_first("search")
    assert await Once(tmp_path / "state").is_first("something else")


async def test_where_nothing_can_be_remembered_nobody_is_asked(tmp_path: Path) -> None:
    (tmp_path / "state").write_text("a file is in the way")
    assert not await Once(tmp_path / "state").is_first("search")
