from shop import inventory
from shop.model import Product


def test_the_balance_follows_every_movement(chance):
    assert inventory.balances([5, -2, 4]) == [5, 3, 7]
    movements = [chance.randrange(-20, 25) for _ in range(365)]
    assert inventory.balances(movements)[-1] == sum(movements)


def test_parcels_leave_in_the_order_of_their_arrival(chance):
    assert inventory.packing_order([("a", 3), ("b", 4), ("c", 2)], 6) == [["a"], ["b", "c"]]
    parcels = [(f"p{n}", chance.randrange(1, 9)) for n in range(600)]
    carts = inventory.packing_order(parcels, 40)
    assert [name for cart in carts for name in cart] == [name for name, _ in parcels]


def test_the_lowest_level_is_found(chance, skus):
    levels = {sku: chance.randrange(1, 900) for sku in skus}
    levels["SKU-00007"] = 0
    assert inventory.lowest(levels) == "SKU-00007"
    assert inventory.lowest({"b": 1, "a": 1}) == "a"


def test_what_no_shelf_holds_is_missing(skus):
    assert inventory.missing(["tea", "milk"], ["milk"]) == ["tea"]
    assert inventory.missing(skus, skus[:300]) == skus[300:]


def test_stock_is_worth_what_it_costs():
    tea = Product("SKU-1", "Tea", "drinks", 350)
    assert inventory.value_cents([tea], {"SKU-1": 3}) == 1050
    assert inventory.by_sku([tea]) == {"SKU-1": tea}
