"""What the goals of the project are measured with. Nothing that is installed imports it."""
