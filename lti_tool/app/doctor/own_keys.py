"""The tool's own keys: in their folder, and as platforms see them."""

import os
from datetime import datetime, timedelta
from pathlib import Path

from lti_tool.app.doctor.findings import broken, well, worth_a_look
from lti_tool.learning.findings import Finding
from lti_tool.lti.errors import KeyFileError
from lti_tool.lti.key_folder import CURRENT
from lti_tool.lti.keys import OwnKeys, ToolKeys
from lti_tool.lti.own_key_set import fetch_own_key_set
from lti_tool.lti.transport import open_session
from lti_tool.settings import PREFIX, Settings

_LATE = timedelta(days=2)
"""How late a rotation may be before somebody should know: workers look every hour."""
_EVERYWHERE = ("0.0.0.0/0", "::/0")


def open_own_keys(folder: Path) -> ToolKeys | Finding:
    """Open the keys if there are any, making none; what keeps the tool from it is a finding."""
    if not os.path.lexists(folder / CURRENT):
        there = next(one for one in (folder, *folder.absolute().parents) if one.exists())
        if there.is_dir() and os.access(there, os.W_OK | os.X_OK):
            return worth_a_look(
                "keys", f"There is no key in {folder} yet: the first start makes it."
            )
        return broken(
            "keys",
            f"There is no key in {folder}, and this user cannot make one there. Let the user that "
            f"runs the tool write {there}, or put a {CURRENT} into the folder.",
        )
    try:
        return ToolKeys.open(folder)
    except KeyFileError as error:
        return broken("keys", f"{error} The tool does not start with it.")


def look_at_keys(keys: ToolKeys, *, key_days: int, now: datetime) -> list[Finding]:
    """Name what is odd about files, ages and the folder; one finding more where nothing is."""
    held, folder = keys.look(), keys.folder
    odd = [f"{sentence} It is left out: mend or remove it." for sentence in held.faults.values()]
    odd += [
        f"Every user of this machine may read or change {key.path}: chmod 600 it."
        for key in held.all
        if key.is_open_to_others
    ]
    if not folder.is_writable():
        odd.append(
            f"The folder {folder.path} cannot be written by this user, so keys are neither made "
            "ahead of their time nor rotated here: do so where they come from."
        )
    elif key_days:
        odd += _overdue(held, timedelta(days=key_days), now)
    coming = f", and {held.next.kid} is to follow" if held.next else ""
    fine = f"Key {held.current.kid} signs since {_day(held.current.since)}{coming}."
    return [worth_a_look("keys", sentence) for sentence in odd] or [well("keys", fine)]


def _overdue(held: OwnKeys, every: timedelta, now: datetime) -> list[str]:
    if held.next is None and not held.faults:
        return ["There is no next key yet: workers make one within the hour. Is a worker running?"]
    if now >= held.current.since + every + _LATE:
        late = (
            f"The current key signs since {_day(held.current.since)}, which is longer than the "
            f"{every.days} days of {PREFIX}KEY_DAYS: is a worker running? "
            "lti-tool keys rotate does it by hand."
        )
        return [late]
    return []


def look_at_key_set(keys: ToolKeys, settings: Settings) -> Finding:
    """Fetch what platforms fetch, and hold it against the folder."""
    url = f"{settings.base_url}/lti/jwks.json"
    with open_session(
        allow_insecure_http=True,
        private_networks=_EVERYWHERE,  # it is our own address, wherever it leads
        proxy=settings.outbound_proxy,
        ca_bundle=str(settings.ca_bundle) if settings.ca_bundle else None,
    ) as session:
        published = fetch_own_key_set(session, url)
    ours = {key.kid for key in keys.look().all}
    if published.kids is None:
        return worth_a_look(
            "own key set",
            f"{url}: {published.said}, seen from here. Unless the tool is stopped, make sure that "
            "platforms can fetch it: without it no score arrives.",
        )
    if keys.kid not in published.kids:
        return broken(
            "own key set",
            f"{url} does not have the key that signs, {keys.kid}: another installation answers "
            f"there, or one with another {PREFIX}KEYS_DIR. No score arrives.",
        )
    if published.kids != ours:
        return worth_a_look(
            "own key set",
            f"{url} has {len(published.kids)} keys where the folder has {len(ours)}: something on "
            "the way keeps an old copy, for an hour or so, or machines do not share a folder.",
        )
    return well("own key set", f"{url} has the keys of the folder.")


def _day(moment: datetime) -> str:
    return f"{moment.day} {moment:%B %Y}"
