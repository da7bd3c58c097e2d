"""Sorting the object's own list makes the next call quick and changes the object."""

# old: Queue.next_slow
# new: Queue.next_fast


class Queue:
    def __init__(self, jobs: list[str]) -> None:
        self.jobs = list(jobs)

    def next_slow(self) -> str:
        return sorted(self.jobs)[0] if self.jobs else ""

    def next_fast(self) -> str:
        self.jobs.sort()
        return self.jobs[0] if self.jobs else ""
