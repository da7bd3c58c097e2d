from shop import orders
from shop.model import Line, Order


def test_each_order_is_joined_with_its_customer(chance):
    customers = [{"id": f"c{n}", "name": f"Customer {n}"} for n in range(120)]
    placed = [{"number": f"o{n}", "customer": f"c{chance.randrange(130)}"} for n in range(200)]
    joined = orders.with_customers(placed, customers)
    assert len(joined) == sum(int(order["customer"][1:]) < 120 for order in placed)
    assert orders.with_customers([{"number": "o1", "customer": "c2"}], customers) == [("o1", "Customer 2")]


def test_a_number_entered_three_times_is_named_once():
    assert orders.repeated_numbers(["a", "b", "a", "c", "b", "a"]) == ["a", "b"]
    assert orders.repeated_numbers([]) == []


def test_numbers_of_a_year_are_checked_for_repetition(chance):
    numbers = [f"o{chance.randrange(400)}" for _ in range(500)]
    assert len(orders.repeated_numbers(numbers)) < 400


def test_unshipped_orders_keep_their_order(chance):
    numbers = [f"o{n}" for n in range(300)]
    shipped = chance.sample(numbers, 250)
    assert orders.unshipped(["o3", "o1", "o2"], ["o1"]) == ["o3", "o2"]
    assert len(orders.unshipped(numbers, shipped)) == 50


def test_customers_are_listed_once(chance):
    placed = [{"number": f"o{n}", "customer": f"c{chance.randrange(150)}"} for n in range(400)]
    listed = orders.distinct_customers(placed)
    assert len(listed) == len(set(listed)) and listed[0] == placed[0]["customer"]


def test_only_shipped_orders_bring_money():
    lines = [Line("SKU-1", 2, 500)]
    placed = [Order("o1", "c1", lines, shipped=True), Order("o2", "c1", lines)]
    assert orders.revenue_cents(placed) == 1000
    assert orders.by_customer(placed) == {"c1": placed}
