"""`replace` made a new order; writing to the field changes the order of the caller."""

from dataclasses import dataclass, replace


@dataclass
class Order:
    name: str
    quantity: int


def old(order: Order, extra: int) -> Order:
    return replace(order, quantity=order.quantity + extra)


def new(order: Order, extra: int) -> Order:
    order.quantity += extra
    return replace(order)
