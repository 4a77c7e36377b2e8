"""What organisations say to each other in codes: each code, what it means, and the sentences that never vary.

`vocabulary.json`, which ENVELOPE.md names, so that other programs read the same file. A code is added there and nowhere
else; a meaning never changes, because reports that say it are kept for years.
"""

import json
from importlib.resources import files
from typing import Any, Final

VOCABULARY: Final[dict[str, Any]] = json.loads(files("keys").joinpath("vocabulary.json").read_text("utf-8"))
