"""The area is computed in place, and a circle computes it in another way."""


class Shape:
    def __init__(self, width: int, height: int) -> None:
        self.width = width
        self.height = height

    def area(self) -> int:
        return self.width * self.height


class Triangle(Shape):
    def area(self) -> int:
        return self.width * self.height // 2


def old(shapes: list[Shape]) -> int:
    total = 0
    for shape in shapes:
        total += shape.area()
    return total


def new(shapes: list[Shape]) -> int:
    return sum(shape.width * shape.height for shape in shapes)
