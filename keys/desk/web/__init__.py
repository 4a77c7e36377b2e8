"""The local page of a desk: the same acts as its commands, in a browser on the same computer."""
