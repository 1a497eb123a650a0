"""The blog on this machine: AWS, its events and its gateway, around the app that is deployed.

`serve` puts them together for ``make serve``; the tests take their AWS from here too.
"""
