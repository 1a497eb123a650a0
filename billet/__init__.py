"""The ``billet`` command of authors and operators. It runs on their machines and is not deployed."""
