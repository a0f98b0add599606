"""The way of a question and its answer: pace, sockets, another try, lapsed credentials; and unreal time.

It may know the settings, and the recording's exchanges and failures. It knows neither what is asked nor why.
"""
