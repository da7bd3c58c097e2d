import pytest

from shop import pricing


@pytest.mark.parametrize(("country", "cents"), [("AT", 450), ("PL", 590), ("NL", 480), ("JP", 1490), ("", 1490)])
def test_shipping_has_a_price_everywhere(country, cents):
    assert pricing.shipping_cents(country) == cents


def test_the_ways_to_pay_an_amount_are_counted():
    assert pricing.ways_to_pay(10, (5, 2, 1)) == 10
    assert pricing.ways_to_pay(60, (50, 20, 10, 5, 2, 1)) == 793
    assert pricing.ways_to_pay(0, ()) == 1


def test_a_basket_costs_the_sum_of_its_lines(chance):
    assert pricing.basket_cents([100, 250], [2, 1]) == 450
    prices = [chance.randrange(50, 9000) for _ in range(500)]
    assert pricing.basket_cents(prices, [1] * 500) == sum(prices)


def test_large_orders_are_discounted():
    assert [pricing.discount_percent(cents) for cents in (0, 20_000, 60_000, 100_000)] == [0, 5, 10, 15]


def test_prices_are_read():
    assert [pricing.parse_price(text) for text in ("12.50", "7", " 0.5 ")] == [1250, 700, 50]
