"""Provisioners that come with the suite, without their services."""
