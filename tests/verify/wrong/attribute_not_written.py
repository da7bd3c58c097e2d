"""The method remembered its last answer on the object; the faster one does not."""

# old: Meter.peak_slow
# new: Meter.peak_fast


class Meter:
    def __init__(self, readings: list[int]) -> None:
        self.readings = readings
        self.last = None

    def peak_slow(self) -> int:
        peak = 0
        for reading in self.readings:
            if reading > peak:
                peak = reading
        self.last = peak
        return peak

    def peak_fast(self) -> int:
        return max([0, *self.readings])
