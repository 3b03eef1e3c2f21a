"""A company's life: found again under another registration, submitted, changed after its approval."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from handlers.conversation import Note
from handlers.joining import avoiding, notices
from handlers.questions import Question
from handlers.visit import Visit
from locales.translator import N_
from matching.duplicates import near_identical, normalise_name
from storage.records import Company, StoredAnswer

JOINED = N_("You asked to join {company}. A colleague or an organiser confirms you.")
FLAGGED = N_("All right, we go on. The organisers will see that a company of that name or number exists already.")
RETYPE = N_("No harm done. Let us correct the name and the number.")

APPROVE_AGAIN = N_("“{name}” has changed, so the organisers check your registration once more.")

WATCHED = ("role", "country", "legal_name", "company_number", "stance", "principal")
"""Answers an organiser's approval rests on: changing one of them asks for a new approval."""

TRUST = (
    N_("declared only"),
    N_("number well-formed"),
    N_("number well-formed, phone confirmed"),
    N_("document seen"),
    N_("met and rated in a past edition"),
)
"""The ladder of trust, as the counterpart reads it."""

HIGHEST_TRUST_BY_ANSWERS = 2
"""The steps above it were given by people, and answers do not take them away."""


def name_changed(visit: Visit, _answer: StoredAnswer) -> list[Note]:
    """Keep country and name where duplicates are searched, and look for them."""
    values = visit.values
    name = values.get("legal_name")
    visit.uow.companies.change(
        visit.own_company(),
        country=values.get("country"),
        legal_name=name,
        match_name=normalise_name(name) if name else None,
    )
    _look_for_duplicate(visit)
    return []


def number_changed(visit: Visit, answer: StoredAnswer) -> list[Note]:
    """Keep what identifies the company, and look for duplicates."""
    visit.uow.companies.change(visit.own_company(), number_key=answer.value["group"])
    _look_for_duplicate(visit)
    return []


def _look_for_duplicate(visit: Visit) -> None:
    """Write down which registered company this one seems to be; asked about by the form's own question."""
    found = find_duplicate(visit)
    known = visit.values.get("duplicate_of")
    if found is None:
        visit.forget("company", "duplicate_of", "duplicate_choice")
    elif known is None or known["id"] != found.id:
        visit.forget("company", "duplicate_choice")
        value = {"id": found.id, "name": found.legal_name}
        visit.save_as("company", StoredAnswer(key="duplicate_of", value=value, status="given"))


def find_duplicate(visit: Visit) -> Company | None:
    """Return the registered company with the same number, or with a near-identical name in the same country."""
    own = visit.own_company()
    values = visit.values
    number = values.get("company_number")
    repository = visit.uow.companies
    if number:
        same_number = repository.with_number(number["group"], except_id=own)
        if same_number:
            return same_number[0]
    name, country = values.get("legal_name"), values.get("country")
    if not name or not country:
        return None
    others = {company.id: company for company in repository.in_country(country, except_id=own)}
    match = near_identical(name, {key: company.legal_name or "" for key, company in others.items()})
    return None if match is None else others[int(match.key)]


def consent_changed(visit: Visit, *, is_given: bool) -> None:
    """Take a company out of matching when its registrant withdraws consent, and back in when it is given again."""
    if visit.person.membership != "registrant":
        return
    if is_given:
        visit.forget("company", "withdrawn")
        return
    visit.save_as("company", StoredAnswer(key="withdrawn", value=True, status="given"))
    company = visit.uow.companies.get(visit.own_company())
    if company.status == "approved":
        notices.tell_withdrawal(visit, company)
        visit.before_leaving(visit, company.id)


def number_dropped(visit: Visit) -> None:
    """Find the company by its former number no more."""
    visit.uow.companies.change(visit.own_company(), number_key=None)


def settle_duplicate(visit: Visit, answer: StoredAnswer) -> list[Note]:
    """Join the company that exists already, go on with another one, or type name and number again."""
    duplicate = visit.values.get("duplicate_of") or {}
    existing = visit.uow.companies.find(duplicate.get("id", 0))
    if answer.value == "mistyped":
        visit.forget("company", "legal_name", "company_number", "duplicate_of", "duplicate_choice")
        visit.uow.companies.change(visit.own_company(), legal_name=None, match_name=None, number_key=None)
        return [Note(message=RETYPE)]
    own = visit.company
    if answer.value == "different" or existing is None or (own is not None and own.status == "approved"):
        return [Note(message=FLAGGED)]
    _join(visit, existing)
    return [Note(message=JOINED, params={"company": existing.legal_name or ""})]


def _join(visit: Visit, existing: Company) -> None:
    draft = visit.own_company()
    visit.change_person(company_id=existing.id, membership="pending")
    leave(visit, draft)
    visit.reload_answers()
    notices.ask_to_admit(visit, existing)


def leave(visit: Visit, company_id: int) -> None:
    """Delete a company that has nobody left; hand it to the next delegate otherwise."""
    left = visit.uow.people.of_company(company_id, "registrant", "delegate")
    if not left:
        for person in visit.uow.people.of_company(company_id, "pending"):
            visit.uow.people.change(person.id, company_id=None, membership="none", asked=None)
        visit.uow.audit.add(person_id=None, act="erase", subject=f"company:{company_id}", now=visit.now)
        visit.uow.audit.forget_details(f"company:{company_id}")
        visit.uow.answers.forget_duplicates_of(company_id)
        visit.before_leaving(visit, company_id)
        visit.uow.companies.remove(company_id)
    elif all(person.membership != "registrant" for person in left):
        visit.uow.people.change(left[0].id, membership="registrant")
        notices.tell_heir(visit, left[0], visit.uow.companies.get(company_id))


def submit(visit: Visit) -> None:
    """Hand the registration to the organisers, or approve it at once where the event says so.

    Somebody may have registered the same company meanwhile: then that is asked first, and nothing is sent yet.
    """
    company = visit.company
    assert company is not None
    _look_for_duplicate(visit)
    if "duplicate_of" in visit.values and "duplicate_choice" not in visit.values:
        visit.forget("company", "confirmed")
        return
    is_automatic = company.status != "refused" and _needs_nobody(visit)
    status = "approved" if is_automatic else "submitted"
    visit.uow.companies.change(
        company.id,
        status=status,
        trust=trust_of(visit.values),
        submitted_at=visit.now,
        decided_at=visit.now if is_automatic else None,
        decision_reason=None,
    )
    visit.uow.audit.add(
        person_id=visit.person.id,
        act="submit",
        subject=f"company:{company.id}",
        before=company.status,
        after=status,
        now=visit.now,
    )
    if is_automatic:
        avoiding.keep_apart(visit.uow, visit.uow.companies.get(company.id), now=visit.now)
    else:
        notices.ask_to_approve(visit, company.id)


def _needs_nobody(visit: Visit) -> bool:
    """Tell whether the event approves this company by itself."""
    return visit.event.approval == "automatic" and not flags_of(visit.event.brokers, visit.values)


def note_edit(visit: Visit, question: Question, before: StoredAnswer | None, after: StoredAnswer) -> list[Note]:
    """Keep the trail of what changes after the registration was sent; ask again for approval where it matters."""
    company = visit.company
    if company is None or company.status in ("draft", "refused") or not question.is_listed:
        return []
    if visit.person.membership == "registrant" and company.trust <= HIGHEST_TRUST_BY_ANSWERS:
        visit.uow.companies.change(company.id, trust=trust_of(visit.values))
    if question.scope != "company":
        return []
    visit.uow.audit.add(
        person_id=visit.person.id,
        act="edit",
        subject=f"company:{company.id}",
        before={question.key: None if before is None else before.value},
        after={question.key: after.value},
        now=visit.now,
    )
    if question.key in WATCHED and company.status == "approved" and not _needs_nobody(visit):
        visit.uow.companies.change(company.id, status="submitted", submitted_at=visit.now, decided_at=None)
        notices.ask_to_approve(visit, company.id, changed=question.name)
        return [Note(message=APPROVE_AGAIN, params={"name": visit.t.plain(question.name)})]
    return []


def trust_of(values: dict[str, Any]) -> int:
    """Return the step on the trust ladder that answers alone can reach: 0 declared, 1 number well-formed, 2 phone."""
    number = values.get("company_number") or {}
    phone = values.get("phone") or {}
    if not number.get("is_verified"):
        return 0
    return 2 if phone.get("is_confirmed") else 1


FLAGS = {
    "broker": N_("intermediary or broker"),
    "mandated": N_("mandated by {principal}"),
    "duplicate": N_("same name or number as {duplicate}"),
    "unverified": N_("company number not verified"),
}


def flags_of(brokers: str, values: dict[str, Any]) -> Sequence[str]:
    """Return what an organiser should look at before deciding, as keys of `FLAGS`."""
    flags = []
    if values.get("stance") in ("broker", "mandated"):
        flags.append(values["stance"])
    if values.get("duplicate_of"):
        flags.append("duplicate")
    if not (values.get("company_number") or {}).get("is_verified"):
        flags.append("unverified")
    return flags
