"""The way of a question and its answer: pace, connections, sockets, another try; and time that is not real.

It may know the settings, and the recording's exchanges and failures. It knows neither what is asked nor why.
"""
