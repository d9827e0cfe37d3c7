"""``dispatch token``: tokens for the HTTP API."""

from typing import Annotated

import typer

from api.cli.output import plain, print_json, print_table, say, table
from api.cli.session import actor, session_of
from api.roles import Role
from api.tokens import issue_token, list_tokens, revoke_token

group = typer.Typer(help="Tokens for the HTTP API.", no_args_is_help=True)


def register(app: typer.Typer) -> None:
    """Add the commands."""
    app.add_typer(group, name="token")


@group.command("create")
def create(
    context: typer.Context,
    role: Annotated[Role, typer.Option(help="What its bearer may do.")],
    name: Annotated[str, typer.Option(help="Who uses it; noted in the history.")],
    technician: Annotated[str | None, typer.Option(help="Whose route it shows, for the role technician.")] = None,
) -> None:
    """Make a token and print it. It is shown this once; only its hash is stored.

    Example: `dispatch token create --role dispatcher --name "Ada at the desk"`
    """
    with session_of(context).wiring() as wiring, wiring.unit_of_work(actor()) as uow:
        text, _ = issue_token(uow, role=role, name=name, technician=technician)
        uow.commit()
    typer.echo(text)


@group.command("list")
def list_all(
    context: typer.Context, as_json: Annotated[bool, typer.Option("--json", help="Print JSON.")] = False
) -> None:
    """List tokens, revoked ones too; their secrets are not stored.

    Example: `dispatch token list`
    """
    with session_of(context).wiring() as wiring, wiring.unit_of_work(actor(), read_only=True) as uow:
        tokens = list_tokens(uow)
    if as_json:
        names = ("id", "name", "role", "technician_id", "created_at", "revoked_at")
        print_json([{name: getattr(token, name) for name in names} for token in tokens])
        return
    made = table("Tokens", "Id", "Name", "Role", "Made", "Revoked")
    for token in tokens:
        revoked = f"{token.revoked_at:%Y-%m-%d %H:%M}" if token.revoked_at else ""
        made.add_row(token.id, plain(token.name), token.role, f"{token.created_at:%Y-%m-%d %H:%M}", revoked)
    print_table(made)


@group.command("revoke")
def revoke(
    context: typer.Context, token: Annotated[str, typer.Argument(help="Id of the token: what stands before its dot.")]
) -> None:
    """Make a token useless from the next call on.

    Example: `dispatch token revoke tok_0123456789abcdef`
    """
    with session_of(context).wiring() as wiring, wiring.unit_of_work(actor()) as uow:
        revoke_token(uow, token)
        uow.commit()
    say(f"Token {plain(token)} is revoked.")
