"""Scripts of developers: real tools write what the tests of migration read. CI runs none of them."""
