"""What the client makes of answers: the forty, the models, and whatever bytes may come."""
