"""The shipped policy, for tests that need any."""

from data.files.policy_toml import default_policy_text, load_policy

POLICY = load_policy(default_policy_text())
