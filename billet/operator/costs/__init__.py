"""What a month costs: calls are measured, prices are dated, assumptions are printed."""
