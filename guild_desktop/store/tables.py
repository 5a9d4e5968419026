"""peewee's view of the tables; private to this package, never bound to a database of their own.

Every query is executed with the database given (``query.execute(database)``), so that each thread
and each test has its own connection and nothing is global.
"""

from __future__ import annotations

from peewee import BlobField, BooleanField, FloatField, IntegerField, Model, TextField


class BatchRow(Model):
    """A row of ``batch``; the texts hold JSON where ``records`` says so."""

    sequence = IntegerField(primary_key=True)
    id = TextField()
    revision = IntegerField()
    name = TextField()
    operation = TextField()
    flags = TextField()
    rows = TextField()
    optimizer = TextField()
    options = TextField()
    objective = TextField()
    limits = TextField()
    seed = IntegerField()
    starts = TextField()
    hidden = BooleanField()
    planned = IntegerField()
    model_best = TextField(null=True)
    status = TextField()
    reason = TextField()
    created = FloatField()
    pending_since = FloatField()
    started = FloatField(null=True)
    resumed = FloatField(null=True)
    stopped = FloatField(null=True)
    seconds = FloatField()
    label = TextField()
    tags = TextField()
    marked = BooleanField()
    comment = TextField()
    deleted = FloatField(null=True)
    queued = FloatField(null=True)

    class Meta:
        """The table's name in SQL."""

        table_name = "batch"


class RunRow(Model):
    """A row of ``run``; ``flags``, ``scalars``, ``foreseen`` and ``tags`` hold JSON."""

    sequence = IntegerField(primary_key=True)
    id = TextField()
    revision = IntegerField()
    batch = TextField()
    trial = IntegerField()
    operation = TextField()
    status = TextField()
    reason = TextField()
    created = FloatField()
    started = FloatField(null=True)
    stopped = FloatField(null=True)
    seconds = FloatField(null=True)
    flags = TextField()
    scalars = TextField()
    exit_status = IntegerField(null=True)
    origin = TextField()
    seed = IntegerField(null=True)
    repeat = IntegerField()
    timed_out = BooleanField()
    foreseen = TextField()
    source_hash = TextField()
    label = TextField()
    tags = TextField()
    marked = BooleanField()
    comment = TextField()
    deleted = FloatField(null=True)

    class Meta:
        """The table's name in SQL."""

        table_name = "run"


class SeriesRow(Model):
    """A row of ``series``: a stretch of a run's scalar, from its value number ``number`` on.

    ``steps`` are 64-bit integers, ``numbers`` as many 64-bit floats, both as the machine has them: that is
    little-endian wherever Qt is built for Python.
    """

    run = IntegerField()
    tag = TextField()
    number = IntegerField()
    steps = BlobField()
    numbers = BlobField()

    class Meta:
        """The table's name in SQL."""

        table_name = "series"
        primary_key = False


class ControlRow(Model):
    """A row of ``control``: a word from a window or a command to a batch's engine."""

    number = IntegerField(primary_key=True)
    batch = TextField()
    command = TextField()
    created = FloatField()

    class Meta:
        """The table's name in SQL."""

        table_name = "control"


class PurgedRow(Model):
    """A row of ``purged``: the tombstone of a run or batch deleted for ever."""

    id = TextField(primary_key=True)
    revision = IntegerField()

    class Meta:
        """The table's name in SQL."""

        table_name = "purged"
