"""Speed and size of Goodword on this machine, beside what was promised. `bin/bench` runs it; it needs Linux and wrk.

Machines differ and are noisy. So speed is a ratio between two things measured in turn, in slices of about a second
in random order, and what is printed is a median with the middle half around it, and how busy the machine was.
"""
