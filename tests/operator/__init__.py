"""Tests of `billet.operator`."""
