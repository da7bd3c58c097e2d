"""The extra options are no longer taken over."""


def old(base: dict[str, int], **options: int) -> dict[str, int]:
    merged = {}
    for name in base:
        merged[name] = base[name]
    merged.update(options)
    return merged


def new(base: dict[str, int], **options: int) -> dict[str, int]:
    return dict(base)
