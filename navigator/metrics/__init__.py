"""What the navigator tells about itself, in the text format of Prometheus."""
