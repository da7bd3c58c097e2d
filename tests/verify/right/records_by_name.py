"""The first record of a name wins in both, and the records themselves are handed out, not copies."""

from dataclasses import dataclass


@dataclass
class Person:
    name: str
    age: int


def old(people: list[Person], names: list[str]) -> list[Person]:
    found = []
    for name in names:
        for person in people:
            if person.name == name:
                found.append(person)
                break
    return found


def new(people: list[Person], names: list[str]) -> list[Person]:
    by_name = {}
    for person in people:
        by_name.setdefault(person.name, person)
    return [by_name[name] for name in names if name in by_name]
