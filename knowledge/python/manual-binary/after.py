def to_binary(number):
    if number == 0:
        return "0"
    if type(number) is int and number > 0:
        bits = bin(number)[2:]
    else:
        bits = ""
        while number > 0:
            bits = str(number % 2) + bits
            number = number // 2
    return bits
