"""The page's own files, read once and served under a name that changes with their content."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from pathlib import Path

from aiohttp import web

_TYPES = {".js": "text/javascript", ".css": "text/css", ".svg": "image/svg+xml"}
_FOLDER = Path(__file__).parent / "static"


@dataclass(frozen=True, kw_only=True, slots=True)
class Assets:
    """Files by name; `version` is part of their address, so browsers may keep them for ever."""

    files: dict[str, bytes]
    version: str

    @classmethod
    def load(cls, folder: Path = _FOLDER) -> Assets:
        """Read every file of the folder."""
        files = {path.name: path.read_bytes() for path in sorted(folder.iterdir()) if path.suffix in _TYPES}
        digest = hashlib.sha256(b"".join(name.encode() + data for name, data in files.items()))
        return cls(files=files, version=digest.hexdigest()[:12])

    def path(self, name: str) -> str:
        """Return the address of a file."""
        return f"/chat/static/{self.version}/{name}"

    async def serve(self, request: web.Request) -> web.StreamResponse:
        """Answer `/chat/static/{version}/{name}`; a page of an older release still gets today's file, uncached."""
        name = request.match_info["name"]
        content = self.files.get(name)
        if content is None:
            raise web.HTTPNotFound
        is_current = request.match_info["version"] == self.version
        kept = "public, max-age=31536000, immutable" if is_current else "no-store"
        media_type = _TYPES[Path(name).suffix]
        return web.Response(body=content, content_type=media_type, charset="utf-8", headers={"Cache-Control": kept})
