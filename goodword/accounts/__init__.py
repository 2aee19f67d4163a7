"""Who may come in: people, one-time codes and links, sessions, throttles. Shared; knows no room and no page.

The law here: nobody learns from an answer, nor from how long it took, whether an address is known.
"""
