def two_sum(nums, target):
    """The positions of the first two numbers with a sum.

    >>> two_sum([2, 7, 11, 7, 15], 18)
    [1, 2]
    """
    if type(nums) is list and set(map(type, nums)) <= {int} and type(target) is int:
        later, pair = {}, None
        for i in range(len(nums) - 1, -1, -1):
            partner = later.get(target - nums[i])
            if partner is not None:
                pair = i, partner
            later[nums[i]] = i
        if pair is not None:
            i, j = pair
            return [i, j]
    else:
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
    later, pair = {}, None
    for i in range(len(values) - 1, -1, -1):
        partner = later.get(total - values[i])
        if partner is not None:
            pair = i, partner
        later[values[i]] = i
    if pair is not None:
        i, j = pair
        return True
    return False
