"""What a stage has on AWS before anything is deployed: stack, secret, policies, settings.

``billet setup`` shows what it would change, and asks.
"""
