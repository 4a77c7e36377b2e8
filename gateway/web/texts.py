"""Sentences of the hosted caseworker's pages that are not in a template, in English. The form's own are in
`gateway.report.form.texts`."""

WRONG_SIGN_IN = (
    "That did not fit. Look at the name, the password and the code or passkey; wait for the next code if you used "
    "this one. "
    "After several wrong codes you have to wait up to 15 minutes."
)
NOT_THE_SAME = "The new password was not typed twice the same."
NOT_HERS = "That is not your password. Nothing was changed. After several wrong tries you wait up to 15 minutes."
WAIT = "After several wrong tries you have to wait up to 15 minutes, then try again. Nothing was changed."
TYPE_AGAIN = "Type the password again: this page gives none back."
NO_PASSKEY = "No passkey was added. Begin again here; nothing else has changed."
PASSKEY_ADDED = "Passkey {mark} is added: you can use it in the place of a code. You are signed out everywhere else."
PASSKEY_REMOVED = (
    "Passkey {mark} does not work here any more. Delete it on its device too. You are signed out everywhere else."
)
WHICH_PASSKEY = "Choose which passkey to remove."
CHANGED = "Your password is changed. You are signed out everywhere else."
NAME_NEEDED = "Write the name with which she or he will sign in."
DONE_FOR = "Done for {name}: {what}."
ACCOUNT_STATES = {"invited": "Invited", "active": "Can sign in", "suspended": "Suspended"}
INVITED_UNTIL = "Invited: has not joined yet; the code is good until {day}"
INVITATION_OVER = "Invited: the code is over, make a new one"
ACT_BUTTONS = {
    "suspend": "Suspend",
    "reset": "New code",
    "remove": "Remove",
    "promote": "Make an administrator",
    "demote": "No longer an administrator",
    "out": "Sign out everywhere",
}
BUSY_SIGN_IN = "Several people are signing in at this moment. Nothing is wrong: try again in a few seconds."
WRONG_LENGTH = "The code has 24 letters and numbers, or 36 numbers."

POLICE_STATES = {
    "owed": "Waiting to be sent",
    "released": "Ready, not fetched yet",
    "carried": "Handed over, no receipt yet",
    "received": "Received",
    "opened": "Opened",
    "recalled": "Called back",
    "refile": "Could not be opened: file it again",
    "refused": "Could not be delivered: somebody is looking at it",
}
SHOWN = {  # what the list can be narrowed to: its name, and the states of the police's part
    "waiting": ("Not received yet", ("owed", "released", "carried")),
    "received": ("Received, not opened", ("received",)),
    "opened": ("Opened", ("opened",)),
    "again": ("Must be filed again, or looked at", ("refile", "refused")),
    "recalled": ("Called back", ("recalled",)),
}
NO_REFERENCE = "No reference begins like that. Write its first four signs or more."
OWN_STATES = POLICE_STATES | {"refile": "Could not be opened", "refused": "Could not be delivered"}
ATTENTION = frozenset({"refile", "refused"})
KEPT_STATES = {"owed": "Kept: on its way to our desk", "released": "Kept: our desk has not fetched it yet"}
KEPT_OTHERWISE = "Kept: ask at our desk"
