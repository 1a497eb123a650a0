"""The blog on this machine: a server of AWS, its events and its gateway, in front of the app that is deployed.

`serve` puts them together for ``make serve``; the tests take their AWS from here too.
"""
