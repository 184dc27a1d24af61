"""What was not left by training is not loaded."""

from __future__ import annotations

import hashlib
import os
import shutil
import subprocess
import sys

import pytest

from bot.app import train
from bot.dialogue.models import ModelError, checked, checksum_file, is_sound, note
from bot.dialogue.surroundings import ROOT


@pytest.fixture
def model(tmp_path):
    """A model of one file, in a folder of models, with its checksum."""
    (tmp_path / "models").mkdir()
    path = tmp_path / "models" / "acts.json"
    path.write_bytes(b"what was learned")
    note(path)
    return path


@pytest.fixture
def pipeline(tmp_path):
    """A model of several files in folders."""
    folder = tmp_path / "models" / "spacy_en"
    (folder / "vocab").mkdir(parents=True)
    (folder / "meta.json").write_text("{}")
    (folder / "vocab" / "strings.json").write_text("[]")
    note(folder)
    return folder


def refused(path) -> str:
    """The sentence with which it is refused."""
    with pytest.raises(ModelError, match=r"^models/[^\n]+; run `calaim train`[^\n]+\.$") as raised:
        checked(path, path.parents[0])
    return str(raised.value)


def test_what_training_left_is_loaded(model, pipeline):
    assert checked(model, model.parent) == model
    assert checked(pipeline, pipeline.parent) == pipeline


def test_a_checksum_is_what_other_tools_make_of_the_file(model):
    digest = hashlib.sha256(b"what was learned").hexdigest()
    assert checksum_file(model).read_text() == f"{digest}  acts.json\n"


def test_one_byte_changed_is_found(model, pipeline):
    model.write_bytes(b"what was learneD")
    (pipeline / "vocab" / "strings.json").write_text("{}")
    assert "is not what training left" in refused(model)
    assert "is not what training left" in refused(pipeline)


def test_a_model_cut_short_is_found(model):
    model.write_bytes(b"")
    assert "is not what training left" in refused(model)


def test_a_file_more_or_less_in_a_folder_is_found(pipeline):
    (pipeline / "vocab" / "new").write_text("more")
    assert "is not what training left" in refused(pipeline)
    (pipeline / "vocab" / "new").unlink()
    (pipeline / "meta.json").unlink()
    assert "is not what training left" in refused(pipeline)


def test_a_model_put_there_by_somebody_else_has_no_checksum(model):
    other = model.with_name("other.tar.gz")
    other.write_bytes(b"from somewhere")
    assert "has no checksum beside it" in refused(other)


def test_the_checksum_of_one_model_does_not_do_for_another(model):
    other = model.with_name("other.json")
    shutil.copy(model, other)
    shutil.copy(checksum_file(model), checksum_file(other))
    assert "is not what training left" in refused(other)


def test_a_model_that_is_not_there_is_told(model):
    model.unlink()
    assert "is missing" in refused(model)


def test_a_link_is_refused_even_to_the_same_bytes(model, tmp_path):
    moved = tmp_path / "elsewhere.json"
    model.rename(moved)
    model.symlink_to(moved)
    assert "is a link to somewhere else" in refused(model)


def test_a_link_within_a_folder_is_refused(pipeline, tmp_path):
    moved = tmp_path / "strings.json"
    (pipeline / "vocab" / "strings.json").rename(moved)
    (pipeline / "vocab" / "strings.json").symlink_to(moved)
    assert "is a link to somewhere else" in refused(pipeline)


@pytest.mark.parametrize("way", ["../outside.json", "/outside.json"])
def test_a_path_out_of_the_folder_is_refused(model, way):
    outside = model.parent / way if way.startswith("..") else model.parents[1] / "outside.json"
    model.rename(outside.resolve())
    note(outside)
    with pytest.raises(ModelError, match=r"is not in the folder|is a link to somewhere else"):
        checked(outside, model.parent)


def test_training_takes_away_what_may_not_be_loaded_and_keeps_the_rest(model, pipeline):
    (pipeline / "meta.json").write_text("[]")
    for made in (model, pipeline):
        train._drop_unsound(made)
    assert model.exists() and not pipeline.exists()


@pytest.mark.parametrize(
    ("there", "sentence"), [(None, "is missing"), (b"from somewhere", "has no checksum beside it")]
)
def test_rasa_does_not_start_with_another_model_than_the_trained_one(tmp_path, there, sentence):
    for name in ("bot", "data", "actions"):
        shutil.copytree(ROOT / name, tmp_path / name)
    for name in ("domain.yml", "config.yml"):
        shutil.copy(ROOT / name, tmp_path)
    (tmp_path / "models").mkdir()
    if there is not None:
        (tmp_path / "models" / train.model_path().name).write_bytes(there)
    env = {**os.environ, "CALAIM_RASA_SECRET": "a secret for tests"}
    command = [sys.executable, "-m", "bot.app.cli", "rasa"]
    ended = subprocess.run(
        command, cwd=tmp_path, env=env, capture_output=True, text=True, timeout=120
    )
    assert ended.returncode == 1
    assert ended.stderr.count("\n") == 1 and sentence in ended.stderr


def test_the_models_of_this_project_are_as_training_left_them():
    assert train.main([]) == 0
    for made in (train.model_path(), train.ACTS, train.FACTS, train.SPACY_MODEL):
        assert is_sound(made), made
