def base_three(number):
    digits = ""
    while number > 0:
        digits = str(number % 3) + digits
        number = number // 3
    return digits


def turned_round(number):
    bits = ""
    while number > 0:
        bits = bits + str(number % 2)
        number = number // 2
    return bits


def what_is_left(number):
    bits = ""
    while number > 0:
        bits = str(number % 2) + bits
        number = number // 2
    return bits, number
