"""Later settings replace earlier ones, and keep the place of the first."""


def old(lines: list[str]) -> dict[str, str]:
    settings = {}
    for line in lines:
        if "=" in line:
            settings[line.split("=", 1)[0].strip()] = line.split("=", 1)[1].strip()
    return settings


def new(lines: list[str]) -> dict[str, str]:
    settings = {}
    for line in lines:
        name, equals, value = line.partition("=")
        if equals:
            settings[name.strip()] = value.strip()
    return settings
