"""Equal records are made once and shared, so changing one changes the other."""

from dataclasses import dataclass


@dataclass
class Item:
    name: str
    count: int = 0


def old(names: list[str]) -> list[Item]:
    return [Item(name) for name in names]


def new(names: list[str]) -> list[Item]:
    made = {name: Item(name) for name in names}
    return [made[name] for name in names]
