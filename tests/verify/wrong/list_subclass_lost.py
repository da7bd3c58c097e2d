"""The comprehension makes a plain list where the method kept the class of the history."""

# old: History.recent_slow
# new: History.recent_fast


class History(list):
    def __init__(self, events: list[str]) -> None:
        super().__init__(events)

    def recent_slow(self, count: int) -> "History":
        recent = History([])
        for i, event in enumerate(self):
            if i >= len(self) - count:
                recent.append(event)
        return recent

    def recent_fast(self, count: int) -> "History":
        return self[max(len(self) - count, 0) :]
