"""What things cost: ``python -m tests.benchmarks [SECTION] [--quick] [--json]``."""
