"""``lti-tool doctor``: looks at everything that the tool stands on, and changes nothing."""

from pathlib import Path

from lti_tool.app.building import HOME, Tool, build_tool, now
from lti_tool.app.doctor.deliveries import look_at_scores
from lti_tool.app.doctor.findings import broken, well, worth_a_look
from lti_tool.app.doctor.own_keys import look_at_key_set, look_at_keys, open_own_keys
from lti_tool.app.doctor.places import (
    are_all_there,
    look_at_database,
    look_at_files,
    look_at_queue,
)
from lti_tool.app.doctor.risks import look_at_settings
from lti_tool.app.opening import choose_keys_folder
from lti_tool.app.sentences import EXPECTED, in_a_sentence
from lti_tool.learning.findings import Finding, Verdict
from lti_tool.lti.keys import ToolKeys
from lti_tool.settings import Settings, SettingsError
from lti_tool.store import activities, frameworks


def examine(*, with_calls: bool) -> tuple[Finding, ...]:
    """Look at each part by itself, and at what is kept as far as the tool can be built.

    Without ``with_calls`` nothing is called: neither platforms nor the tool's own address.
    """
    try:
        settings = Settings.from_environment()
    except SettingsError as error:
        return (broken("settings", f"{error} Nothing else can be looked at before that."),)
    instance = Path.cwd() / "instance"
    folder = choose_keys_folder(settings.keys_dir, beside=HOME / "keys", instance=instance)
    keys = open_own_keys(folder)
    places = [
        look_at_database(settings, instance),
        look_at_queue(settings, instance),
        look_at_files(settings, instance),
    ]
    found = [*look_at_settings(settings), *places]
    if isinstance(keys, ToolKeys):
        found += look_at_keys(keys, key_days=settings.key_days, now=now())
        if with_calls:
            found.append(look_at_key_set(keys, settings))
    else:
        found.append(keys)
    is_whole = isinstance(keys, ToolKeys) and are_all_there(settings, instance)
    is_whole = is_whole and all(one.verdict is not Verdict.BROKEN for one in places)
    found += _look_inside(settings, with_calls=with_calls) if is_whole else [_NOT_LOOKED_AT]
    return tuple(found)


_MOST_NAMED = 10
"""How many deployments of one platform are named."""
_NOT_LOOKED_AT = worth_a_look(
    "content", "Content and platforms were not looked at: see to what is named above first."
)


def _look_inside(settings: Settings, *, with_calls: bool) -> list[Finding]:
    try:
        tool = build_tool(settings)
    except EXPECTED as error:
        return [broken("start", f"The tool does not start: {in_a_sentence(error)}")]
    try:
        checks = tool.platform_checks.check_all() if with_calls else _waiting(tool)
        return [_look_at_content(tool), _count_platforms(tool), *look_at_scores(tool), *checks]
    except EXPECTED as error:
        return [broken("database", in_a_sentence(error))]
    finally:
        tool.close()


def _look_at_content(tool: Tool) -> Finding:
    with tool.database.reading() as session:
        number = len(activities.list_newest(session))
        codes = [row.code for row in frameworks.list_all(session)]
    if not number or not codes:
        return broken("content", "There is no activity to choose: run lti-tool content load.")
    return well("content", f"There are {number} activities, for {', '.join(codes)}.")


def _count_platforms(tool: Tool) -> Finding:
    states = [one.state for one in tool.platforms.list_all()]
    active = states.count("active")
    if not states:
        return worth_a_look(
            "platforms",
            "No platform may launch the tool yet: lti-tool platforms add registers one.",
        )
    if not active:
        return worth_a_look(
            "platforms", "Every platform is retired: lti-tool platforms add makes one active again."
        )
    return well("platforms", f"Of {len(states)} that are registered, {active} may launch the tool.")


def _waiting(tool: Tool) -> list[Finding]:
    """Name what waits for the operator; the checks of platforms say it by themselves."""
    found = []
    for one in tool.platforms.list_all():
        waiting = [each for each in one.deployments if each.state == "waiting for approval"]
        if one.state != "active" or not waiting:
            continue
        found += [
            worth_a_look(
                "platforms",
                f"Deployment {deployment.deployment_id} of {one.name} waits for you: "
                f"lti-tool platforms approve --issuer {one.issuer} --client-id {one.client_id} "
                f"--deployment-id {deployment.deployment_id} lets it in.",
            )
            for deployment in waiting[:_MOST_NAMED]
        ]
        more = len(waiting) - _MOST_NAMED
        if more > 0:
            found.append(
                worth_a_look(
                    "platforms", f"So do {more} more of {one.name}: lti-tool platforms list."
                )
            )
    return found
