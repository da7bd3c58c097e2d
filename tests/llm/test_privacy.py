"""What leaves for a model, and for whom: modes, ignored files, secrets, and each key for its own host alone."""

from __future__ import annotations

import json
from dataclasses import replace
from pathlib import Path

import pytest
from parallelproof.llm.budget import Budget
from parallelproof.llm.client import OpenAIModel
from parallelproof.net.net import Net
from parallelproof.ports import Leave, Message, Unanswered
from parallelproof.settings import Privacy, Settings

from tests.backends.openai_server import OLLAMA, OpenAIServer

from .asking import MESSAGES, leave, streamed

SECRET = "sk-proj-abcdefghij0123456789ABCDEFGHIJ"


@pytest.mark.parametrize("privacy", [Privacy.LOCAL_ONLY, Privacy.QUERIES_ONLY])
async def test_code_does_not_leave_the_machine_unless_the_mode_is_full(model: OpenAIModel, privacy: Privacy) -> None:
    settings = Settings(privacy=privacy, model="m", model_url="https://models.invalid/v1", model_key="k")
    with pytest.raises(Unanswered, match=f"the model was not asked: the setting `privacy` is `{privacy}`"):
        await streamed(model, Leave("document", settings))


async def test_without_an_address_it_is_openai_that_is_not_asked(model: OpenAIModel) -> None:
    with pytest.raises(Unanswered, match=r"keeps code from leaving for api\.openai\.com"):
        await streamed(model, Leave("document", Settings(model="m")))


async def test_an_ignored_file_stays_even_from_a_model_on_this_machine(model: OpenAIModel, tmp_path: Path) -> None:
    root = tmp_path / "project"
    root.mkdir()
    (root / ".parallelproofignore").write_text("secret.py\n")
    async with OpenAIServer() as server:
        asked = replace(leave(server), root=root, paths=(root / "secret.py",))
        with pytest.raises(Unanswered, match=r"secret\.py is ignored"):
            await streamed(model, asked)
        assert server.requests == []
        assert await streamed(model, replace(asked, paths=(root / "open.py",))) == "Hello!"


async def test_secrets_mail_addresses_and_homes_never_arrive(model: OpenAIModel) -> None:
    text = f'KEY = "{SECRET}"  # by ada@example.org in /home/ada/work\n'
    async with OpenAIServer() as server:
        async for _ in model.stream([Message("user", text)], leave(server)):
            pass
    for hidden in (SECRET, "ada@example.org", "/home/ada"):
        assert hidden.encode() not in server.requests[0].raw
    assert "KEY = " in server.requests[0].body["messages"][0]["content"]


async def test_every_question_is_in_the_audit_log(model: OpenAIModel, tmp_path: Path) -> None:
    async with OpenAIServer() as server:
        await streamed(model, leave(server))
    sent, *_ = map(json.loads, (tmp_path / "audit.jsonl").read_text().splitlines())
    assert (sent["source"], sent["kind"], sent["bytes"]) == ("the model", "document", len(server.requests[0].raw))
    assert "Which name" not in (tmp_path / "audit.jsonl").read_text()


KEYS = {"OPENAI_API_KEY": "openai-key", "OPENROUTER_API_KEY": "openrouter-key", "ANTHROPIC_API_KEY": "anthropic-key"}
HOSTS = {
    "https://api.openai.com/v1": "openai-key",
    "https://eu.api.openai.com/v1": "openai-key",
    "https://openrouter.ai/api/v1": "openrouter-key",
    "https://api.anthropic.com/v1/": "anthropic-key",
    "https://api.openai.com.evil.example/v1": "",
    "https://models.example.org/v1": "",
    "http://127.0.0.1:11434/v1": "",
    "http://localhost:8080/v1": "",
}


@pytest.mark.parametrize("url", HOSTS)
async def test_a_key_of_the_environment_is_for_its_own_host_alone(net: Net, budget: Budget, url: str) -> None:
    model = OpenAIModel(net, budget, KEYS)
    assert await model.key(Leave("document", Settings(model_url=url))) == HOSTS[url]
    given = Leave("document", Settings(model_url=url, model_key="given"))
    assert await model.key(given) == "given"


@pytest.mark.parametrize(
    ("url", "variable"), [("", "OPENAI_API_KEY"), ("https://openrouter.ai/api/v1", "OPENROUTER_API_KEY")]
)
async def test_a_provider_without_a_key_is_not_asked(model: OpenAIModel, url: str, variable: str) -> None:
    settings = Settings(privacy=Privacy.FULL, model="m", model_url=url)
    with pytest.raises(Unanswered, match=f"there is no key for .*; set `model_key` or {variable}"):
        await streamed(model, Leave("document", settings))


async def test_a_server_on_this_machine_needs_no_key_and_is_sent_none(net: Net, budget: Budget) -> None:
    async with OpenAIServer(dialect=OLLAMA) as server:
        await streamed(OpenAIModel(net, budget, KEYS), leave(server, model_key=""))
        assert "Authorization" not in server.requests[0].headers


async def test_no_key_shows_in_a_repr(model: OpenAIModel) -> None:
    async with OpenAIServer() as server:
        asked = leave(server)
        await streamed(model, asked)
        assert server.key not in f"{asked!r} {model!r} {MESSAGES!r} {vars(model)!r}"
