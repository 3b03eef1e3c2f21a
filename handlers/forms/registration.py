"""The two forms: a company's registration, and the short one of its further delegates."""

from __future__ import annotations

from handlers.forms.buyer import BUYER
from handlers.forms.common import COMPANY, CONFIRM, CONSENT, EMAIL, LANGUAGE, PERSON, STANCE
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
)

DELEGATE_FORM: Form = (LANGUAGE, *CONSENT, *PERSON)
