"""How every page looks, at the gateway and at a desk: the style, the scripts, the pieces that templates share."""
