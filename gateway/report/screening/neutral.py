"""What to write instead of a word of status, origin, language or faith: why it tells too much, and neutral words.

Perpetrators use status as a weapon, so the tactic belongs into a report and the status does not (DOMAIN 2.2).
"""

from __future__ import annotations

_STATUS = "Whoever reads this could learn her immigration status."
_ORIGIN = "Whoever reads this could learn where she is from."
_LANGUAGE = "Her language tells where she is from."
SAY: dict[str, tuple[str, str]] = {
    "immigration.threat": (_STATUS, "Say: threatened to report her to the authorities."),
    "immigration.dependency": (_STATUS, "Say: uses her dependence on him as a threat."),
    "immigration.job": (_STATUS, "Say: threatens loss of job and home."),
    "immigration.documents": (_STATUS, "Say: keeps her identity documents."),
    "immigration.status": (
        _STATUS,
        "Leave it out. If he uses it against her, say: uses her dependence on him as a threat.",
    ),
    "immigration.authority": (
        _STATUS,
        "Leave it out. If he threatens with it, say: threatened to report her to the authorities.",
    ),
    "immigration.journey": (_STATUS, "Leave it out. The kind of place can be temporary accommodation."),
    "abroad": (
        "What happened abroad shows how she travelled.",
        "Keep it in your organisation's part, locked until she releases it.",
    ),
    "nationality": (
        _ORIGIN,
        "Leave it out, for her and for the suspect: say the woman, the man, her family.",
    ),
    "language": (_LANGUAGE, "Say only that an interpreter is needed."),
    "language.name": (
        _LANGUAGE,
        "Say only that an interpreter is needed. If he beat her for speaking it, say: keeps her from other people.",
    ),
    "faith": (
        "Her faith or custom narrows down who she is.",
        "Leave it out. The kind of place can be a faith setting.",
    ),
}
