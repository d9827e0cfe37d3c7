"""``/v1/policies``: which response policy applies, and changing it."""

from fastapi import APIRouter, Response

from api.idempotency import OnlyOnce
from api.policies.schemas import PolicyForm, PolicyView, TermsView, ValidationView
from api.problems import IssueView
from api.roles import Permission
from api.security import CurrentWiring, needs
from api.transaction import Reading, Work
from data.files.policy_toml import default_policy_text, load_policy
from dispatch.errors import InvalidInputError

router = APIRouter(prefix="/policies", tags=["policies"])


@router.get("/active", dependencies=[needs(Permission.READ_POLICIES)], summary="Read the policy that applies")
def read_active(uow: Reading, wiring: CurrentWiring) -> PolicyView:
    """The newest that was activated, or the one that ships with the program."""
    stored = uow.policies.active()
    return PolicyView.shown(wiring.policy(uow), stored or default_policy_text(), shipped=stored is None)


@router.post("/validate", dependencies=[needs(Permission.READ_POLICIES)], summary="Check a policy")
def validate(form: PolicyForm) -> ValidationView:
    """Find every fault; nothing is stored."""
    try:
        load_policy(form.text)
    except InvalidInputError as error:
        return ValidationView(valid=False, issues=[IssueView.model_validate(issue) for issue in error.issues])
    return ValidationView(valid=True, issues=[])


@router.post(
    "",
    status_code=201,
    response_model=PolicyView,
    dependencies=[needs(Permission.ACTIVATE_POLICIES)],
    summary="Activate a policy",
)
def activate(form: PolicyForm, uow: Work, once: OnlyOnce) -> Response:
    """From now on it decides for new requests; visits that exist keep what they were given."""
    policy = load_policy(form.text)
    uow.policies.activate(form.text)
    return once.answer(PolicyView.shown(policy, form.text, shipped=False), location="/v1/policies/active")


@router.get(
    "/active/explain/{request_ref}",
    dependencies=[needs(Permission.READ_POLICIES)],
    summary="Say which rule gives a request what",
)
def explain(request_ref: str, uow: Reading, wiring: CurrentWiring) -> TermsView:
    """By our id or the reporter's own number."""
    return TermsView.shown(wiring.policy(uow).terms_for(uow.requests.get(request_ref)))
