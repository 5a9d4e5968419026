"""Which words in a column's title say what it holds: the names that people and other programs use."""

from __future__ import annotations

import re


def _words(text: str) -> frozenset[str]:
    return frozenset(text.split())


STATUS = frozenset({"status", "state", "run_status", "trial_state"})
SECONDS = _words(
    "time duration seconds runtime run_time elapsed elapsed_time wall_time walltime duration_s time_s"
    " duration_seconds time_seconds time_total_s"
)
STARTED = _words(
    "started start start_time started_at datetime_start time_start created created_at timestamp"
    " date datetime begin"
)
STOPPED = _words(
    "stopped stop stop_time ended end end_time ended_at finished finished_at datetime_complete"
    " completed_at time_end"
)
NUMBER = _words("run run_id run_number trial trial_id trial_number number id index idx no nr # row")
LABEL = frozenset(
    {"label", "name", "run_name", "trial_name", "display_name", "tags_mlflow_runname"}
)
TAGS = frozenset({"tags"})
COMMENT = frozenset({"comment", "comments", "notes", "note", "description"})
LEFT_OUT = _words(
    "operation user user_id sweep host hostname pid node_ip commit experiment_id"
    " experiment_name experiment_tag artifact_uri lifecycle_stage logdir exit_status"
)
"""What other programs export besides, and what says nothing of how a run went."""

LEFT_OUT_PREFIXES = ("tags.", "system_attrs_", "datetime_")
FLAG_PREFIX = re.compile(
    r"(?:params|param|config|hparams|hparam|hyperparameters|hyperparams)[._/]|flag:", re.IGNORECASE
)
SCALAR_PREFIX = re.compile(r"(?:metrics|metric|summary)[._/]|scalar:", re.IGNORECASE)

_RESULTS = _words(
    "loss losses acc accuracy err error errors rmse mse mae mape rmsle auc auroc auprc ap mrr ndcg"
    " f1 fbeta score scores precision recall sensitivity specificity perplexity ppl bleu rouge meteor"
    " wer cer reward rewards return returns regret iou miou dice r2 rsquared nll logloss elbo kl fid"
    " psnr ssim cost objective metric fitness likelihood throughput latency fps time duration runtime"
    " value values result"
)
_SPLITS = frozenset({"val", "valid", "validation", "test", "eval", "dev", "holdout"})
"""Of which part of the data a result is: ``val_``, ``test_`` and so on."""

_SETTINGS_OF_RESULTS = _words(
    "weight weights size split fraction frac ratio scale threshold type name fn func function lr rate"
    " step steps batch batches every interval smoothing coef coefficient alpha beta gamma lambda"
    " margin freq frequency clip seed factor mode penalty power epochs samples num count decay"
    " temperature limit patience sequence sequences tolerance tol multiplier bins reduction"
)
"""With such an end a title names a flag after all: ``loss_weight``, ``test_size``."""

_RATES = frozenset({"error", "err", "success", "win", "hit", "failure"})

_FLAGS = _words(
    "lr learning_rate batch_size bs epochs num_epochs n_epochs optimizer dropout weight_decay wd"
    " momentum seed random_seed random_state layers num_layers n_layers hidden hidden_size hidden_dim"
    " units depth max_depth width activation kernel c gamma alpha beta beta1 beta2 n_estimators"
    " min_samples_leaf noise model arch architecture dataset scheduler warmup warmup_steps num_heads"
    " temperature l1 l2 rate"
)


def plain_title(title: str) -> str:
    """A title without differences of spelling: ``Run ID``, ``run-id`` and ``_run.id`` are ``run_id``."""
    return re.sub(r"[^a-z0-9#]+", "_", _apart(title)).strip("_")


def names_a_result(title: str) -> bool:
    """Whether a title speaks of a result: ``loss``, ``val_acc``, ``F1/test``, but not ``loss_weight``."""
    words = [word for word in plain_title(title).split("_") if word]
    if not words:
        return False
    if words[-1] == "rate" and len(words) > 1 and words[-2] in _RATES:
        return True
    if words[-1] in _SETTINGS_OF_RESULTS:
        return False
    if words == ["map"]:
        # As a part of a title it is more often a feature map.
        return True
    known = {form for word in words for form in (word, word.rstrip("0123456789"))}
    return not known.isdisjoint(_RESULTS) or (len(words) > 1 and words[0] in _SPLITS)


def names_a_flag(title: str) -> bool:
    """Whether a title is that of a setting nearly everybody has: ``lr``, ``batch_size``."""
    return plain_title(title) in _FLAGS


def _apart(title: str) -> str:
    """In lower case, with words apart that only a capital letter sets apart."""
    return re.sub(r"(?<=[a-z0-9])(?=[A-Z])", "_", title).lower()
