"""The side of the form that only the NGO opens: its sections, in the order of the page."""

from gateway.report import identity
from gateway.report.form.questions import Section, laid_out

_NOT_YET = "The police get this only if she says yes later."

# fmt: off
SECTIONS = laid_out(identity.ROWS, (
    Section("her", "Who she is", "identity.name.preferred identity.name.legal identity.name.aliases", folded=False),
    Section("reach", "How to reach her safely", "identity.phone identity.safe_contact.note", folded=False),
    Section("ways", "Each way to reach her, and her phone", "identity.safe_contact"),
    Section("more", "More about her", "identity.name identity.birth identity.email identity.address",
            "Whatever stands here is looked for in the other side, and cannot be sent to the police."),
    Section("language", "Language and interpreter", "identity.language identity.interpreter"),
    Section("people", "People around her", "identity.people identity.children"),
    Section("support", "Support she needs, and risk", "identity.support"),
    Section("consent", "Before she says yes",
            "identity.advice identity.record.consent.points_explained identity.record.consent.language "
            "identity.record.consent.mode identity.record.consent.interpreter_id identity.record.consent.given_by "
            "identity.record.consent.day identity.record.token_mode",
            "This stays in your own record, with the report. The police never get it.", folded=False),
    Section("given", "For your own record", "identity.record.consent identity.record"),
    Section("who", "Locked: who did it", "identity.suspect", _NOT_YET),
    Section("place", "Locked: the place",
            "identity.premises.address identity.premises.postcode identity.premises.access "
            "identity.premises.who_lives_there identity.premises.cameras identity.premises.note", _NOT_YET),
    Section("locked", "Locked: earlier reports, originals, witnesses, abroad",
            "identity.history identity.evidence_originals identity.witness_contact identity.safe_contact_for_police "
            "identity.abroad",
            "Each stays locked until she says yes to it, one at a time."),
))
