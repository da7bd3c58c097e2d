"""What is in the warehouse, and in which order it leaves."""

from __future__ import annotations

from shop.model import Product


def balances(movements: list[int]) -> list[int]:
    """The stock after each movement, deliveries positive and sales negative."""
    result = []
    for day in range(len(movements)):
        result.append(sum(movements[: day + 1]))
    return result


def packing_order(parcels: list[tuple[str, int]], capacity: int) -> list[list[str]]:
    """Load parcels (name, weight) onto carts, first come first served; a parcel that does not fit waits its turn."""
    waiting = list(parcels)
    carts = []
    cart: list[str] = []
    free = capacity
    while waiting:
        name, weight = waiting.pop(0)
        if weight > free and cart:
            carts.append(cart)
            cart = []
            free = capacity
        cart.append(name)
        free -= weight
    if cart:
        carts.append(cart)
    return carts


def lowest(levels: dict[str, int]) -> str:
    """The product that is closest to running out; the first by name if several are."""
    return sorted(levels, key=lambda sku: (levels[sku], sku))[0]


def missing(wanted, available):
    """Names on the shopping list that no shelf holds."""
    gone = []
    for name in wanted:
        if available.count(name) == 0:
            gone.append(name)
    return gone


def by_sku(products: list[Product]) -> dict[str, Product]:
    """Products by their number."""
    return {product.sku: product for product in products}


def value_cents(products: list[Product], levels: dict[str, int]) -> int:
    """What the stock is worth."""
    return sum(product.price_cents * levels.get(product.sku, 0) for product in products)
