"""The people's door: the caseworker's form, the filing API, the victim's status page."""
