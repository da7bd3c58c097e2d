"""For all tests: no campaign starts the user's own embedded server; those about the store name one."""

from __future__ import annotations

import os

os.environ["PARALLELPROOF_STORE_DATABASE"] = "off"
