from __future__ import annotations

import pytest
from aiohttp.test_utils import TestServer

from bot.web.limits import Rate
from handlers.messages import Attachment, Reply
from tests.bot.web.chat_client import OURS, ChatClient, until_ready
from tests.bot.web.memory_house import MemoryHouse

POLICY = (
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; connect-src 'self'; "
    "form-action 'self'; base-uri 'none'; frame-ancestors 'none'"
)
SLOW = Rate(per_second=0.001, burst=3)
FILE = Reply(
    text="Your data",
    language="en",
    attachment=Attachment(filename="données.json", media_type="application/json", content=b'{"a": 1}'),
)


@pytest.mark.parametrize("path", ["/", "/nowhere", "/chat/stream", "/d/abcdefgh", "/chat/static/old/chat.js"])
async def test_every_response_carries_the_security_headers(server: TestServer, path: str) -> None:
    async with ChatClient(server) as person:
        if path == "/chat/stream":
            await person.open()
        response = await person.get(path)
        response.close()

    assert response.headers["Content-Security-Policy"] == POLICY
    assert response.headers["X-Content-Type-Options"] == "nosniff"
    assert response.headers["Referrer-Policy"] == "same-origin"


async def test_session_cookie_is_kept_from_scripts_and_other_sites(server: TestServer, house: MemoryHouse) -> None:
    async with ChatClient(server) as person:
        response = await person.post("/chat/open")
        again = await person.open()

    cookie = response.headers["Set-Cookie"]
    assert cookie.startswith("mawid=")
    assert {part.strip() for part in cookie.split(";")} >= {"HttpOnly", "Path=/", "SameSite=Lax"}
    assert "Secure" not in cookie
    assert again == await response.json()
    assert list(house.conversations) == ["web:1"]


@pytest.mark.parametrize("changed", [{"is_https": True}], indirect=True)
async def test_session_cookie_is_secure_on_https(server: TestServer) -> None:
    async with ChatClient(server) as person:
        response = await person.post("/chat/open")

    assert "; Secure" in response.headers["Set-Cookie"]


async def test_visit_without_a_script_stores_nothing(server: TestServer, house: MemoryHouse) -> None:
    async with ChatClient(server) as crawler:
        page = await crawler.get("/?start=abc")

    assert (page.status, "Set-Cookie" in page.headers) == (200, False)
    assert house.conversations == {}


async def test_other_tokens_open_nothing(server: TestServer, house: MemoryHouse) -> None:
    async with ChatClient(server) as owner, ChatClient(server) as other:
        await owner.open()
        await owner.say("private", "a1")
        house.say("web:1", FILE)
        cursor = house.conversations["web:1"][-1].cursor
        for token in ("", "guess", "x" * 5000, "web:1"):
            cookie = {"Cookie": f"mawid={token}"}
            stream = await other.get("/chat/stream", **cookie)
            file = await other.get(f"/chat/files/{cursor}", **cookie)
            said = await other.post("/chat/messages", {"id": "a", "text": "x"}, headers={**OURS, **cookie})
            link = await other.post("/chat/device-link", {}, headers={**OURS, **cookie})

            assert [answer.status for answer in (stream, file, said, link)] == [401, 401, 401, 401]


async def test_address_in_the_body_changes_nothing(server: TestServer, house: MemoryHouse) -> None:
    async with ChatClient(server) as owner, ChatClient(server) as other:
        await owner.open()
        await other.open()
        await other.post("/chat/messages", {"id": "a", "text": "x", "address": "web:1", "session": "web:1"})
        async with owner.stream() as stream:
            seen = await until_ready(stream)

    assert seen == []
    assert house.received[0].address == "web:2"


async def test_file_of_another_conversation_is_not_found(server: TestServer, house: MemoryHouse) -> None:
    async with ChatClient(server) as owner, ChatClient(server) as other:
        await owner.open()
        await other.open()
        house.say("web:1", FILE)
        path = f"/chat/files/{house.conversations['web:1'][0].cursor}"
        own = await owner.get(path)
        theirs = await other.get(path)

        assert await own.read() == b'{"a": 1}'
    assert own.headers["Content-Disposition"] == (
        "attachment; filename=\"donn_es.json\"; filename*=UTF-8''donn%C3%A9es.json"
    )
    assert theirs.status == 404


async def test_file_is_never_of_a_type_that_browsers_run(server: TestServer, house: MemoryHouse) -> None:
    page = Attachment(filename='a"\r\nb.html', media_type="text/html", content=b"<script>")
    async with ChatClient(server) as person:
        await person.open()
        house.say("web:1", Reply(text="", language="en", attachment=page))
        response = await person.get(f"/chat/files/{house.conversations['web:1'][0].cursor}")

    assert response.headers["Content-Type"] == "application/octet-stream"
    assert response.headers["Content-Disposition"].startswith('attachment; filename="a___b.html";')


@pytest.mark.parametrize(
    "headers",
    [
        {},
        {"Origin": "https://evil.example"},
        {"Origin": "null"},
        {"Sec-Fetch-Site": "cross-site"},
        {"Sec-Fetch-Site": "same-site"},
        {"Sec-Fetch-Site": "none"},
        {"Sec-Fetch-Site": "cross-site", "Origin": "http://{host}"},
    ],
)
@pytest.mark.parametrize("path", ["/chat/open", "/chat/messages", "/chat/device-link", "/d/abcdefgh"])
async def test_other_sites_cannot_post(
    server: TestServer, house: MemoryHouse, path: str, headers: dict[str, str]
) -> None:
    async with ChatClient(server) as person:
        await person.open()
        sent = {name: value.format(host=person.url.authority) for name, value in headers.items()}
        response = await person.post(path, {"id": "a", "text": "x"}, headers=sent)

    assert response.status == 403
    assert house.received == []


async def test_own_origin_may_post_from_a_browser_without_fetch_metadata(server: TestServer) -> None:
    async with ChatClient(server) as person:
        origin = {"Origin": f"http://{person.url.authority}"}
        response = await person.post("/chat/open", {}, headers=origin)

    assert response.status == 200


@pytest.mark.parametrize("changed", [{"public_host": "chat.example:8443"}], indirect=True)
async def test_public_host_may_differ_from_the_host_behind_a_proxy(server: TestServer) -> None:
    async with ChatClient(server) as person:
        response = await person.post("/chat/open", {}, headers={"Origin": "https://chat.example:8443"})

    assert response.status == 200


@pytest.mark.parametrize("changed", [{"session_rate": SLOW}], indirect=True)
async def test_session_that_floods_is_told_when_to_return(server: TestServer, house: MemoryHouse) -> None:
    async with ChatClient(server) as flooder, ChatClient(server) as neighbour:
        await flooder.open()
        await neighbour.open()
        statuses = [(await flooder.say("x", f"a{n}")).status for n in range(4)]
        refused = await flooder.say("x", "a9")
        other = await neighbour.say("x", "b1")

        assert (await refused.json())["error"] == "too_often"
    assert statuses == [200, 200, 200, 429]
    assert int(refused.headers["Retry-After"]) > 0
    assert other.status == 200
    assert len(house.received) == 4


@pytest.mark.parametrize("changed", [{"address_rate": SLOW}], indirect=True)
async def test_network_address_that_floods_is_slowed_whatever_it_forwards(server: TestServer) -> None:
    async with ChatClient(server) as person:
        await person.open()
        statuses = [
            (
                await person.post(
                    "/chat/messages", {"id": f"a{n}", "text": "x"}, headers={**OURS, "X-Forwarded-For": f"10.0.0.{n}"}
                )
            ).status
            for n in range(4)
        ]

    assert statuses == [200, 200, 200, 429]


@pytest.mark.parametrize("changed", [{"address_rate": SLOW, "trusts_forwarded_for": True}], indirect=True)
async def test_trusted_proxy_tells_network_addresses_apart(server: TestServer) -> None:
    async def status(forwarded: str, client_id: str) -> int:
        headers = {**OURS, "X-Forwarded-For": forwarded}
        return (await person.post("/chat/messages", {"id": client_id, "text": "x"}, headers=headers)).status

    async with ChatClient(server) as person:
        await person.open()
        spoofing = [await status(f"1.2.3.{n}, 10.0.0.1", f"a{n}") for n in range(4)]
        neighbour = await status("10.0.0.2", "b1")

    assert spoofing == [200, 200, 200, 429]
    assert neighbour == 200


@pytest.mark.parametrize("changed", [{"open_rate": SLOW, "redeem_rate": SLOW}], indirect=True)
async def test_sessions_and_codes_cannot_be_tried_by_the_thousand(server: TestServer, house: MemoryHouse) -> None:
    async with ChatClient(server) as robot:
        opened = []
        redeemed = []
        for _ in range(4):
            robot.http.cookie_jar.clear()
            opened.append((await robot.post("/chat/open")).status)
            redeemed.append((await robot.post("/d/guessed-code")).status)

    assert opened == [200, 200, 200, 429]
    assert redeemed == [410, 410, 410, 429]
    assert len(house.conversations) == 3
