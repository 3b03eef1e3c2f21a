"""The shell's own few words in each language; what the assistant says comes from the catalogues, not from here."""

from __future__ import annotations

from collections.abc import Mapping

RIGHT_TO_LEFT = frozenset({"ar"})

WORDS: Mapping[str, Mapping[str, str]] = {
    "fr": {
        "language": "Français",
        "conversation": "Conversation",
        "skip": "Aller à la zone de saisie",
        "message": "Votre message",
        "placeholder": "Écrivez votre message…",
        "send": "Envoyer",
        "menu": "Menu",
        "close": "Fermer",
        "you": "Vous",
        "assistant": "Assistant",
        "newest": "Aller au dernier message",
        "online": "En ligne",
        "connecting": "Connexion…",
        "offline": "Hors ligne — rien ne sera perdu",
        "waiting": "en attente…",
        "sent": "envoyé",
        "failed": "Ce message n’a pas pu être envoyé.",
        "throttled": "Un instant, s’il vous plaît : vos messages partent l’un après l’autre, aucun n’est perdu.",
        "unavailable": "Le service répond difficilement. Vos messages sont gardés et partiront dès que possible.",
        "today": "Aujourd’hui",
        "yesterday": "Hier",
        "download": "Télécharger",
        "device": "Continuer sur un autre appareil",
        "device_text": (
            "Ouvrez ce lien sur l’autre appareil pour y retrouver cette conversation. "
            "Il ne sert qu’une fois : ne l’envoyez qu’à vous-même."
        ),
        "device_failed": "Le lien n’a pas pu être créé. Réessayez dans un instant.",
        "copy": "Copier le lien",
        "copied": "Lien copié",
        "share": "Partager",
        "join_title": "Continuer ici votre conversation",
        "join_text": (
            "Cet appareil affichera votre conversation et pourra y répondre. "
            "N’acceptez que si c’est vous qui avez créé ce lien."
        ),
        "join_button": "Continuer sur cet appareil",
        "gone_title": "Ce lien ne fonctionne plus",
        "gone_text": (
            "Un lien personnel ne sert qu’une fois et pour peu de temps. "
            "Sur votre premier appareil, ouvrez le menu et créez-en un nouveau."
        ),
        "gone_button": "Ouvrir la conversation",
        "noscript": (
            "Cette conversation a besoin de JavaScript. "
            "Veuillez l’activer dans votre navigateur, puis recharger la page. Merci !"
        ),
    },
    "ar": {
        "language": "العربية",
        "conversation": "المحادثة",
        "skip": "الانتقال إلى خانة الكتابة",
        "message": "رسالتكم",
        "placeholder": "اكتبوا رسالتكم…",
        "send": "إرسال",
        "menu": "القائمة",
        "close": "إغلاق",
        "you": "أنتم",
        "assistant": "المساعد",
        "newest": "الانتقال إلى آخر رسالة",
        "online": "متصل",
        "connecting": "جارٍ الاتصال…",
        "offline": "لا يوجد اتصال — لن يضيع شيء",
        "waiting": "في الانتظار…",
        "sent": "أُرسلت",
        "failed": "تعذّر إرسال هذه الرسالة.",
        "throttled": "لحظة من فضلكم: تُرسل رسائلكم واحدة تلو الأخرى، ولن تضيع أي منها.",
        "unavailable": "الخدمة بطيئة في الوقت الحالي. رسائلكم محفوظة وستُرسل في أقرب وقت ممكن.",
        "today": "اليوم",
        "yesterday": "أمس",
        "download": "تنزيل",
        "device": "المتابعة على جهاز آخر",
        "device_text": (
            "افتحوا هذا الرابط على الجهاز الآخر لتجدوا فيه هذه المحادثة. "
            "يُستعمل مرة واحدة فقط: لا ترسلوه إلا إلى أنفسكم."
        ),
        "device_failed": "تعذّر إنشاء الرابط. يُرجى إعادة المحاولة بعد لحظات.",
        "copy": "نسخ الرابط",
        "copied": "تم نسخ الرابط",
        "share": "مشاركة",
        "join_title": "متابعة محادثتكم على هذا الجهاز",
        "join_text": (
            "ستظهر محادثتكم على هذا الجهاز ويمكنكم الرد منه. لا توافقوا إلا إذا كنتم أنتم من أنشأ هذا الرابط."
        ),
        "join_button": "المتابعة على هذا الجهاز",
        "gone_title": "لم يعد هذا الرابط صالحًا",
        "gone_text": (
            "الرابط الشخصي يُستعمل مرة واحدة ولمدة قصيرة. افتحوا القائمة على جهازكم الأول وأنشئوا رابطًا جديدًا."
        ),
        "gone_button": "فتح المحادثة",
        "noscript": (
            "تحتاج هذه المحادثة إلى تفعيل JavaScript. يُرجى تفعيله في متصفحكم ثم إعادة تحميل الصفحة. شكرًا لكم!"
        ),
    },
    "en": {
        "language": "English",
        "conversation": "Conversation",
        "skip": "Skip to the message box",
        "message": "Your message",
        "placeholder": "Write your message…",
        "send": "Send",
        "menu": "Menu",
        "close": "Close",
        "you": "You",
        "assistant": "Assistant",
        "newest": "Go to the latest message",
        "online": "Online",
        "connecting": "Connecting…",
        "offline": "Offline — nothing will be lost",
        "waiting": "waiting…",
        "sent": "sent",
        "failed": "This message could not be sent.",
        "throttled": "One moment, please: your messages are leaving one by one, and none is lost.",
        "unavailable": "The service is struggling. Your messages are kept and will leave as soon as possible.",
        "today": "Today",
        "yesterday": "Yesterday",
        "download": "Download",
        "device": "Continue on another device",
        "device_text": (
            "Open this link on the other device to find this conversation there. "
            "It works once: send it only to yourself."
        ),
        "device_failed": "The link could not be made. Please try again in a moment.",
        "copy": "Copy the link",
        "copied": "Link copied",
        "share": "Share",
        "join_title": "Continue your conversation here",
        "join_text": (
            "This device will show your conversation and can answer in it. Accept only if you made this link yourself."
        ),
        "join_button": "Continue on this device",
        "gone_title": "This link no longer works",
        "gone_text": (
            "A personal link works once, and not for long. Open the menu on your first device and make a new one."
        ),
        "gone_button": "Open the conversation",
        "noscript": (
            "This conversation needs JavaScript. Please enable it in your browser, then reload the page. Thank you!"
        ),
    },
}
LANGUAGES = tuple(WORDS)


def direction(language: str) -> str:
    """Return the dir attribute of a language's text."""
    return "rtl" if language in RIGHT_TO_LEFT else "ltr"


def known_language(code: str | None) -> str | None:
    """Return the language of the table that a tag such as `ar-MA` belongs to."""
    primary = (code or "").replace("_", "-").partition("-")[0].strip().lower()
    return primary if primary in WORDS else None


def preferred_language(accept_language: str | None) -> str | None:
    """Return the language of the table that an Accept-Language header likes best.

    >>> preferred_language("es, ar-MA;q=0.8, en;q=0.5")
    'ar'
    """
    liked: list[tuple[float, int, str]] = []
    for position, item in enumerate((accept_language or "")[:500].split(",")):
        tag, _, weight = item.partition(";q=")
        language = known_language(tag)
        if language is not None:
            liked.append((-_weight(weight), position, language))
    return min(liked)[2] if liked and min(liked)[0] < 0 else None


def _weight(written: str) -> float:
    try:
        return float(written) if written.strip() else 1.0
    except ValueError:
        return 0.0
