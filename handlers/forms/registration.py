"""The forms: a company's registration, the short one of its further delegates, and the two lines of organisers."""

from __future__ import annotations

from handlers.forms.attendance import ATTENDANCE, REFERENCES
from handlers.forms.buyer import BUYER
from handlers.forms.common import COMPANY, CONFIRM, CONSENT, EMAIL, LANGUAGE, ORGANISER_NAME, PERSON, STANCE
from handlers.forms.provider import PROVIDER
from handlers.questions import Form

REGISTRATION_FORM: Form = (
    LANGUAGE,
    *CONSENT,
    *COMPANY,
    *PERSON,
    EMAIL,
    *STANCE,
    *BUYER,
    *PROVIDER,
    CONFIRM,
    *ATTENDANCE,
    *REFERENCES,
)

DELEGATE_FORM: Form = (LANGUAGE, *CONSENT, *PERSON)

ORGANISER_FORM: Form = (LANGUAGE, ORGANISER_NAME)
