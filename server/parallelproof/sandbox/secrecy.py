"""Which names are secrets: they stay unreadable inside the sandbox, even in the project's own folder."""

from __future__ import annotations

import re
from fnmatch import translate

SOURCES = (".py", ".pyi", ".pyx", ".pxd", ".so", ".pyd", ".dylib")
"""Code is readable whatever its name begins with (`secrets_rotation.py`), but for dot files."""

FOLDERS = (
    *(".git", ".hg", ".svn", ".ssh", ".gnupg", ".aws", ".azure", ".gcloud", ".kube", ".docker", ".config", ".local"),
    *(".password-store", ".terraform", ".vault", ".mozilla", ".thunderbird", ".cache"),
)
FILES = (
    *(".env*", "*.env", ".netrc", "_netrc", ".pgpass", ".my.cnf", ".npmrc", ".pypirc", ".yarnrc*", ".htpasswd"),
    *(".git-credentials", ".dockercfg", ".s3cfg", ".boto", ".vault-token", ".*_history", "*.tfstate*", "*.tfvars"),
    *("*.pem", "*.key", "*.p12", "*.pfx", "*.p8", "*.jks", "*.keystore", "*.kdb", "*.kdbx", "*.ppk", "*.ovpn", "*.gpg"),
    *("id_rsa*", "id_dsa*", "id_ecdsa*", "id_ed25519*", "*_rsa", "*_dsa", "*_ecdsa", "*_ed25519"),
    *("credential*", "secret*", ".secret*", "password*"),
    *("service-account*.json", "service_account*.json", "client_secret*.json", "*token.json", "*token.txt", ".token*"),
)
_FOLDERS = re.compile("|".join(map(translate, FOLDERS)))
_FILES = re.compile("|".join(map(translate, FILES)))


def is_secret_folder(name: str) -> bool:
    """A folder of which nothing may be read."""
    return _FOLDERS.match(name.lower()) is not None


def is_secret(name: str) -> bool:
    """A file that may not be read, or a folder of which only sources may be."""
    name = name.lower()
    is_source = name.endswith(SOURCES) and not name.startswith(".")
    return not is_source and _FILES.match(name) is not None
