"""The forms, as data: who is asked what, in which order."""

from handlers.forms.registration import DELEGATE_FORM, ORGANISER_FORM, REGISTRATION_FORM

__all__ = ["DELEGATE_FORM", "ORGANISER_FORM", "REGISTRATION_FORM"]
