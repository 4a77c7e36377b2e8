"""The clocks: how long the police have to say something, and how long she has. Data, for the Code will change.

A clock counts working days of England and Wales, or days. It is the law's where `law` names it (Victims' Code, Right
6: told with the reasons within one working day, as everybody is who is harmed by such crimes); otherwise it is what
this project proposes, and says so. The working days of each status stand beside the status (`statuses`).
"""

from dataclasses import dataclass

from gateway.report.statuses import PRIORITY_OPENED_WITHIN, STATUSES

RIGHT_6 = "Victims' Code, Right 6"
PROPOSED = "what is asked of a force that takes part"


@dataclass(frozen=True, slots=True)
class Clock:
    """How long (`working_days`, or plain `days`), by whose word, what is late when it is over, and what to do then."""

    law: str
    late: str
    do: str
    working_days: int = 0
    days: int = 0


_CALL = "call the force's safe-reporting unit"
_COMPLAIN = "if nobody answers, complain under the Victims' Code to the force"
_opened, _assessed = STATUSES["opened"].within or 0, STATUSES["assessing"].within or 0

OPEN = Clock(PROPOSED, "The police have not opened it.", _CALL, working_days=_opened)
OPEN_PRIORITY = Clock(
    PROPOSED, "It is a priority, and the police have not opened it.", _CALL, working_days=PRIORITY_OPENED_WITHIN
)
DECIDE = Clock(
    RIGHT_6,
    "The police opened it and have not said whether they keep it, record it or look into it.",
    f"{_CALL} and ask for the decision; {_COMPLAIN}",
    working_days=1,
)
ASSESS = Clock(PROPOSED, "The police are still deciding what to do.", _CALL, working_days=_assessed)
UPDATE = Clock(PROPOSED, "The police work on it and have said nothing new.", f"{_CALL} and ask how far it is", days=28)
TELL_HER = Clock(
    RIGHT_6,
    "She has a right to hear this by now.",
    "call her; when you cannot reach her safely, write down why",
    working_days=1,
)
SHOW_QUESTION = Clock(
    PROPOSED, "She has not heard of the police's question yet.", "call her and read it to her", working_days=1
)
ANSWER = Clock(
    PROPOSED,
    "She has had time to answer. Silence is no refusal and changes nothing.",
    "ask her once more, or answer that none will come (no_answer)",
    working_days=10,
)
POLICE_ANSWER = Clock(PROPOSED, "The police have not answered your question.", _CALL, working_days=10)
