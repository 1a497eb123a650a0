"""Scripts of developers that let the real tools write what the tests of migration read. CI runs none of them."""
