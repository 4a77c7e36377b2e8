"""Caseworkers' accounts: signing in, second factor, invitations, what an administrator may do. No Flask."""
