"""The way of a question and its answer: pace, sockets, another try, a credential that lapses; and unreal time.

It may know the settings, and the recording's exchanges and failures. It knows neither what is asked nor why.
"""
