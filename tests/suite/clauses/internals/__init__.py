"""Pages of frameworks and databases that tell how a service is made, and pages that tell nothing."""
