"""Whom a company wants to meet: suggestions with their reasons, wishes, search and mutual interest."""
