from shop import identifiers


def test_the_smallest_divisor_of_a_prime_is_itself():
    assert [identifiers.smallest_divisor(number) for number in (2, 9, 15, 97, 7919)] == [2, 3, 3, 97, 7919]


def test_vouchers_have_prime_numbers():
    assert identifiers.voucher_numbers(10, 4) == [11, 13, 17, 19]
    assert len(identifiers.voucher_numbers(2000, 20)) == 20


def test_the_check_digit_is_that_of_the_article_number():
    assert identifiers.check_digit("400638133393") == 1
