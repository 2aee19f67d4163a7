"""What `bin/prove` does: breaks things under load, on purpose, and counts whether anything was lost or counted twice.

Whoever asked the site keeps a list of what it said yes to; at the end the database must hold exactly that, and no more
than was sent.
"""
