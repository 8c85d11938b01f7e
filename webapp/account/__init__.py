"""Signing in and out, choosing a language: who is at the other end; what they may do is casework's business."""
