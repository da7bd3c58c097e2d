"""What is hot is read from cProfile's and speedscope's files; any other file gets one sentence."""

from __future__ import annotations

import cProfile
import json
import marshal
from pathlib import Path

import pytest
from parallelproof.optimize.profile import ProfileError, read_profile, share

BUSY = """
def hot(xs):
    return [sorted(xs) for _ in range(400)]

def cold(xs):
    return len(xs)

def both(xs):
    hot(xs)
    cold(xs)
"""


def test_time_in_built_in_functions_counts_for_their_caller(tmp_path: Path) -> None:
    module = tmp_path / "busy.py"
    module.write_text(BUSY)
    names: dict[str, object] = {}
    exec(compile(BUSY, str(module), "exec"), names)
    profile = cProfile.Profile()
    profile.runcall(names["both"], list(range(3000, 0, -1)))  # type: ignore[arg-type]
    profile.dump_stats(tmp_path / "run.prof")
    hot = read_profile(tmp_path / "run.prof")
    assert share(hot, module, "hot") > 0.5
    assert share(hot, module, "cold") < 0.1
    assert share(hot, tmp_path / "other.py", "hot") == 0


def speedscope(path: Path, **profile: object) -> Path:
    """A speedscope file of three frames."""
    frames = [
        {"name": "main", "file": "app/run.py", "line": 1},
        {"name": "Cart.total", "file": "app/cart.py", "line": 3},
        {"name": "sorted", "file": "<built-in>"},
    ]
    path.write_text(json.dumps({"shared": {"frames": frames}, "profiles": [{"startValue": 0, **profile}]}))
    return path


def test_sampled_stacks_count_for_their_innermost_python_frame(tmp_path: Path) -> None:
    path = speedscope(tmp_path / "p.json", type="sampled", samples=[[0], [0, 1], [0, 1, 2], []], weights=[1, 2, 5, 2])
    hot = read_profile(path)
    assert share(hot, Path("/home/a/app/cart.py"), "Cart.total") == pytest.approx(0.7)
    assert share(hot, Path("/home/a/app/run.py"), "main") == pytest.approx(0.1)
    assert share(hot, Path("/home/a/other/cart.py"), "Cart.total") == 0


def test_events_count_for_what_was_open(tmp_path: Path) -> None:
    events = [("O", 0, 0), ("O", 1, 2), ("O", 2, 3), ("C", 2, 7), ("C", 1, 8), ("C", 0, 10)]
    path = speedscope(
        tmp_path / "p.json",
        type="evented",
        events=[{"type": kind, "frame": frame, "at": at} for kind, frame, at in events],
    )
    hot = read_profile(path)
    assert share(hot, Path("/home/a/app/cart.py"), "Cart.total") == pytest.approx(0.6)
    assert share(hot, Path("/home/a/app/run.py"), "main") == pytest.approx(0.4)


@pytest.mark.parametrize(
    "content",
    [
        b"",
        b"text",
        b"{",
        b'{"a": 1}',
        b'{"shared": {"frames": []}, "profiles": [{"type": "sampled", "samples": [[4]], "weights": [1]}]}',
        marshal.dumps({"a": 1}),
        marshal.dumps({("f", 1, "g"): 3}),
        marshal.dumps([1]),
        b"{" + b"\xff" * 100,
        b"\xfb" + b"(" * 100_000,
        "[" * 100_000,
    ],
)
def test_a_file_that_is_no_profile_gets_one_sentence(tmp_path: Path, content: bytes | str) -> None:
    path = tmp_path / "p"
    path.write_bytes(content if isinstance(content, bytes) else content.encode())
    with pytest.raises(ProfileError, match=r"^The profile .* is (not one that cProfile wrote|neither cProfile's).*\.$"):
        read_profile(path)


def test_a_profile_that_is_not_there_gets_one_sentence(tmp_path: Path) -> None:
    with pytest.raises(ProfileError, match=r"^The profile .* cannot be read: No such file or directory\.$"):
        read_profile(tmp_path / "gone")
