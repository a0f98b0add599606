"""Commands that make sessions ready for a run: how the suite and they talk, and one that comes with it.

Those that come with the suite know their service's SDK and the environment, no room, and no room knows them:
each is a process of its own, as everybody's are.
"""
