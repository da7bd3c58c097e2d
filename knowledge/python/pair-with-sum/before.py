def two_sum(nums, target):
    """The positions of the first two numbers with a sum.

    >>> two_sum([2, 7, 11, 7, 15], 18)
    [1, 2]
    """
    for i in range(len(nums)):
        for j in range(i + 1, len(nums)):
            if nums[i] + nums[j] == target:
                return [i, j]
    return []


def has_pair(values: list[int], total: int) -> bool:
    """Whether two of the values make up the total.

    >>> has_pair([5, 1, 2], 3)
    True
    """
    n = len(values)
    for i in range(n):
        for j in range(i + 1, n):
            if values[i] + values[j] == total:
                return True
    return False
