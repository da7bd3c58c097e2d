"""Any keyword was taken; now only two are."""


def old(**settings: int) -> list[str]:
    lines = []
    for name in sorted(settings):
        lines.append(f"{name}={settings[name]}")
    return lines


def new(*, depth: int | None = None, width: int | None = None) -> list[str]:
    pairs = (("depth", depth), ("width", width))
    return [f"{name}={value}" for name, value in pairs if value is not None]
