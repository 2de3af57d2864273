"""The room integrity: campaigns, objections, clusters, the public panel."""
