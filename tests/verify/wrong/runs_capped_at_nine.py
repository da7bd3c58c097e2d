"""Run lengths of a scan line, each run at most nine long."""

from itertools import groupby


def old(line: str) -> str:
    out = ""
    i = 0
    while i < len(line):
        n = 1
        while i + n < len(line) and line[i + n] == line[i] and n < 9:
            n += 1
        out += str(n) + line[i]
        i += n
    return out


def new(line: str) -> str:
    out = []
    for c, run in groupby(line):
        n = sum(1 for _ in run)
        if n <= 9:
            out.append(f"{n}{c}")
        else:
            out.append(f"9{c}" * (n // 9) + f"{n % 9}{c}")
    return "".join(out)
