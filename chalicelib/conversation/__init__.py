"""Comments, messages and the forms they arrive by. Pure: knows neither AWS nor Chalice."""
