"""A process is started for each name."""

# reason: outside

import subprocess


def old(names: list[str]) -> list[bool]:
    found = []
    for name in names:
        found.append(subprocess.run(["test", "-e", name], check=False).returncode == 0)
    return found


def new(names: list[str]) -> list[bool]:
    exists = {name: subprocess.run(["test", "-e", name], check=False).returncode == 0 for name in set(names)}
    return [exists[name] for name in names]
