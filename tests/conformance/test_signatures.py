"""Lines 18 and 20 to 23: how a launch arrives, and who signed it."""

import base64
import json

import jwt
from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric import ec

from demo import keys
from demo.keys import KeyPair
from demo.platform import Platform
from lti_tool.app.building import Tool
from tests.builders import SetClock
from tests.conformance.meeting import OPENED, Claims, Meeting, all_of, another_platform
from tests.lti.rude_platform import ok, rude_platform
from tests.sparing import PLATFORM_KEY
from tests.web.refusals import kept

FOREIGN = KeyPair.new()


def segment(part: object) -> str:
    raw = part if isinstance(part, bytes) else json.dumps(part).encode()
    return base64.urlsafe_b64encode(raw).rstrip(b"=").decode()


# ---- how it arrives


def test_line_18_a_token_in_the_address_is_refused(meeting: Meeting, tool: Tool) -> None:
    client = meeting.browser.client
    asked = meeting.begin()
    form = meeting.form(asked, meeting.claims(asked))
    only = [{name: value} for name, value in form.items()]

    answers = [
        client.get("/lti/launch", query_string=form),
        client.get("/lti/launch", data=form),
        client.put("/lti/launch", data=form),
        client.post("/lti/launch", query_string=form),
        client.post("/lti/launch", query_string=only[0], data=only[1]),
        client.post("/lti/launch", query_string=only[1], data=only[0]),
        client.post("/lti/launch", json=form),
        client.post("/lti/launch", headers={"Authorization": f"Bearer {form['id_token']}"}),
    ]

    assert {meeting.outcome(answer)[:3] for answer in answers} <= {"403", "405"}
    assert kept(tool) == 0
    assert meeting.arrive(form) == OPENED


# ---- who signed it


def test_line_20_only_a_key_of_the_platform_itself_signs_for_it(
    meeting: Meeting, platform: Platform
) -> None:
    with another_platform(meeting, FOREIGN) as other:
        own_header = {"alg": "RS256", "kid": PLATFORM_KEY.kid}
        claims = {"iss": platform.issuer}
        tokens = {
            "another platform's key": lambda c: other.sign(c | claims),
            "another key of the same name": lambda c: keys.sign(c, FOREIGN.private, own_header),
        }
        came = {name: meeting.launch_token(make) for name, make in tokens.items()}

    assert came == {
        "another platform's key": "403 key-unknown",
        "another key of the same name": "403 signature-wrong",
    }


def test_line_20_what_was_changed_after_signing_is_refused(meeting: Meeting) -> None:
    def changed(claims: Claims) -> str:
        head, _, signature = meeting.browser.platform.sign(claims).split(".")
        return f"{head}.{segment(claims | {'sub': '3'})}.{signature}"

    def cut(claims: Claims) -> str:
        return meeting.browser.platform.sign(claims)[:-6]

    def of_another_token(claims: Claims) -> str:
        other = meeting.browser.platform.sign(claims | {"sub": "3"}).rpartition(".")[2]
        return f"{meeting.browser.platform.sign(claims).rpartition('.')[0]}.{other}"

    for spoil in (changed, cut, of_another_token):
        assert meeting.launch_token(spoil) == "403 signature-wrong"


def test_line_21_a_token_without_signature_or_by_another_algorithm_is_refused(
    meeting: Meeting,
) -> None:
    kid, private = PLATFORM_KEY.kid, PLATFORM_KEY.private
    elliptic = ec.generate_private_key(ec.SECP256R1())

    def unsigned(claims: Claims, name: object, signature: str) -> str:
        return f"{segment({'alg': name, 'kid': kid})}.{segment(claims)}.{signature}"

    came: dict[str, str] = {}
    for name in ("none", "None", "NONE", "nOnE", "", None, ["RS256"], {"RS256": 1}, 256, "rs256"):
        for signature in ("", "AAAA"):
            came[f"{name} {signature}"] = meeting.launch_token(
                lambda claims, name=name, signature=signature: unsigned(claims, name, signature)
            )
        came[f"{name} signed"] = meeting.launch_with(lambda _: None, headers={"alg": name})
    for name in ("RS384", "RS512", "PS256", "ES256"):
        key = elliptic if name == "ES256" else private
        came[name] = meeting.launch_token(
            lambda claims, name=name, key=key: jwt.encode(claims, key, name, {"kid": kid})
        )

    assert {outcome[4:] for outcome in came.values()} <= {"algorithm-refused", "token-malformed"}
    malformed = {name for name, outcome in came.items() if outcome == "403 token-malformed"}
    assert all(name.endswith(" ") for name in malformed)  # those whose signature is empty


def test_line_22_a_public_key_is_no_shared_secret(meeting: Meeting) -> None:
    public = PLATFORM_KEY.private.public_key()
    encodings = serialization.Encoding, serialization.PublicFormat
    pem = public.public_bytes(encodings[0].PEM, encodings[1].SubjectPublicKeyInfo)
    secrets = {
        "PEM": pem,
        "PEM without the last line's end": pem.rstrip(),
        "PKCS #1": public.public_bytes(encodings[0].PEM, encodings[1].PKCS1),
        "DER": public.public_bytes(encodings[0].DER, encodings[1].SubjectPublicKeyInfo),
        "JWK": json.dumps(PLATFORM_KEY.public).encode(),
        "modulus": PLATFORM_KEY.public["n"].encode(),
        "client id": b"demo-tool",
        "nothing": b"",
    }
    algorithm = jwt.algorithms.HMACAlgorithm(jwt.algorithms.HMACAlgorithm.SHA256)

    def hashed(claims: Claims, secret: bytes, name: str) -> str:
        signed = f"{segment({'alg': name, 'kid': PLATFORM_KEY.kid})}.{segment(claims)}"
        return f"{signed}.{segment(algorithm.sign(signed.encode(), secret))}"

    for name, reason in (("HS256", "403 algorithm-refused"), ("RS256", "403 signature-wrong")):
        came = {
            what: meeting.launch_token(lambda c, s=secret, n=name: hashed(c, s, n))
            for what, secret in secrets.items()
        }
        assert came == all_of(secrets, reason)


def test_line_23_keys_that_a_token_brings_along_are_neither_used_nor_fetched(
    meeting: Meeting, clock: SetClock
) -> None:
    with rude_platform([ok(json.dumps({"keys": [FOREIGN.public]}).encode())]) as elsewhere:
        brought = {
            "jwk": {"jwk": FOREIGN.public},
            "jku": {"jku": elsewhere.url},
            "x5u": {"x5u": elsewhere.url},
            "x5c": {"x5c": ["MIIB"], "x5t": "AA"},
        }
        for kid, reason in ((FOREIGN.kid, "key-unknown"), (PLATFORM_KEY.kid, "signature-wrong")):
            header = {"alg": "RS256", "kid": kid}
            for more in brought.values():
                came = meeting.launch_token(
                    lambda c, h=header | more: keys.sign(c, FOREIGN.private, h)
                )
                assert came == f"403 {reason}"
                clock.advance(minutes=1)  # so that an unknown key is looked for again
        for more in brought.values():
            assert meeting.launch_with(lambda _: None, headers=more) == OPENED

    assert elsewhere.requests == []
