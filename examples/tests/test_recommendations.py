from shop import recommendations


def test_customers_with_the_same_taste_are_alike(chance, skus):
    assert recommendations.likeness(["a", "b"], ["b", "c"]) == 0.5
    one, other = chance.sample(skus, 250), chance.sample(skus, 250)
    assert 0 < recommendations.likeness(one, other) < 1


def test_pairs_use_the_budget_up(chance):
    assert recommendations.pairs_within_budget([100, 200, 300, 200], 400) == 2
    assert recommendations.pairs_within_budget([chance.randrange(500) for _ in range(250)], 400) > 0


def test_baskets_are_flattened(chance, skus):
    assert recommendations.flatten([["a"], [], ["b", "a"]]) == ["a", "b", "a"]
    baskets = [chance.sample(skus, 5) for _ in range(300)]
    assert len(recommendations.flatten(baskets)) == 1500


def test_the_popular_come_first():
    assert recommendations.popular([["a", "b"], ["b"]], 1) == ["b"]
    assert recommendations.never_bought(["a", "b"], {"a"}) == ["b"]
