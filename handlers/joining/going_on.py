"""Stopping, coming back, and starting again."""

from __future__ import annotations

from handlers import screens
from handlers.answer_types.choices import find_choice
from handlers.conversation import Note, Step
from handlers.forms.common import YES_NO
from handlers.joining import companies, registration
from handlers.messages import Button
from handlers.visit import Visit
from locales.translator import N_

WELCOME_BACK = N_("Welcome back! We go on where you stopped.")
STOPPED = N_("We stop here. Everything you answered is kept; write to me whenever you want to go on.")
START_AGAIN = N_("Start again from the beginning? Your answers so far will be deleted.")
STARTED_AGAIN = N_("All right, from the beginning.")
NO_START_AGAIN = N_(
    "Your registration is sent already. Change single answers with /edit, or delete everything with /erase."
)


def welcome_back(visit: Visit) -> None:
    """Go on where the person stopped."""
    is_on_the_way = bool(visit.answers) and registration.is_open(visit)
    registration.show_current(visit, Note(message=WELCOME_BACK) if is_on_the_way else None)


def reconsider(visit: Visit, text: str) -> bool:
    """Ask for the consent again when somebody who declined it says yes after all; False when that is not so."""
    said = find_choice(text, YES_NO, ())
    if visit.values.get("consent_matching") is not False or said is None or said.value != "yes":
        return False
    registration.follow(visit, Step(ask="consent_matching"))
    return True


def stop(visit: Visit, _argument: str) -> None:
    """Stop for today."""
    visit.change_person(asked=None)
    visit.say(visit.t(STOPPED), ((Button(label=visit.t.plain(N_("Go on")), data="m:resume"),),))


def start_again(visit: Visit, _argument: str) -> None:
    """Ask whether to begin anew."""
    t = visit.t
    company = visit.company
    if visit.person.membership not in ("none", "registrant") or (company is not None and company.status != "draft"):
        visit.say(t(NO_START_AGAIN))
        return
    yes = Button(label=t.plain(N_("Yes, start again")), data="m:restart", style="danger")
    visit.say(t(START_AGAIN), ((yes, Button(label=t.plain(N_("No, go on")), data="m:resume")),))


def restart(visit: Visit) -> None:
    """Drop everything answered so far, and begin anew."""
    company = visit.company
    if visit.person.membership not in ("none", "registrant") or (company is not None and company.status != "draft"):
        visit.say(visit.t(NO_START_AGAIN))
        return
    if company is not None:
        visit.change_person(company_id=None, membership="none")
        companies.leave(visit, company.id)
    visit.uow.answers.remove_of_person(visit.person.id)
    visit.reload_answers()
    visit.change_person(asked=None)
    registration.show_current(visit, Note(message=STARTED_AGAIN))


def resume(visit: Visit) -> None:
    """Show what was on the screen before."""
    visit.change_person(asked=None)
    registration.show_current(visit)


def resubmit(visit: Visit) -> None:
    """Send a refused registration to the organisers once more, corrected."""
    company = visit.company
    if company is not None and company.status == "refused" and visit.person.membership == "registrant":
        companies.submit(visit)
    registration.show_current(visit)


def fill(visit: Visit) -> None:
    """Ask again what was left for later."""
    state = registration.state_of(visit)
    for question in screens.left_for_later(state.form, state.answers, state.situation.values):
        visit.forget(question.scope, question.key)
    visit.change_person(asked=None)
    registration.show_current(visit)
