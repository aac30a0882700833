"""The model, written once: plain functions over arrays."""
