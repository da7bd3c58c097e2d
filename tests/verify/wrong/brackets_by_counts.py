"""Whether every bracket of a formula is closed."""


def old(formula: str) -> bool:
    close = {"(": ")", "[": "]"}
    stack: list[str] = []
    for c in formula:
        if c in close:
            stack.append(close[c])
        elif c in ")]":
            if not stack or stack.pop() != c:
                return False
    return not stack


def new(formula: str) -> bool:
    round_open = square_open = 0
    for c in formula:
        if c == "(":
            round_open += 1
        elif c == ")":
            round_open -= 1
        elif c == "[":
            square_open += 1
        elif c == "]":
            square_open -= 1
        if round_open < 0 or square_open < 0:
            return False
    return round_open == 0 == square_open
