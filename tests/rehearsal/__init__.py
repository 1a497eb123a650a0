"""The whole deployment, by the operator's own commands, against AWS servers on this machine."""
