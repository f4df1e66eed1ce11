"""Every template compiles where it is rendered, and every form that posts is guarded."""

import re
from pathlib import Path

import pytest
from flask import Flask
from jinja2 import StrictUndefined

from tests.house.sources import HOME, project_files, python_files, shown

TEMPLATES = HOME / "templates"
ALL = [path for path in project_files() if path.is_relative_to(TEMPLATES)]

FORM = re.compile(r"<form\b([^>]*)>(.*?)</form>", re.DOTALL | re.IGNORECASE)
POSTS = re.compile(r"""\bmethod\s*=\s*["']?post\b""", re.IGNORECASE)
GUARD = re.compile(r"\bhidden_tag\(\)|\bcsrf_token\b")

# Forms that post to somebody else, each with its reason.
UNGUARDED = {
    "deep_linking/answer.html": "goes to the platform, which has its own proof: the signed answer",
}


def open_forms(text: str) -> int:
    """Count the forms that post without a token against forgery."""
    return sum(
        bool(POSTS.search(attributes)) and not GUARD.search(body)
        for attributes, body in FORM.findall(text)
    )


def name(path: Path) -> str:
    return str(path.relative_to(TEMPLATES))


def test_there_are_templates() -> None:
    assert ALL


def test_undefined_names_are_errors(built: Flask) -> None:
    assert built.jinja_env.undefined is StrictUndefined
    assert built.jinja_env.autoescape is True or callable(built.jinja_env.autoescape)


@pytest.mark.parametrize("path", ALL, ids=name)
def test_a_template_compiles(built: Flask, path: Path) -> None:
    built.jinja_env.get_template(name(path))


@pytest.mark.parametrize("path", ALL, ids=name)
def test_a_template_is_used(path: Path) -> None:
    users = [other.read_text() for other in ALL if other != path]
    users += [other.read_text() for other in python_files("lti_tool")]

    assert any(f'"{name(path)}"' in text for text in users), f"nothing renders {shown(path)}"


@pytest.mark.parametrize("path", ALL, ids=name)
def test_a_form_that_posts_is_guarded_against_forgery(path: Path) -> None:
    expected = 1 if name(path) in UNGUARDED else 0

    assert open_forms(path.read_text()) == expected


def test_the_list_of_unguarded_forms_is_up_to_date() -> None:
    assert not UNGUARDED.keys() - {name(path) for path in ALL}


def test_an_unguarded_form_is_noticed() -> None:
    assert open_forms("<form method=post action='/x'>\n<button>Go</button></form>") == 1
    assert open_forms('<FORM\n method="POST">{{ form.name() }}</FORM>') == 1
    assert open_forms('<form method="post">{{ form.hidden_tag() }}</form>') == 0
    assert open_forms('<form method="get"><input name="q"></form>') == 0
    assert open_forms("<form><input name='q'></form>") == 0


@pytest.mark.parametrize("path", ALL, ids=name)
def test_a_template_brings_no_script_or_style_of_its_own(path: Path) -> None:
    """The content security policy would refuse them."""
    text = path.read_text()

    assert not re.search(r"<script\b(?![^>]*\bsrc=)", text)
    assert not re.search(r"<style\b|\sstyle\s*=|\son[a-z]+\s*=\s*[\"']", text)
