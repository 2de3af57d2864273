"""What the site is measured against: each as its own documentation, or a good developer, would have it."""
