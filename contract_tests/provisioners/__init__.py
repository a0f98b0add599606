"""Provisioners that come with the suite: each makes sessions ready at one service, in a process of its own.

It may know its service's SDK and the environment. It knows no other room, and they know its lines alone.
"""
