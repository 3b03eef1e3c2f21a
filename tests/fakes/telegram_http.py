"""How the fake reads a call's body, whichever of the three ways it is encoded, and writes its answer."""

from __future__ import annotations

from typing import Any

import orjson
from aiohttp import BodyPartReader, web
from yarl import URL

from tests.fakes.telegram_parameters import Upload


def json_answer(body: dict[str, Any], status: int) -> web.Response:
    return web.Response(body=orjson.dumps(body), status=status, content_type="application/json")


async def read_parameters(request: web.BaseRequest) -> dict[str, Any]:
    """Return the parameters of a JSON, form or multipart body, still untyped."""
    kind = request.content_type
    if kind == "multipart/form-data":
        return await _read_multipart(request)
    body = await request.read()
    if not body:
        return dict(request.query)
    if kind == "application/json":
        try:
            parsed = orjson.loads(body)
        except orjson.JSONDecodeError:
            return {}
        return parsed if isinstance(parsed, dict) else {}
    # yarl decodes a form in C, about ten times as fast as urllib: the fake must never be the bottleneck.
    return dict(URL.build(path="/", query_string=body.decode(), encoded=True).query)


async def _read_multipart(request: web.BaseRequest) -> dict[str, Any]:
    raw: dict[str, Any] = {}
    files: dict[str, Upload] = {}
    async for part in await request.multipart():
        if not isinstance(part, BodyPartReader) or part.name is None:
            continue
        content = bytes(await part.read())
        if part.filename is None:
            raw[part.name] = content.decode()
        else:
            media_type = part.headers.get("Content-Type", "application/octet-stream")
            files[part.name] = Upload(filename=part.filename, media_type=media_type, content=content)
    for name, value in raw.items():
        if isinstance(value, str) and value.startswith("attach://"):
            raw[name] = files.pop(value.removeprefix("attach://"), value)
    return {**raw, **files}
