"""A request and its policy terms become a visit to be scheduled."""

from dataclasses import replace

from dispatch.identity import new_id
from dispatch.intake_places import placed
from dispatch.place import GeocodeQuality
from dispatch.policy import Policy, ServiceTerms
from dispatch.request import Request, Work
from dispatch.visit import Visit


def new_visit(request: Request, terms: ServiceTerms) -> Visit:
    """Make the first or next visit of a request, at its place and on the policy's terms."""
    blank = Visit(
        id=new_id("vis"),
        request_id=request.id,
        title="",
        place=None,
        place_quality=GeocodeQuality.NONE,
        work=request.work,
        product=request.product,
        service_duration_s=terms.service_duration_s,
        penalty_cents=terms.penalty_cents,
    )
    return revised_visit(blank, request, terms)


def revised_visit(visit: Visit, request: Request, terms: ServiceTerms) -> Visit:
    """Return a visit as request and terms now have it; its identity, state and pin stay."""
    revised = replace(
        visit,
        title=f"{request.product.replace('_', ' ')} {request.work}",
        work=request.work,
        product=request.product,
        service_duration_s=terms.service_duration_s,
        penalty_cents=terms.penalty_cents,
        priority=terms.priority,
        setup_s=terms.setup_s,
        due_at=terms.on_site_by,
        response_late_cost_cents=terms.response_late_cost_cents,
        response_late_cost_cents_per_hour=terms.response_late_cost_cents_per_hour,
        windows=request.windows,
        skills=terms.skills,
        parts=terms.parts,
        ready_at=request.parts_ready_at,
        people=terms.people,
        helper_skills=terms.helper_skills or None,
        preferred_technicians=request.preferred_technicians,
        required_technicians=request.required_technicians,
        excluded_technicians=request.excluded_technicians,
    )
    return placed((revised,), request)[0]


def on_new_terms(visit: Visit, before: Request, after: Request, policy: Policy) -> Visit:
    """Return a visit on the terms of a changed request.

    A visit of another kind of work than its request, such as the return from the workshop, keeps that and its due time.
    """
    if visit.work == before.work:
        return revised_visit(visit, after, policy.terms_for(after))
    concerned = replace(after, work=Work(visit.work))
    return replace(revised_visit(visit, concerned, policy.terms_for(concerned)), due_at=visit.due_at)
