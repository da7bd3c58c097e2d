def bubble_sort(values):
    n = len(values)
    if type(values) is list and set(map(type, values)) in ({int}, {str}):
        values.sort()
    else:
        for i in range(n):
            for j in range(0, n - i - 1):
                if values[j] > values[j + 1]:
                    values[j], values[j + 1] = values[j + 1], values[j]
    return values


def selection_sort(items: list[int]) -> list[int]:
    result = items[:]
    if type(result) is list and set(map(type, result)) in ({int}, {str}):
        result.sort()
    else:
        for i in range(len(result)):
            least = i
            for j in range(i + 1, len(result)):
                if result[j] < result[least]:
                    least = j
            result[i], result[least] = result[least], result[i]
    return result


def insertion_sort(a):
    if type(a) is list and set(map(type, a)) in ({int}, {str}):
        a.sort()
    else:
        for i in range(1, len(a)):
            key = a[i]
            j = i - 1
            while j >= 0 and a[j] > key:
                a[j + 1] = a[j]
                j -= 1
            a[j + 1] = key
    return a
