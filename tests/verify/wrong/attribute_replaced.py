"""The list of the object is replaced, where it was sorted in place."""

# old: Queue.arrange_slow
# new: Queue.arrange_fast


class Queue:
    def __init__(self, jobs: list[int]) -> None:
        self.jobs = jobs

    def arrange_slow(self) -> None:
        for end in range(len(self.jobs) - 1, 0, -1):
            for i in range(end):
                if self.jobs[i] > self.jobs[i + 1]:
                    self.jobs[i], self.jobs[i + 1] = self.jobs[i + 1], self.jobs[i]

    def arrange_fast(self) -> None:
        self.jobs = sorted(self.jobs)
