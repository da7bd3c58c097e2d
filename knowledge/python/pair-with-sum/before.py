def two_sum(nums, target):
    for i in range(len(nums)):
        for j in range(i + 1, len(nums)):
            if nums[i] + nums[j] == target:
                return [i, j]
    return []


def has_pair(values: list[int], total: int) -> bool:
    n = len(values)
    for i in range(n):
        for j in range(i + 1, n):
            if values[i] + values[j] == total:
                return True
    return False
