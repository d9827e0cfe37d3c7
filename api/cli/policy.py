"""``dispatch policy``: the response policy in force, checking and activating another, and explaining a request."""

from pathlib import Path
from typing import Annotated

import typer

from api.cli.output import plain, print_issues, print_json, print_table, read_bytes, say, table
from api.cli.session import actor, session_of
from data.files.policy_toml import default_policy_text, load_policy
from data.files.wording import local_iso
from dispatch.errors import InvalidInputError
from dispatch.policy import Policy
from solver.issue import Issue

group = typer.Typer(help="What a kind of work means: due times, durations, skills, prices.", no_args_is_help=True)

File = Annotated[Path, typer.Argument(help="Policy as TOML; - reads standard input.")]


def register(app: typer.Typer) -> None:
    """Add the commands."""
    app.add_typer(group, name="policy")


@group.command("show")
def show(
    context: typer.Context,
    default: Annotated[bool, typer.Option("--default", help="The policy that ships with the program.")] = False,
) -> None:
    """Print the policy in force as TOML.

    Example: `dispatch policy show > policy.toml`
    """
    if default:
        typer.echo(default_policy_text(), nl=False)
        return
    with session_of(context).wiring() as wiring, wiring.unit_of_work(actor(), read_only=True) as uow:
        typer.echo(uow.policies.active() or default_policy_text(), nl=False)


@group.command("check")
def check(file: File) -> None:
    """Find every fault of a policy.

    Example: `dispatch policy check policy.toml`
    """
    _, policy = _read(file)
    say(f"{plain(file)} is sound: {_summary(policy)}.")


@group.command("activate")
def activate(context: typer.Context, file: File) -> None:
    """Put a policy in force for everything that comes in from now on.

    Example: `dispatch policy activate policy.toml`
    """
    text, policy = _read(file)
    with session_of(context).wiring() as wiring, wiring.unit_of_work(actor()) as uow:
        uow.policies.activate(text)
        uow.commit()
    say(f"In force: {_summary(policy)}.")


@group.command("explain")
def explain(
    context: typer.Context,
    request: Annotated[str, typer.Argument(help="Request: its id or external id.")],
    as_json: Annotated[bool, typer.Option("--json", help="Print JSON.")] = False,
) -> None:
    """Say which rule gives a request its priority, due time, duration, skills and price.

    Example: `dispatch policy explain R-00017`
    """
    with session_of(context).wiring() as wiring, wiring.unit_of_work(actor(), read_only=True) as uow:
        policy = wiring.policy(uow)
        found = uow.requests.get(request)
    terms = policy.terms_for(found)
    if as_json:
        print_json(
            {
                "request": found.external_id or found.id,
                "policy": policy.name,
                "given": [given._asdict() for given in terms.rules],
                "warnings": [issue.cause for issue in terms.warnings],
            }
        )
        return
    what = f"{found.work} {found.product}".replace("_", " ")
    made = table(f"{plain(found.external_id or found.id)}: {plain(what)}", "Field", "Value", "Rule")
    for given in terms.rules:
        made.add_row(given.field, plain(given.value), plain(given.rule))
    print_table(made)
    say(
        f"Contact by {local_iso(terms.contact_by, policy.zone)}, on site by {local_iso(terms.on_site_by, policy.zone)}."
    )
    print_issues(terms.warnings, "Warnings")


def _read(file: Path) -> tuple[str, Policy]:
    try:
        text = read_bytes(file).decode("utf-8-sig")
    except UnicodeDecodeError as error:
        issue = Issue("not_utf8", str(file), f"Byte {error.start} is not UTF-8.", "Save the file as UTF-8.")
        raise InvalidInputError((issue,)) from error
    return text, load_policy(text)


def _summary(policy: Policy) -> str:
    return f"policy {plain(policy.name)}, {len(policy.rules)} rules, times in {policy.zone}, money in {policy.currency}"
