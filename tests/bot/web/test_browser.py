"""The chat as a person meets it, in a real browser."""

from __future__ import annotations

import dataclasses

import pytest
from aiohttp import web
from aiohttp.test_utils import TestServer
from playwright.async_api import Route, expect

from bot.web.limits import Rate
from bot.web.routes import install_chat
from bot.web.settings import ChatSettings
from handlers.messages import Button, Reply
from tests.bot.web.memory_house import MemoryHouse
from tests.bot.web.phone import Phones, find_chromium
from tests.bot.web.scripted_answers import Script

pytestmark = pytest.mark.browser


@pytest.fixture
def house() -> MemoryHouse:
    return MemoryHouse(Script())


def texts(house: MemoryHouse) -> list[str]:
    return [incoming.text or incoming.choice or "" for incoming in house.received]


async def test_first_visit_starts_by_itself_once(phones: Phones, house: MemoryHouse) -> None:
    phone = await phones.open()
    await phone.sees("Welcome", "Role?")
    await phone.state("Online")
    await phone.page.reload()

    await phone.sees("Welcome", "Role?")
    await phone.state("Online")
    assert [incoming.update_id for incoming in house.received] == ["web:1:start"]
    assert house.hints == ["en"]


async def test_invitation_link_is_handed_over_once_and_not_shown(phones: Phones, house: MemoryHouse) -> None:
    phone = await phones.open(path="?start=INV-42_x")
    await phone.sees("Welcome", "Role?")

    assert phone.page.url == phones.url
    await phone.page.goto(phones.url + "?start=INV-42_x")
    await phone.state("Online")
    await expect(phone.page).to_have_url(phones.url)
    await phone.write("done")
    await phone.sees("Welcome", "Role?", "done", "Got it: 4")
    assert texts(house) == ["/start INV-42_x", "done"]


async def test_person_writes_and_reads_and_scripts_stay_words(phones: Phones, house: MemoryHouse) -> None:
    phone = await phones.open()
    await phone.sees("Welcome", "Role?")
    attack = "<script>alert(1)</script><img src=x onerror=alert(2)>"
    await phone.write(attack)
    await phone.sees("Welcome", "Role?", attack, f"Got it: {len(attack)}")
    house.say("web:1", Reply(text="<img src=x onerror=alert(3)> https://a.example/x +212600000000", language="en"))
    await expect(phone.bubbles.last).to_contain_text("alert(3)")

    links = phone.page.locator(".bubble a")
    assert await phone.page.locator(".log img, .log script").count() == 0
    assert await links.count() == 1
    assert await links.get_attribute("rel") == "noopener noreferrer nofollow"
    assert await phone.overflow() == 0
    assert texts(house) == ["/start", attack]


async def test_tap_shows_its_label_and_old_buttons_stay_tappable(phones: Phones, house: MemoryHouse) -> None:
    phone = await phones.open()
    await phone.button("role=buyer").tap()
    await phone.sees("Welcome", "Role?", "Buyer", "0 chosen")
    question = phone.page.locator(".line.bot", has=phone.button("role=buyer"))
    await expect(question).to_contain_class("earlier")
    await phone.button("role=provider").tap()
    await phone.sees("Welcome", "Role?", "Buyer", "0 chosen", "Provider", "0 chosen")
    await phone.page.reload()

    await phone.sees("Welcome", "Role?", "Buyer", "0 chosen", "Provider", "0 chosen")
    assert texts(house) == ["/start", "role=buyer", "role=provider"]
    assert house.received[1].message_ref == "m3"


async def test_impatient_double_tap_is_one_answer(phones: Phones, house: MemoryHouse) -> None:
    phone = await phones.open()
    await phone.button("role=buyer").dblclick()
    await phone.sees("Welcome", "Role?", "Buyer", "0 chosen")
    await phone.write("x")
    await expect(phone.bubbles.last).to_have_text("Got it: 1")

    assert texts(house) == ["/start", "role=buyer", "x"]


async def test_toggles_change_in_place_without_a_bubble(phones: Phones, house: MemoryHouse) -> None:
    phone = await phones.open()
    await phone.button("role=buyer").tap()
    await phone.button("bank").evaluate("(node) => (node.isTheSame = true)")
    await phone.button("bank").tap()
    await expect(phone.button("bank")).to_have_attribute("aria-pressed", "true")
    await phone.button("energy").tap()
    await phone.sees("Welcome", "Role?", "Buyer", "2 chosen")
    await phone.button("bank").tap()
    await phone.sees("Welcome", "Role?", "Buyer", "1 chosen")

    async def pressed() -> list[str | None]:
        return [await phone.button(name).get_attribute("aria-pressed") for name in ("bank", "energy", "telecom")]

    assert await pressed() == ["false", "true", "false"]
    await phone.page.reload()
    await phone.sees("Welcome", "Role?", "Buyer", "1 chosen")
    assert await pressed() == ["false", "true", "false"]
    assert await phone.page.locator(".choices").count() == 2


async def test_toggle_that_the_server_refuses_goes_back(phones: Phones, house: MemoryHouse) -> None:
    phone = await phones.open()
    await phone.button("role=buyer").tap()
    await phone.button("bank").wait_for()
    house.answer = lambda _: []
    await phone.button("bank").tap()

    await expect(phone.button("bank")).to_have_attribute("aria-pressed", "true")
    await expect(phone.button("bank")).to_have_attribute("aria-pressed", "false")


async def test_arabic_runs_from_the_right(phones: Phones, house: MemoryHouse) -> None:
    house.answer = Script("ar")
    phone = await phones.open(locale="ar-MA")
    await phone.sees("مرحبًا بكم في \u2068Euroffshore\u2069")
    await phone.write("شكرًا")
    await expect(phone.page.locator(".line.me")).to_have_count(1)
    await phone.state("متصل")

    page = phone.page
    theirs = await page.locator(".line.bot .bubble").first.bounding_box()
    mine = await page.locator(".line.me .bubble").bounding_box()
    assert await page.evaluate("[document.documentElement.dir, document.documentElement.lang]") == ["rtl", "ar"]
    assert await page.locator(".line.bot .words").first.get_attribute("dir") == "rtl"
    assert await page.locator(".line.me .words").evaluate("(node) => getComputedStyle(node).direction") == "rtl"
    assert theirs is not None
    assert mine is not None
    assert theirs["x"] + theirs["width"] > 340
    assert mine["x"] < 20
    assert await phone.overflow() == 0


async def test_each_line_of_a_mixed_bubble_runs_its_own_way(phones: Phones, house: MemoryHouse) -> None:
    phone = await phones.open()
    await phone.sees("Welcome", "Role?")
    greeting = (
        "مرحبًا بكم في <b>\u2068Euroffshore\u2069</b>!\n\nBienvenue à \u2068أوروفشور\u2069 !\n\u2068ICE 0015\u2069"
    )
    house.say("web:1", Reply(text=greeting, language="ar"))
    await expect(phone.bubbles).to_have_count(3)

    directions = "(node) => [...node.children].map((line) => getComputedStyle(line).direction)"
    assert await phone.bubbles.last.evaluate(directions) == ["rtl", "rtl", "ltr", "rtl"]


async def test_line_that_comes_again_is_shown_once(phones: Phones, house: MemoryHouse) -> None:
    phone = await phones.open()
    await phone.sees("Welcome", "Role?")
    house.say("web:1", Reply(text="Late", language="en"))
    first = house.conversations["web:1"][-1]
    house.conversations["web:1"].append(dataclasses.replace(first, cursor="00000098"))
    house.conversations["web:1"].append(dataclasses.replace(first, cursor="00000099", ref="m99"))

    await phone.sees("Welcome", "Role?", "Late", "Late")


async def test_shell_follows_a_change_of_language(phones: Phones, house: MemoryHouse) -> None:
    phone = await phones.open(locale="fr-FR")
    await expect(phone.page.locator("html")).to_have_attribute("lang", "en")
    house.say("web:1", Reply(text="مرحبًا", language="ar"))

    await expect(phone.page.locator("html")).to_have_attribute("dir", "rtl")
    await expect(phone.page.locator("#text")).to_have_attribute("placeholder", "اكتبوا رسالتكم…")
    await expect(phone.page.locator("#event-name")).to_have_text("يوروفشور")
    await phone.page.locator("#menu-button").tap()
    await expect(phone.page.locator("#commands")).to_contain_text("المساعدة")


async def test_what_is_said_offline_waits_and_leaves_once(phones: Phones, house: MemoryHouse) -> None:
    phone = await phones.open()
    await phone.sees("Welcome", "Role?")
    await phone.state("Online")
    await phone.context.set_offline(True)
    await phone.state("Offline — nothing will be lost")
    await phone.write("first")
    await phone.write("second!")
    await expect(phone.page.locator(".line.waiting")).to_have_count(2)
    await expect(phone.page.locator(".waiting .status").first).to_have_text("waiting…")
    house.say("web:1", Reply(text="Meanwhile", language="en"))
    await phone.context.set_offline(False)

    await phone.state("Online")
    await phone.sees("Welcome", "Role?", "Meanwhile", "first", "Got it: 5", "second!", "Got it: 7")
    await expect(phone.page.locator(".line.waiting")).to_have_count(0)
    assert texts(house) == ["/start", "first", "second!"]
    assert await phone.page.evaluate("Object.keys(localStorage)") == []


async def test_message_whose_answer_was_lost_is_not_doubled(phones: Phones, house: MemoryHouse) -> None:
    phone = await phones.open()
    await phone.sees("Welcome", "Role?")
    attempts = 0

    async def lose_the_first_answer(route: Route) -> None:
        nonlocal attempts
        attempts += 1
        if attempts > 1:
            return await route.continue_()
        await route.fetch()
        return await route.abort()

    await phone.page.route("**/chat/messages", lose_the_first_answer)
    async with phone.page.expect_response("**/chat/messages") as answered:
        await phone.write("once")
    assert (await answered.value).status == 200

    await phone.sees("Welcome", "Role?", "once", "Got it: 4")
    assert attempts == 2
    assert texts(house) == ["/start", "once"]


async def test_message_waits_through_a_reload_while_storage_is_down(phones: Phones, house: MemoryHouse) -> None:
    phone = await phones.open()
    await phone.sees("Welcome", "Role?")
    await phone.page.route("**/chat/messages", lambda route: route.fulfill(status=503, headers={"Retry-After": "60"}))
    await phone.write("later")
    await expect(phone.page.locator(".note")).to_contain_text("Your messages are kept")
    await phone.page.reload()
    await phone.sees("Welcome", "Role?", "later")
    await expect(phone.page.locator(".line.waiting")).to_have_count(1)
    await phone.page.unroute("**/chat/messages")
    await phone.page.reload()

    await phone.sees("Welcome", "Role?", "later", "Got it: 5")
    assert texts(house) == ["/start", "later"]


@pytest.mark.parametrize("changed", [{"session_rate": Rate(per_second=2, burst=3)}], indirect=True)
async def test_flood_is_slowed_with_one_note_and_loses_nothing(phones: Phones, house: MemoryHouse) -> None:
    phone = await phones.open()
    await phone.sees("Welcome", "Role?")
    await phone.page.evaluate(
        """() => [0, 1, 2, 3, 4].forEach((number) => {
          document.getElementById("text").value = `n${number}`;
          document.getElementById("composer").requestSubmit();
        })"""
    )
    await expect(phone.page.locator(".note")).to_have_count(1)
    await expect(phone.page.locator(".note")).to_contain_text("One moment, please")
    await expect(phone.bubbles).to_have_count(12, timeout=15_000)
    await expect(phone.page.locator(".note")).to_have_count(0)

    assert texts(house) == ["/start", "n0", "n1", "n2", "n3", "n4"]


async def test_page_returns_after_a_server_restart(
    phones: Phones, server: TestServer, house: MemoryHouse, settings: ChatSettings
) -> None:
    phone = await phones.open()
    await phone.sees("Welcome", "Role?")
    port = server.port
    await server.close()
    await phone.state("Connecting…")
    await phone.write("are you there")
    await expect(phone.page.locator(".line.waiting")).to_have_count(1)
    house.say("web:1", Reply(text="While you were away", language="en"))
    app = web.Application()
    install_chat(app, house, settings)
    again = TestServer(app, port=port)
    await again.start_server()

    await expect(phone.page.locator("#state-text")).to_have_text("Online", timeout=20_000)
    await phone.sees("Welcome", "Role?", "While you were away", "are you there", "Got it: 13")
    await again.close()
    assert texts(house) == ["/start", "are you there"]


async def test_second_device_by_a_personal_link(phones: Phones, house: MemoryHouse) -> None:
    phone = await phones.open()
    await phone.button("role=buyer").tap()
    await phone.sees("Welcome", "Role?", "Buyer", "0 chosen")
    await phone.page.locator("#menu-button").tap()
    await phone.page.locator("#device-button").tap()
    link = phone.page.locator("#device-link")
    await expect(link).to_contain_text(f"{phones.url}d/")
    path = (await link.text_content() or "").removeprefix(phones.url)
    laptop = await phones.open(path=path, viewport={"width": 1200, "height": 800}, is_mobile=False)
    await laptop.page.get_by_role("button", name="Continue on this device").click()

    await laptop.sees("Welcome", "Role?", "Buyer", "0 chosen")
    await laptop.write("from the laptop")
    await phone.sees("Welcome", "Role?", "Buyer", "0 chosen", "from the laptop", "Got it: 15")
    await laptop.sees("Welcome", "Role?", "Buyer", "0 chosen", "from the laptop", "Got it: 15")
    assert {incoming.address for incoming in house.received} == {"web:1"}


async def test_menu_sends_a_command_under_its_name(phones: Phones, house: MemoryHouse) -> None:
    phone = await phones.open()
    await phone.sees("Welcome", "Role?")
    await phone.page.locator("#menu-button").tap()
    await phone.page.get_by_role("button", name="My profile").tap()

    await phone.sees("Welcome", "Role?", "My profile", "Got it: 8")
    assert texts(house) == ["/start", "/profile"]


async def test_organiser_has_a_menu_of_their_own_from_the_moment_they_are_one(
    phones: Phones, house: MemoryHouse
) -> None:
    phone = await phones.open()
    await phone.sees("Welcome", "Role?")
    entries = phone.page.locator("#commands button")
    await expect(entries).to_have_text(["My profile", "Help"])
    house.organisers.add("web:1")
    house.say("web:1", Reply(text="You are one now: /organise, /profile", language="en"))

    await expect(entries).to_have_text(["Desk"])
    await expect(phone.page.locator(".command")).to_have_text(["/organise", "/profile"])
    await phone.page.reload()
    await expect(entries).to_have_text(["Desk"])


async def test_command_named_in_a_bubble_can_be_tapped(phones: Phones, house: MemoryHouse) -> None:
    phone = await phones.open()
    await phone.sees("Welcome", "Role?")
    house.say("web:1", Reply(text="See /profile, <i>/help</i>, not /other or a/help.", language="en"))
    commands = phone.page.locator(".command")
    await expect(commands).to_have_text(["/profile", "/help"])
    await commands.first.tap()

    await expect(phone.bubbles.last).to_have_text("Got it: 8")
    assert texts(house) == ["/start", "/profile"]


async def test_file_is_downloaded(phones: Phones, house: MemoryHouse) -> None:
    phone = await phones.open()
    await phone.sees("Welcome", "Role?")
    await phone.write("file")
    async with phone.page.expect_download() as download:
        await phone.page.locator(".file").tap()
    file = await download.value

    assert file.suggested_filename == "export.json"
    assert (await file.path()).read_bytes() == b'{"me": 1}'


async def test_keyboard_alone_is_enough(phones: Phones, house: MemoryHouse) -> None:
    laptop = await phones.open(is_mobile=False, has_touch=False)
    await laptop.sees("Welcome", "Role?")
    page = laptop.page

    async def focused() -> str:
        return await page.evaluate(
            "document.activeElement.id || document.activeElement.dataset.choice || document.activeElement.className"
        )

    order = []
    for _ in range(7):
        await page.keyboard.press("Tab")
        order.append(await focused())
        outline = await page.evaluate(
            "(({ outlineStyle, boxShadow }) => [outlineStyle, boxShadow])(getComputedStyle(document.activeElement))"
        )
        assert outline != ["none", "none"], f"nothing shows that {order[-1]} has the focus"
    assert order == ["skip", "menu-button", "log", "role=buyer", "role=provider", "text", "send"]

    await page.keyboard.press("Shift+Tab")
    await page.keyboard.press("Shift+Tab")
    await page.keyboard.press("Enter")
    await laptop.sees("Welcome", "Role?", "Provider", "0 chosen")
    await page.keyboard.press("Tab")
    await page.keyboard.press("Space")
    await laptop.sees("Welcome", "Role?", "Provider", "1 chosen")
    assert await focused() == "bank"
    await page.focus("#text")
    await page.keyboard.type("two")
    await page.keyboard.press("Shift+Enter")
    await page.keyboard.type("lines")
    await page.keyboard.press("Enter")
    await laptop.sees("Welcome", "Role?", "Provider", "1 chosen", "two\nlines", "Got it: 9")
    await page.focus("#menu-button")
    await page.keyboard.press("Enter")
    await expect(page.locator("#menu")).to_be_visible()
    await page.keyboard.press("Escape")
    assert await focused() == "menu-button"
    assert texts(house) == ["/start", "role=provider", "bank", "two\nlines"]


async def test_screen_reader_finds_roles_and_names(phones: Phones) -> None:
    phone = await phones.open()
    await phone.button("role=buyer").tap()
    await phone.button("bank").tap()
    await phone.sees("Welcome", "Role?", "Buyer", "1 chosen")
    page = phone.page

    await expect(page.get_by_role("log", name="Conversation")).to_have_attribute("aria-live", "polite")
    await expect(page.get_by_role("textbox", name="Your message")).to_be_visible()
    await expect(page.get_by_role("button", name="Send", exact=True)).to_be_visible()
    await expect(page.get_by_role("button", name="Bank", pressed=True)).to_be_visible()
    await expect(page.get_by_role("heading", level=1)).to_have_text("Euroffshore & <friends>")
    await expect(page.get_by_role("main")).to_be_visible()
    await expect(page.locator(".line.me .unseen").first).to_have_text("You")


@pytest.mark.parametrize("scheme", ["light", "dark"])
async def test_every_target_is_large_and_every_word_readable(phones: Phones, house: MemoryHouse, scheme: str) -> None:
    phone = await phones.open(color_scheme=scheme, reduced_motion="reduce")  # a colour half-way is no colour
    await phone.button("role=buyer").tap()
    await phone.button("bank").tap()
    await phone.sees("Welcome", "Role?", "Buyer", "1 chosen")
    await phone.write("file")
    styles = (Button(label="OK", data="ok", style="primary"), Button(label="Cancel", data="no", style="danger"))
    house.say("web:1", Reply(text="Done? https://a.example", language="en", rows=(styles,)))
    await phone.button("no").wait_for()
    await phone.state("Online")
    small = await phone.page.evaluate(SMALL_TARGETS)
    faint = await phone.page.evaluate(FAINT_WORDS)
    await phone.page.locator("#menu-button").tap()
    small += await phone.page.evaluate(SMALL_TARGETS)
    faint += await phone.page.evaluate(FAINT_WORDS)

    assert small == []
    assert faint == []


async def test_longest_word_does_not_widen_the_page(phones: Phones, house: MemoryHouse) -> None:
    phone = await phones.open(viewport={"width": 320, "height": 560})
    await phone.sees("Welcome", "Role?")
    await phone.write("w" * 300)
    wide = tuple(Button(label="Very long label of a button " * 2, data=f"x{n}") for n in range(3))
    house.say("web:1", Reply(text="https://a.example/" + "x" * 200, language="en", rows=(wide,)))
    await phone.button("x2").wait_for()

    assert await phone.overflow() == 0


async def test_composer_grows_to_four_lines(phones: Phones) -> None:
    phone = await phones.open()
    await phone.sees("Welcome", "Role?")
    heights = []
    for lines in (1, 2, 4, 12):
        await phone.page.fill("#text", "\n".join("x" * lines))
        heights.append(await phone.page.locator("#text").evaluate("(node) => node.offsetHeight"))

    assert heights == sorted(heights)
    assert heights[0] < heights[1] < heights[2] == heights[3]


async def test_motion_stops_for_those_who_ask(phones: Phones) -> None:
    phone = await phones.open(reduced_motion="reduce")
    await phone.button("role=buyer").tap()
    await phone.sees("Welcome", "Role?", "Buyer", "0 chosen")

    assert await phone.page.evaluate(MOVING_ANIMATIONS) == []


async def test_typing_shows_until_the_answer_comes(phones: Phones, house: MemoryHouse) -> None:
    phone = await phones.open()
    await phone.sees("Welcome", "Role?")
    house.answer = lambda _: []
    await phone.write("hello")
    await expect(phone.page.locator("#typing")).to_be_visible()
    house.say("web:1", Reply(text="Hi", language="en"))

    await expect(phone.page.locator("#typing")).to_be_hidden()


async def test_lost_cookie_begins_again(phones: Phones, house: MemoryHouse) -> None:
    phone = await phones.open()
    await phone.sees("Welcome", "Role?")
    house.forget_sessions()
    async with phone.page.expect_navigation():
        await phone.write("hello")

    await phone.sees("Welcome", "Role?")
    await phone.state("Online")
    assert [incoming.update_id for incoming in house.received] == ["web:1:start", "web:2:start"]


async def test_erased_conversation_begins_again_when_the_page_returns(phones: Phones, house: MemoryHouse) -> None:
    phone = await phones.open()
    await phone.sees("Welcome", "Role?")
    await phone.write("private")
    await phone.sees("Welcome", "Role?", "private", "Got it: 7")
    house.forget_sessions()
    await phone.context.set_offline(True)
    async with phone.page.expect_navigation(timeout=30_000):
        await phone.context.set_offline(False)

    await phone.sees("Welcome", "Role?")
    assert texts(house) == ["/start", "private", "/start"]


def test_missing_browser_says_how_to_install_it(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PATH", "")

    with pytest.raises(pytest.fail.Exception, match="apt-get install chromium"):
        find_chromium()


# The guard against double taps is an animation too, but nothing moves in it.
MOVING_ANIMATIONS = """
() => document.getAnimations().map((animation) => animation.animationName).filter((name) => name !== "settle")
"""

SMALL_TARGETS = """
() => [...document.querySelectorAll("button, a, textarea")]
  .filter((node) => node.checkVisibility() && !node.matches(".skip, .words a, .command"))
  .map((node) => [node.id || node.textContent, node.getBoundingClientRect()])
  .filter(([, { width, height }]) => width < 44 || height < 44)
  .map(([name, { width, height }]) => `${name} ${width}x${height}`)
"""

# Contrast of WCAG 2: each text node's colour over the nearest opaque background.
FAINT_WORDS = """
() => {
  const canvas = document.createElement("canvas").getContext("2d", { willReadFrequently: true });
  const painted = (colors) => {
    canvas.clearRect(0, 0, 1, 1);
    for (const color of colors) {
      canvas.fillStyle = color;
      canvas.fillRect(0, 0, 1, 1);
    }
    return [...canvas.getImageData(0, 0, 1, 1).data].slice(0, 3);
  };
  const luminance = (rgb) => {
    const [r, g, b] = rgb.map((c) => ((c /= 255) <= 0.03928 ? c / 12.92 : ((c + 0.055) / 1.055) ** 2.4));
    return 0.2126 * r + 0.7152 * g + 0.0722 * b;
  };
  const behind = (node) => {
    const colors = [];
    for (let at = node; at; at = at.parentElement) {
      const style = getComputedStyle(at);
      if (at.matches(".bar")) colors.unshift("#0e4b3a");
      colors.unshift(style.backgroundColor);
    }
    return colors;
  };
  const faint = [];
  const walker = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
  for (let text; (text = walker.nextNode()); ) {
    const node = text.parentElement;
    if (!text.data.trim() || !node.checkVisibility() || node.closest(".unseen, .skip, script, noscript")) continue;
    if (document.querySelector("dialog[open]") && !node.closest("dialog")) continue;
    const colors = behind(node);
    const [a, b] = [luminance(painted([...colors, getComputedStyle(node).color])), luminance(painted(colors))];
    const ratio = (Math.max(a, b) + 0.05) / (Math.min(a, b) + 0.05);
    if (ratio < 4.5) faint.push(`${text.data.trim()} ${ratio.toFixed(2)}`);
  }
  return faint;
}
"""
