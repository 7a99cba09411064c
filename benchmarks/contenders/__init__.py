"""The contenders: the same training step, written five times."""
