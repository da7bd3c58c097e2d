"""The things a shop deals in."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class Product:
    sku: str
    name: str
    category: str
    price_cents: int


@dataclass(frozen=True)
class Line:
    sku: str
    quantity: int
    price_cents: int

    @property
    def total_cents(self) -> int:
        return self.quantity * self.price_cents


@dataclass
class Order:
    number: str
    customer: str
    lines: list[Line]
    shipped: bool = False

    def total_cents(self) -> int:
        return sum(line.total_cents for line in self.lines)
