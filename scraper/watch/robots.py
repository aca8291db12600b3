"""Text → the group robots of DingTalk and WeCom, and what they answered.

Both answer 200 also to what they refuse (a keyword is missing, the token is wrong, too many), and
say so by a number in the body. apprise 2.3 looks at the status alone and calls it sent.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from apprise import NotifyBase

SCHEMES = frozenset({"dingtalk", "wecombot"})


def send(plugin: NotifyBase, title: str, body: str) -> list[str]:
    """What the robot, or the way to it, had against it; nothing where it took the message.

    `plugin` is apprise's, of a scheme in SCHEMES: it knows where to, and how to sign.
    """
    import requests  # noqa: PLC0415 - comes with apprise

    url, payload = _request(plugin, f"{title}\n\n{body}")
    try:
        answer = requests.post(
            url,
            json=payload,
            headers={"User-Agent": plugin.app_id},
            timeout=plugin.request_timeout,
            verify=plugin.verify_certificate,
            allow_redirects=plugin.redirects,
        )
        if answer.status_code != 200:
            return [f"error={answer.status_code}"]
        said = answer.json()
    except requests.exceptions.JSONDecodeError:
        return ["its answer is not JSON"]
    except requests.RequestException as error:
        return [f"Socket Exception: {error}"]
    code = said.get("errcode") if isinstance(said, dict) else "missing"
    return [] if code == 0 else [f"errcode={code}"]


def _request(plugin: Any, content: str) -> tuple[str, dict[str, Any]]:
    """The address and the JSON that the robot of `plugin` expects."""
    payload: dict[str, Any] = {"msgtype": "text", "text": {"content": content}}
    if plugin.schema == "wecombot":
        return plugin.api_url, payload
    payload["at"] = {"atMobiles": plugin.targets, "isAtAll": False}
    url = plugin.notify_url.format(token=plugin.token)
    if plugin.secret:
        stamp, sign = plugin.get_signature()  # quoted already, as DingTalk wants it
        url += f"&timestamp={stamp}&sign={sign}"
    return url, payload
