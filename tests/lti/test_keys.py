import stat
import threading
from datetime import UTC, datetime, timedelta
from pathlib import Path

import jwt
import pytest
from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric import ec, rsa

from lti_tool.lti.errors import KeyFileError
from lti_tool.lti.keys import ToolKeys


def write(
    folder: Path, key: rsa.RSAPrivateKey | ec.EllipticCurvePrivateKey, word: str = ""
) -> None:
    folder.mkdir()
    how = (
        serialization.BestAvailableEncryption(word.encode())
        if word
        else serialization.NoEncryption()
    )
    pem = key.private_bytes(
        serialization.Encoding.PEM, serialization.PrivateFormat.TraditionalOpenSSL, how
    )
    (folder / "current.pem").write_bytes(pem)


def test_a_key_is_made_where_there_is_none(folder: Path) -> None:
    keys = ToolKeys.open(folder)

    path = folder / "current.pem"
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    assert stat.S_IMODE(folder.stat().st_mode) == 0o700
    assert [each.name for each in folder.iterdir()] == ["current.pem"]
    assert ToolKeys.open(folder).kid == keys.kid


def test_two_processes_that_start_together_agree_on_one_key(folder: Path) -> None:
    found: list[str] = []
    start = threading.Barrier(4)

    def open_it() -> None:
        start.wait(timeout=10)
        found.append(ToolKeys.open(folder).kid)

    threads = [threading.Thread(target=open_it) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(timeout=30)

    assert len(found) == 4
    assert len(set(found)) == 1
    assert [each.name for each in folder.iterdir()] == ["current.pem"]


def test_the_key_set_holds_the_public_half_only(keys: ToolKeys) -> None:
    (published,) = keys.key_set()["keys"]

    assert set(published) == {"kty", "n", "e", "alg", "use", "kid"}
    assert published["alg"] == "RS256"
    assert published["use"] == "sig"
    assert published["kid"] == keys.kid


def test_the_key_set_handed_out_is_a_copy(keys: ToolKeys) -> None:
    keys.key_set()["keys"][0]["kid"] = "changed"

    assert keys.key_set()["keys"][0]["kid"] == keys.kid


def test_what_is_signed_can_be_verified_with_the_key_set(keys: ToolKeys) -> None:
    token = keys.sign({"a": 1})

    header = jwt.get_unverified_header(token)
    assert (header["alg"], header["kid"]) == ("RS256", keys.kid)
    public = jwt.PyJWK(keys.key_set()["keys"][0])
    assert jwt.decode(token, public, algorithms=["RS256"]) == {"a": 1}


def test_the_listing_says_what_is_in_use_since_when(folder: Path) -> None:
    (row,) = ToolKeys.open(folder).listing()

    assert row.state == "current"
    assert row.kid == ToolKeys.open(folder).kid
    assert abs(datetime.now(UTC) - row.made_at) < timedelta(minutes=1)


def test_an_existing_key_of_another_make_is_taken(folder: Path) -> None:
    write(folder, rsa.generate_private_key(65537, 3072))

    assert len(ToolKeys.open(folder).key_set()["keys"][0]["n"]) == 512


def test_a_key_that_is_too_small_stops_the_start(folder: Path) -> None:
    write(folder, rsa.generate_private_key(65537, 1024))  # noqa: S505 - that is the point

    with pytest.raises(KeyFileError, match="1024 bits; at least 2048"):
        ToolKeys.open(folder)


def test_an_encrypted_key_stops_the_start(folder: Path) -> None:
    write(folder, rsa.generate_private_key(65537, 2048), word="word")

    with pytest.raises(KeyFileError, match="encrypted"):
        ToolKeys.open(folder)


def test_a_key_of_another_kind_stops_the_start(folder: Path) -> None:
    write(folder, ec.generate_private_key(ec.SECP256R1()))

    with pytest.raises(KeyFileError, match="not RSA"):
        ToolKeys.open(folder)


@pytest.mark.parametrize("content", [b"", b"hello", b"-----BEGIN PRIVATE KEY-----\n"])
def test_a_file_that_is_no_key_stops_the_start(folder: Path, content: bytes) -> None:
    folder.mkdir()
    (folder / "current.pem").write_bytes(content)

    with pytest.raises(KeyFileError, match="does not hold a PEM private key"):
        ToolKeys.open(folder)


def test_a_file_that_cannot_be_read_stops_the_start(folder: Path) -> None:
    (folder / "current.pem").mkdir(parents=True)

    with pytest.raises(KeyFileError, match="cannot be used: Is a directory"):
        ToolKeys.open(folder)


def test_a_folder_that_cannot_be_made_stops_the_start(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")

    with pytest.raises(KeyFileError, match="cannot be used"):
        ToolKeys.open(tmp_path / "file" / "keys")
