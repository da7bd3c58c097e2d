from shop import reports


def test_sales_become_lines(chance, skus):
    assert reports.as_csv([("SKU-1", 2, 700)]) == "sku;quantity;cents\nSKU-1;2;700\n"
    rows = [(sku, chance.randrange(1, 9), chance.randrange(100, 9000)) for sku in skus]
    assert reports.as_csv(rows).count("\n") == 401


def test_every_sale_counts_for_its_category(chance):
    assert reports.sales_by_category(["tea", "milk", "tea"]) == {"tea": 2, "milk": 1}
    categories = [f"category {chance.randrange(40)}" for _ in range(800)]
    assert sum(reports.sales_by_category(categories).values()) == 800


def test_the_average_moves(chance):
    assert reports.moving_average([1, 2, 3, 4], 2) == [1.5, 2.5, 3.5]
    values = [chance.randrange(1000) for _ in range(365)]
    assert len(reports.moving_average(values, 30)) == 336


def test_the_best_days_come_first(chance):
    assert reports.best_days([3, 9, 4], 2) == [9, 4]
    revenue = [chance.randrange(100_000) for _ in range(365)]
    assert reports.best_days(revenue, 20)[0] == max(revenue)


def test_the_largest_rise_is_found(chance):
    assert reports.largest_rise([7, 1, 5, 3, 6]) == 5
    assert reports.largest_rise([3, 2, 1]) == 0
    assert reports.largest_rise([chance.randrange(1000) for _ in range(200)]) > 0


def test_a_year_is_summed_up():
    assert reports.summary({"02": 150, "01": 123_456}) == "01: 1,234.56\n02: 1.50"
