"""What may go where, under which privacy mode."""

from __future__ import annotations

import pytest
from parallelproof.net.gate import is_loopback, refusal
from parallelproof.ports import Matter
from parallelproof.settings import Privacy

from tests.net.serving import leave

LOCAL, QUERIES, FULL = Privacy


@pytest.mark.parametrize("privacy", Privacy)
@pytest.mark.parametrize("matter", ["query", "document"])
@pytest.mark.parametrize(
    "url",
    [
        "http://127.0.0.1:11434/v1", "https://127.0.0.1", "http://localhost:8080/", "http://LOCALHOST./x",
        "http://models.localhost/", "http://[::1]:80/", "http://127.8.8.8/", "http://[::ffff:127.0.0.1]/",
    ],
)  # fmt: skip
def test_everything_may_go_to_this_machine(url: str, matter: Matter, privacy: Privacy) -> None:
    assert refusal(url, leave(matter, privacy)) is None


@pytest.mark.parametrize(
    ("matter", "privacy", "may"),
    [
        ("query", LOCAL, False), ("query", QUERIES, True), ("query", FULL, True),
        ("document", LOCAL, False), ("document", QUERIES, False), ("document", FULL, True),
        ("fork", LOCAL, True), ("fork", QUERIES, True), ("fork", FULL, True),
    ],
)  # fmt: skip
@pytest.mark.parametrize("host", ["api.example.org", "203.0.113.7", "[2001:db8::1]", "[::ffff:203.0.113.7]"])
def test_what_may_go_to_others_is_the_modes_decision(host: str, matter: Matter, privacy: Privacy, may: bool) -> None:
    why = refusal(f"https://{host}/search", leave(matter, privacy))
    assert (why is None) is may
    if why is not None:
        assert f"the setting `privacy` is `{privacy}`" in why
        assert host.strip("[]") in why


@pytest.mark.parametrize(
    "host",
    [
        "localhost.example.org", "127.0.0.1.example.org", "mylocalhost", "127.1", "2130706433", "0.0.0.0", "0x7f000001",
        "xn--localhst-q1a", "10.0.0.1", "[fe80::1]", "intranet",
    ],
)  # fmt: skip
def test_names_that_only_look_like_this_machine_are_others(host: str) -> None:
    assert refusal(f"https://{host}/", leave()) is not None


@pytest.mark.parametrize(
    ("url", "why"),
    [
        ("http://api.example.org/", "plain http is for this machine only"),
        ("ftp://api.example.org/", "must begin with https://"),
        ("file:///etc/passwd", "must begin with https://"),
        ("api.example.org", "must begin with https://"),
        ("https:///search", "name a host"),
        ("https://[::1/", "name a host"),
        ("https://api.example.org:port/", "name a host"),
        ("", "must begin with https://"),
        ("https://bob:hunter2@api.example.org/", "belongs in the setting for the key"),
        ("http://127.0.0.1@api.example.org/", "belongs in the setting for the key"),
        ("https://api.example.org\\@127.0.0.1/", "characters that no address has"),
        ("https://127.0.0.1\n.example.org/", "characters that no address has"),
        ("http://①②⑦.0.0.1/", "characters that no address has"),
        ("https://127.0.0.1%2f.example.org/", "name a host"),
    ],
)
def test_addresses_that_are_never_asked_say_why(url: str, why: str) -> None:
    said = refusal(url, leave("query", FULL))
    assert said is not None
    assert why in said
    assert "hunter2" not in said


def test_loopback_is_a_property_of_addresses_not_of_names() -> None:
    assert is_loopback("127.0.0.1")
    assert is_loopback("::1")
    assert not is_loopback("::ffff:8.8.8.8")
    assert not is_loopback("localhost")
