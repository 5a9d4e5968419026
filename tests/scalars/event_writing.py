"""Writes event files as other programs do, with TensorBoard's own writer and messages."""

from __future__ import annotations

from pathlib import Path

from tensorboard.compat.proto.event_pb2 import Event
from tensorboard.compat.proto.summary_pb2 import Summary, SummaryMetadata
from tensorboard.compat.proto.tensor_pb2 import TensorProto
from tensorboard.summary.writer.event_file_writer import EventFileWriter


def write_events(folder: Path, *events: Event) -> Path:
    """Write one event file; its path."""
    before = set(folder.glob("events*"))
    writer = EventFileWriter(str(folder))
    for event in events:
        writer.add_event(event)
    writer.close()
    (file,) = set(folder.glob("events*")) - before
    return file


def plain(tag: str, value: float, step: int = 0) -> Event:
    """A scalar as PyTorch and TensorFlow 1 write it."""
    summary = Summary(value=[Summary.Value(tag=tag, simple_value=value)])
    return Event(wall_time=1e9, step=step, summary=summary)


def tensor(tag: str, value: TensorProto, step: int = 0, plugin: str | None = "scalars") -> Event:
    """A tensor as TensorFlow 2 writes scalars; ``plugin`` None leaves the metadata out."""
    entry = Summary.Value(tag=tag, tensor=value)
    if plugin is not None:
        data = SummaryMetadata.PluginData(plugin_name=plugin)
        entry.metadata.CopyFrom(SummaryMetadata(plugin_data=data))
    return Event(wall_time=1e9, step=step, summary=Summary(value=[entry]))
