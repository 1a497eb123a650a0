"""From text to article to HTML. Pure: knows neither AWS nor Chalice."""
