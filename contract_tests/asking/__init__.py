"""All that is sent to a deployment: scenarios, ids, generated requests, retries, pace, and the wire.

It may know the settings and the recording, which it fills and never changes afterwards.
It knows no clause and no verdict: nothing is judged here.
"""
