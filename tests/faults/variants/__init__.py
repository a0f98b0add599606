"""Correct deployments: the reference using freedoms that the contract grants, alone and combined."""
