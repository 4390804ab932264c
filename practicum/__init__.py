"""Practicum: a training curriculum for mental-health clinicians, on Jupyter."""

from .lesson import lesson

__all__ = ["lesson"]
__version__ = "0.1.0"
