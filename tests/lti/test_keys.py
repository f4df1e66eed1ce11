"""What the tool holds of its keys: what is made, published and signed with, and what is noticed."""

import logging
import stat
import threading
from pathlib import Path

import jwt
import pytest
from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric import ec, rsa

from lti_tool.lti import keys as module
from lti_tool.lti.errors import KeyFileError
from lti_tool.lti.key_folder import KeyFolder
from lti_tool.lti.key_pairs import KeyPair, new_pem
from lti_tool.lti.keys import ToolKeys


def pem_of(key: rsa.RSAPrivateKey | ec.EllipticCurvePrivateKey, word: str = "") -> bytes:
    how = (
        serialization.BestAvailableEncryption(word.encode())
        if word
        else serialization.NoEncryption()
    )
    return key.private_bytes(
        serialization.Encoding.PEM, serialization.PrivateFormat.TraditionalOpenSSL, how
    )


def write(folder: Path, pem: bytes, name: str = "current.pem") -> None:
    folder.mkdir(exist_ok=True)
    (folder / name).write_bytes(pem)


def names(folder: Path) -> list[str]:
    return sorted(each.name for each in folder.iterdir())


def published(keys: ToolKeys) -> list[str]:
    return [key["kid"] for key in keys.key_set()["keys"]]


UNUSABLE = {
    "empty": (b"", "does not hold a PEM private key"),
    "a word": (b"hello", "does not hold a PEM private key"),
    "half a key": (b"-----BEGIN PRIVATE KEY-----\n", "does not hold a PEM private key"),
    "small": (
        pem_of(rsa.generate_private_key(65537, 1024)),  # noqa: S505 - that is the point
        "1024 bits; at least 2048",
    ),
    "encrypted": (pem_of(rsa.generate_private_key(65537, 2048), word="word"), "is encrypted"),
    "of another kind": (pem_of(ec.generate_private_key(ec.SECP256R1())), "not RSA"),
}

each_unusable = pytest.mark.parametrize(
    ("content", "words"), list(UNUSABLE.values()), ids=list(UNUSABLE)
)


# ---- the start -------------------------------------------------------------------------------


def test_a_key_is_made_where_there_is_none(folder: Path) -> None:
    keys = ToolKeys.open(folder)

    path = folder / "current.pem"
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    assert stat.S_IMODE(folder.stat().st_mode) == 0o700
    assert [each.name for each in folder.glob("*.pem")] == ["current.pem"]
    assert ToolKeys.open(folder).kid == keys.kid


def test_two_processes_that_start_together_agree_on_one_key(folder: Path) -> None:
    found: list[str] = []
    start = threading.Barrier(4)

    def open_it() -> None:
        start.wait(timeout=60)
        found.append(ToolKeys.open(folder).kid)

    threads = [threading.Thread(target=open_it) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(timeout=60)

    assert len(found) == 4
    assert len(set(found)) == 1
    assert names(folder) == [".lock", "current.pem"]


def test_an_existing_key_of_another_make_is_taken_and_its_folder_left_alone(folder: Path) -> None:
    write(folder, pem_of(rsa.generate_private_key(65537, 3072)))

    assert len(ToolKeys.open(folder).key_set()["keys"][0]["n"]) == 512
    assert names(folder) == ["current.pem"]


@each_unusable
def test_a_current_key_that_cannot_be_used_stops_the_start(
    folder: Path, content: bytes, words: str
) -> None:
    write(folder, content)

    with pytest.raises(KeyFileError, match=words):
        ToolKeys.open(folder)


@pytest.mark.parametrize("name", ["next.pem", "retired-old.pem"])
@each_unusable
def test_any_other_key_that_cannot_be_used_is_left_out_with_a_sentence(
    folder: Path, content: bytes, words: str, name: str, caplog: pytest.LogCaptureFixture
) -> None:
    kid = ToolKeys.open(folder).kid
    write(folder, content, name)

    keys = ToolKeys.open(folder)
    assert published(keys) == [kid]
    (sentence,) = keys.look().faults.values()
    assert words in sentence
    assert sentence in caplog.text


def test_a_file_that_cannot_be_read_stops_the_start(folder: Path) -> None:
    (folder / "current.pem").mkdir(parents=True)

    with pytest.raises(KeyFileError, match="cannot be used: Is a directory"):
        ToolKeys.open(folder)


def test_a_file_that_leads_nowhere_stops_the_start(folder: Path) -> None:
    folder.mkdir()
    (folder / "current.pem").symlink_to("gone.pem")

    with pytest.raises(KeyFileError, match="is not there"):
        ToolKeys.open(folder)


def test_a_folder_that_cannot_be_made_stops_the_start(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")

    with pytest.raises(KeyFileError, match="cannot be used"):
        ToolKeys.open(tmp_path / "file" / "keys")


def test_a_key_that_everybody_may_read_is_known_as_such(folder: Path) -> None:
    assert not ToolKeys.open(folder).look().current.is_open_to_others
    (folder / "current.pem").chmod(0o644)
    assert ToolKeys.open(folder).look().current.is_open_to_others


# ---- publishing and signing ------------------------------------------------------------------


def test_all_keys_are_published_each_once_and_the_current_one_signs(folder: Path) -> None:
    current, coming, retired = new_pem(), new_pem(), new_pem()
    write(folder, current)
    write(folder, coming, "next.pem")
    write(folder, retired, "retired-a.pem")
    write(folder, retired, "retired-b.pem")
    write(folder, current, "retired-c.pem")
    write(folder, current, "spare.pem")
    write(folder, b"nothing", "README.md")

    keys = ToolKeys.open(folder)
    expected = [KeyPair.read(folder, pem).kid for pem in (current, coming, retired)]
    assert published(keys) == expected
    assert jwt.get_unverified_header(keys.sign({}))["kid"] == keys.kid == expected[0]


def test_the_key_set_holds_the_public_half_only(folder: Path) -> None:
    write(folder, new_pem())
    write(folder, new_pem(), "next.pem")
    write(folder, new_pem(), "retired-x.pem")

    for key in ToolKeys.open(folder).key_set()["keys"]:
        assert set(key) == {"kty", "n", "e", "alg", "use", "kid"}
        assert (key["kty"], key["alg"], key["use"]) == ("RSA", "RS256", "sig")
        assert len(key["n"]) == 342  # 2048 bits


def test_the_key_set_handed_out_is_a_copy(keys: ToolKeys) -> None:
    keys.key_set()["keys"][0]["kid"] = "changed"

    assert keys.key_set()["keys"][0]["kid"] == keys.kid


def test_what_is_signed_can_be_verified_with_the_key_set(keys: ToolKeys) -> None:
    token = keys.sign({"a": 1})

    header = jwt.get_unverified_header(token)
    assert (header["alg"], header["kid"]) == ("RS256", keys.kid)
    public = jwt.PyJWK(keys.key_set()["keys"][0])
    assert jwt.decode(token, public, algorithms=["RS256"]) == {"a": 1}


def test_no_key_shows_itself_in_a_log(folder: Path) -> None:
    pem = new_pem()
    write(folder, pem)

    assert "PRIVATE KEY" not in repr(ToolKeys.open(folder).look())


# ---- a folder that changes -------------------------------------------------------------------


def test_a_key_that_is_put_there_is_published_and_signs_without_a_restart(folder: Path) -> None:
    keys = ToolKeys.open(folder)
    first = keys.kid
    write(folder, new_pem(), "next.pem")
    assert len(published(keys)) == 2

    (folder / "current.pem").rename(folder / "retired-old.pem")
    (folder / "next.pem").rename(folder / "current.pem")
    assert keys.kid != first
    assert published(keys) == [keys.kid, first]


def test_a_signature_in_quiet_times_reads_and_parses_nothing(
    folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    write(folder, new_pem())
    write(folder, new_pem(), "next.pem")
    keys = ToolKeys.open(folder)

    monkeypatch.setattr(KeyFolder, "read", None)
    monkeypatch.setattr(module, "KeyPair", None)
    assert keys.sign({"a": 1})
    assert len(published(keys)) == 2


def test_a_key_that_is_known_is_not_parsed_again_when_it_becomes_current(
    folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    write(folder, new_pem())
    write(folder, new_pem(), "next.pem")
    keys = ToolKeys.open(folder)
    coming = published(keys)[1]

    monkeypatch.setattr(module, "KeyPair", None)
    (folder / "next.pem").rename(folder / "current.pem")
    assert keys.kid == coming


@pytest.mark.parametrize("end", ["removed", "spoiled", "folder gone"])
def test_a_running_tool_that_loses_its_key_goes_on_with_the_one_it_holds(
    folder: Path, end: str, caplog: pytest.LogCaptureFixture
) -> None:
    keys = ToolKeys.open(folder)
    first = keys.kid
    if end == "removed":
        (folder / "current.pem").unlink()
    elif end == "spoiled":
        (folder / "current.pem").write_bytes(b"spoiled")
    else:
        folder.rename(folder.with_name("elsewhere"))

    with caplog.at_level(logging.ERROR):
        for _ in range(3):
            assert jwt.get_unverified_header(keys.sign({}))["kid"] == first
    assert published(keys) == [first]
    assert keys.look().is_held_only
    assert caplog.text.count("keys.unusable") == 1

    write(folder, new_pem())
    assert keys.kid != first
    assert not keys.look().is_held_only


def test_a_folder_that_changes_while_it_is_read_is_read_again(
    folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    keys = ToolKeys.open(folder)
    write(folder, new_pem(), "next.pem")
    read = KeyFolder.read

    def rotate_meanwhile(here: KeyFolder) -> object:
        monkeypatch.undo()
        files = read(here)
        (folder / "current.pem").rename(folder / "retired-old.pem")
        (folder / "next.pem").rename(folder / "current.pem")
        return files

    monkeypatch.setattr(KeyFolder, "read", rotate_meanwhile)
    assert [key.state for key in keys.look().all] == ["current", "retired"]
