"""What is known of user agents: which of them are machines.

``machines.txt`` and ``spared.txt`` are lists of ours. The rest are facts of crawler-user-agents (Martin Monperrus and
others, MIT license), a package that is installed with this one and kept weekly; none of it is copied here.
"""
