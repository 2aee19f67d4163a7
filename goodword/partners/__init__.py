"""The portal: where partners and the team sign in, and, later, what partners are given.

The law here: sign-in answers everybody alike, and tells by nothing whether an address is known.
"""
