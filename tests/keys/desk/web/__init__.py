"""Tests of the desks' local page."""
