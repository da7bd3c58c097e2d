def to_binary(number):
    if number == 0:
        return "0"
    bits = ""
    while number > 0:
        bits = str(number % 2) + bits
        number = number // 2
    return bits
