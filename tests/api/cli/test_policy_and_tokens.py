"""``dispatch policy``, ``dispatch token`` and the settings behind every command."""

import json
from pathlib import Path

import pytest

from data.files.policy_toml import default_policy_text
from tests.api.cli.run import Run


def test_the_policy_that_is_shown_can_be_checked_and_activated(run: Run, tmp_path: Path) -> None:
    file = tmp_path / "policy.toml"
    file.write_text(run("policy", "show").out, encoding="utf-8")
    assert file.read_text(encoding="utf-8") == default_policy_text()
    assert run("policy", "check", file).code == 0
    assert run("policy", "activate", file).code == 0


def test_a_wrong_policy_is_refused_and_the_old_one_stays(run: Run, tmp_path: Path) -> None:
    file = tmp_path / "policy.toml"
    file.write_text('extends = "default"\nname = 7\n[area]\nzone = "Mars/Olympus"\n')
    said = run("policy", "activate", file)
    assert said.code == 1
    assert "Mars/Olympus" in said.err
    assert run("policy", "show").out == default_policy_text()


def test_a_requests_terms_are_explained_rule_by_rule(demo_run: Run) -> None:
    given = json.loads(demo_run("policy", "explain", "R-00001", "--json").out)["given"]
    assert {"priority", "service_minutes"} & {entry["field"] for entry in given}
    assert all(entry["rule"] for entry in given)
    assert "on site by" in demo_run("policy", "explain", "R-00001").out
    assert demo_run("policy", "explain", "R-none").code == 1


def test_a_token_is_made_listed_and_revoked(run: Run) -> None:
    token = run("token", "create", "--role", "dispatcher", "--name", "Ada").out.strip()
    token_id, _, secret = token.partition(".")
    assert secret
    listed = run("token", "list", "--json").out
    assert [entry["id"] for entry in json.loads(listed)] == [token_id]
    assert secret not in listed
    assert run("token", "revoke", token_id).code == 0
    assert json.loads(run("token", "list", "--json").out)[0]["revoked_at"]
    assert run("token", "revoke", "tok_none").code == 1


def test_a_technicians_token_needs_a_technician(run: Run) -> None:
    assert run("token", "create", "--role", "technician", "--name", "Ben").code == 1
    assert run("token", "create", "--role", "king", "--name", "Ben").code == 2


def test_a_setting_that_makes_no_sense_is_named(run: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("DISPATCH_PORT", "many")
    said = run("show")
    assert said.code == 1
    assert "DISPATCH_PORT" in said.err


def test_a_database_that_cant_be_opened_is_named(run: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("DISPATCH_DATABASE_URL", "sqlite:////no/such/folder/dispatch.db")
    said = run("show")
    assert said.code == 1
    assert "Traceback" not in said.err
