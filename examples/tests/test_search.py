from shop import search


def test_words_are_counted_whatever_their_case(chance):
    assert search.word_counts("Tea and tea") == {"tea": 2, "and": 1}
    text = " ".join(chance.choice(("green", "black", "tea", "cup", f"no{n}")) for n in range(600))
    assert sum(search.word_counts(text).values()) == 600


def test_shared_words_are_named_once(chance):
    assert search.shared_words(["a", "b", "a", "c"], ["a", "c"]) == ["a", "c"]
    left = [f"w{chance.randrange(300)}" for _ in range(400)]
    right = [f"w{chance.randrange(300)}" for _ in range(400)]
    assert set(search.shared_words(left, right)) == set(left) & set(right)


def test_vowels_are_dropped():
    assert search.without_vowels("Green tea") == "Grn t"
    assert len(search.without_vowels("Earl Grey with bergamot, " * 40)) == 720


def test_the_distance_of_a_typing_error_is_small():
    assert search.distance("te", "tea") == 1
    assert search.distance("beggamot", "bergamot") == 1
    assert search.distance("kitten", "sitting") == 3


def test_titles_become_addresses():
    assert search.slug("  Earl Grey, 100 g ") == "earl-grey-100-g"
    assert search.matches("TEA", ["Green tea", "Cup"]) == ["Green tea"]
