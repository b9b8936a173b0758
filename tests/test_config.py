"""Settings: where they come from, which wins, and what is refused."""

from pathlib import Path

import pytest

from icf.config import SETTINGS, instance_folder, load_settings, require_secret
from icf.errors import ConfigError


def test_without_anything_the_defaults_hold(tmp_path: Path) -> None:
    settings = load_settings(tmp_path, environment={})

    assert settings.port == 8000
    assert settings.database == f"sqlite:///{tmp_path / 'icf.sqlite'}"
    assert settings.own_plugins == tmp_path / "plugins"


def test_the_file_wins_over_the_default(tmp_path: Path) -> None:
    (tmp_path / "icf.toml").write_text('port = 8100\nproduct_name = "Our toolkit"\n')

    settings = load_settings(tmp_path, environment={})

    assert (settings.port, settings.product_name) == (8100, "Our toolkit")


def test_the_environment_wins_over_the_file(tmp_path: Path) -> None:
    (tmp_path / "icf.toml").write_text("port = 8100\n")

    settings = load_settings(tmp_path, environment={"ICF_PORT": "8200", "ICF_HTTPS": "true"})

    assert (settings.port, settings.https) == (8200, True)


def test_given_values_win_over_the_environment(tmp_path: Path) -> None:
    settings = load_settings(tmp_path, {"port": 8300}, environment={"ICF_PORT": "8200"})

    assert settings.port == 8300


@pytest.mark.parametrize(
    ("given", "environment", "message"),
    [
        ({"prot": 1}, {}, "There is no setting “prot”. Did you mean “port”?"),
        ({}, {"ICF_PROT": "1"}, "ICF_PROT: There is no setting “prot”. Did you mean “ICF_PORT”?"),
        ({"zzz": 1}, {}, "There is no setting “zzz”. docs/settings.md lists all of them."),
        ({"port": "many"}, {}, "“port” is 'many', but should be a whole number"),
        ({}, {"ICF_PORT": "many"}, "ICF_PORT: “port” is 'many', but should be a whole number"),
        ({}, {"ICF_HTTPS": "perhaps"}, "“https” is 'perhaps', but should be true or false"),
        ({"port": True}, {}, "should be a whole number"),
        ({"pdf_workers": 0}, {}, "should be at least 1"),
        ({"time_zone": "Europe/Brooktown"}, {}, "“Europe/Brooktown” is no time zone"),
    ],
)
def test_a_wrong_setting_is_refused_with_the_cure(
    tmp_path: Path, given: dict[str, object], environment: dict[str, str], message: str
) -> None:
    with pytest.raises(ConfigError) as caught:
        load_settings(tmp_path, given, environment)

    assert message in str(caught.value)


def test_an_unknown_name_in_the_file_names_the_file(tmp_path: Path) -> None:
    (tmp_path / "icf.toml").write_text("tiem_zone = 'UTC'\n")

    with pytest.raises(ConfigError, match=r"icf\.toml: There is no setting .*time_zone"):
        load_settings(tmp_path, environment={})


def test_a_file_that_is_not_toml_is_named_with_the_line(tmp_path: Path) -> None:
    (tmp_path / "icf.toml").write_text("port 8100\n")

    with pytest.raises(ConfigError, match=r"icf\.toml: This is not TOML: .*line 1"):
        load_settings(tmp_path, environment={})


def test_there_is_no_fallback_for_the_secret(tmp_path: Path) -> None:
    settings = load_settings(tmp_path, environment={})

    with pytest.raises(ConfigError, match="Run icf init"):
        require_secret(settings)


def test_the_secret_comes_from_its_file(tmp_path: Path) -> None:
    (tmp_path / "secret").write_text("from the file\n")

    assert require_secret(load_settings(tmp_path, environment={})) == "from the file"


def test_the_environment_names_the_instance_folder(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("ICF_INSTANCE", str(tmp_path / "here"))

    assert instance_folder() == tmp_path / "here"


def test_every_setting_says_in_a_sentence_what_it_is_for() -> None:
    for setting in SETTINGS.values():
        assert setting.metadata["sentence"].endswith(".")
