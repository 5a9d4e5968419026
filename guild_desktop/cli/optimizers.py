"""`optimizers`: what can propose trials and what can stop them early, and with which options."""

from __future__ import annotations

from dataclasses import asdict

from guild_desktop.cli.app import OK
from guild_desktop.cli.documents import print_json
from guild_desktop.cli.options import Parser
from guild_desktop.core.values import format_value
from guild_desktop.engine.pruning.catalogue import rule_infos
from guild_desktop.optimizers.options import allowed_values
from guild_desktop.optimizers.registry import optimizer_infos


def main(arguments: list[str], home: str | None) -> int:
    """Show the optimizers, and the rules of early stopping."""
    del home
    parser = Parser(
        "optimizers", "Show the optimizers and the rules of early stopping, with their options."
    )
    parser.add_argument("--json", action="store_true", help="print one JSON document")
    options = parser.parse_args(arguments)
    infos = optimizer_infos()
    if options.json:
        print_json([asdict(info) for info in infos])
        return OK
    for info in infos:
        also = f" (also: {', '.join(info.aliases)})" if info.aliases else ""
        print(f"{info.name}{also}\n  {info.title}: {info.summary}")
        for option in info.options:
            print(
                f"  -Fo {option.name}={format_value(option.default)}  {option.help} Takes {allowed_values(option)}."
            )
        if not info.available:
            print(f"  Not available here. {info.why_not}")
    print(
        "\nEarly stopping, which is off unless chosen: run --early-stopping RULE,OPTION=VALUE,..."
    )
    for rule in rule_infos():
        print(f"{rule.name}\n  {rule.title}: {rule.summary}")
        for option in rule.options:
            print(
                f"  {option.name}={format_value(option.default)}  {option.help} Takes {allowed_values(option)}."
            )
    return OK
