"""What of a model's text is its answer: not what it thought aloud before, and nothing from a stop sequence on."""

from __future__ import annotations

from collections.abc import Sequence

_OPEN, _CLOSE = "<think>", "</think>"


class Visible:
    """Fed with text as it comes; holds back what may turn out not to belong."""

    def __init__(self, stop: Sequence[str] = ()) -> None:
        self._stop = stop
        self._held = ""
        self._is_decided = False
        self.is_over = False
        """A stop sequence was met; what comes after it is dropped."""

    def feed(self, text: str) -> str:
        """What is certain to belong to the answer, of all that was fed and not given yet."""
        if self.is_over:
            return ""
        self._held += text
        if not self._is_decided and not self._without_thought():
            return ""
        if met := [at for stop in self._stop if (at := self._held.find(stop)) >= 0]:
            self.is_over = True
            return self._give(min(met))
        return self._give(len(self._held) - max(map(self._begun, self._stop), default=0))

    def rest(self) -> str:
        """What was held back, now that nothing more comes."""
        if not self._is_decided and self._held.lstrip().startswith(_OPEN):
            return ""
        return "" if self.is_over else self._give(len(self._held))

    def _without_thought(self) -> bool:
        """Whether it is known where the answer begins; drops what stands before."""
        begin = self._held.lstrip()
        if begin.startswith(_OPEN):
            _, closing, answer = self._held.partition(_CLOSE)
            if not closing:
                return False
            self._held = answer.lstrip("\r\n")
        elif _OPEN.startswith(begin):
            return False
        self._is_decided = True
        return True

    def _begun(self, stop: str) -> int:
        """How many characters at the end may be the beginning of a stop sequence."""
        return next((n for n in range(len(stop) - 1, 0, -1) if self._held.endswith(stop[:n])), 0)

    def _give(self, chars: int) -> str:
        given, self._held = self._held[:chars], self._held[chars:]
        return given
