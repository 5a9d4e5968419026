"""How good optimizers are: ours and others on problems whose optimum is known, trial for trial."""
