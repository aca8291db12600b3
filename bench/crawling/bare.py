"""The least that can be done: one httpx.Client, each page in turn, and nothing with it.

python bare.py PORT
"""

from __future__ import annotations

import re
import sys

import httpx


def main(port: str) -> None:
    with httpx.Client() as client:
        index = client.get(f"http://127.0.0.1:{port}/local/index.xml").text
        maps = re.findall("<loc>([^<]+)", index)
        for url in [
            one for name in maps for one in re.findall("<loc>([^<]+)", client.get(name).text)
        ]:
            client.get(url).read()


if __name__ == "__main__":
    main(sys.argv[1])
