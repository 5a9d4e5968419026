"""Early stopping: which running trials are not worth their time,
judged by what others had reached by then.
"""
