"""Settings: one table, flag before environment before default, every mistake in one go."""

from __future__ import annotations

from dataclasses import FrozenInstanceError, fields

import pytest

from navigator.settings import SETTINGS, Settings, SettingsError, read_settings, settings_table


def test_nothing_given_means_this_machine_only_and_the_documented_defaults() -> None:
    """The defaults are those of the public surface."""
    settings = read_settings({}, {})
    assert settings == Settings()
    assert (settings.host, settings.port, settings.base_path) == ("127.0.0.1", 8050, "/")
    assert (settings.auth, settings.insecure_allow_remote) == ("none", False)


def test_a_flag_beats_the_environment_and_the_environment_the_default() -> None:
    """The order of precedence, on one setting."""
    environment = {"NAVIGATOR_PORT": "9001"}
    assert read_settings({"port": "9002"}, environment).port == 9002
    assert read_settings({"port": None}, environment).port == 9001
    assert read_settings({}, {"NAVIGATOR_PORT": "  "}).port == 8050


def test_the_address_of_the_source_has_a_second_variable_that_counts_only_without_the_first() -> None:
    """People write either name; a mistake is told with the one they wrote."""
    both = {"NAVIGATOR_PROMETHEUS": "http://a:1", "NAVIGATOR_PROMETHEUS_URL": "http://b:2"}
    assert read_settings({}, both).prometheus == "http://a:1"
    assert read_settings({}, both | {"NAVIGATOR_PROMETHEUS": " "}).prometheus == "http://b:2"
    with pytest.raises(SettingsError, match=r"^NAVIGATOR_PROMETHEUS_URL: "):
        read_settings({}, {"NAVIGATOR_PROMETHEUS_URL": "b:2"})


def test_every_setting_has_a_field_a_flag_and_a_variable_of_its_own() -> None:
    """The table and the dataclass can't drift apart."""
    assert [setting.name for setting in SETTINGS] == [field.name for field in fields(Settings)]
    assert len({setting.flag for setting in SETTINGS}) == len(SETTINGS)
    for setting in SETTINGS:
        assert setting.variable == "NAVIGATOR_" + setting.flag.removeprefix("--").replace("-", "_").upper()
        assert setting.help.endswith(".")


def test_settings_are_frozen() -> None:
    """Nothing can change how a running navigator was set up."""
    with pytest.raises(FrozenInstanceError):
        Settings().port = 1  # type: ignore[misc]


@pytest.mark.parametrize(
    ("name", "text", "value"),
    [
        ("prometheus", "http://prometheus:9090/", "http://prometheus:9090"),
        ("prometheus", "https://[::1]:9090/prom", "https://[::1]:9090/prom"),
        ("host", "[::1]", "::1"),
        ("host", "Navigator.Example.COM.", "navigator.example.com"),
        ("port", "0", 0),
        ("base_path", "navigator", "/navigator/"),
        ("base_path", "/", "/"),
        ("base_path", "/a/b/", "/a/b/"),
        ("at", " now-90m ", "now-90m"),
        ("speed", "2.5", 2.5),
        ("threads", "64", 64),
        ("workers", "32", 32),
        ("cache", "redis://redis:6379/0", "redis://redis:6379/0"),
        ("cache", "rediss://reader@[::1]/", "rediss://reader@[::1]"),
        ("cache", "unix:///run/redis.sock", "unix:///run/redis.sock"),
        ("cache_password_file", "/dev/null", "/dev/null"),
        ("log_level", "DEBUG", "debug"),
        ("log_format", "json", "json"),
    ],
)
def test_good_texts_become_values(name: str, text: str, value: object) -> None:
    """Each reader gives one canonical form."""
    assert getattr(read_settings({name: text}, {}), name) == value


@pytest.mark.parametrize(
    ("name", "text"),
    [
        ("prometheus", "prometheus:9090"),
        ("prometheus", "file:///etc/passwd"),
        ("prometheus", "http://user:secret@prometheus:9090"),
        ("prometheus", "http://prometheus:9090/?x=1"),
        ("prometheus", "http://prometheus:notaport"),
        ("host", "127.0.0.1:8050"),
        ("host", ""),
        ("port", "65536"),
        ("port", "-1"),
        ("port", "eighty"),
        ("port", "٨"),
        ("base_path", "/a/../b/"),
        ("base_path", "/a b/"),
        ("frame_ancestors", "*"),
        ("frame_ancestors", "https://a.example; script-src *"),
        ("frame_ancestors", "https://a.example/path"),
        ("auth", "proxy"),
        ("auth", "nonee"),
        ("at", "yesterday"),
        ("speed", "0"),
        ("speed", "nan"),
        ("speed", "1e9"),
        ("threads", "0"),
        ("workers", "0"),
        ("workers", "33"),
        ("workers", "many"),
        ("cache", "redis:6379"),
        ("cache", "http://redis:6379"),
        ("cache", "redis://:secret@redis"),
        ("cache", "redis://redis/zero"),
        ("cache", "redis://redis/0?password=secret"),
        ("cache", "unix://"),
        ("cache_password_file", "/nowhere/at/all"),
        ("log_level", "loud"),
        ("log_format", "xml"),
        ("paused", "maybe"),
    ],
)
def test_bad_texts_are_refused_by_flag_and_by_variable_with_the_name_that_was_used(
    name: str, text: str
) -> None:
    """A person who set a variable must not be told about a flag, and the other way round."""
    setting = next(setting for setting in SETTINGS if setting.name == name)
    given: object = (text,) if setting.is_list else text
    with pytest.raises(SettingsError, match=f"^{setting.flag}: "):
        read_settings({name: given}, {})
    if text.strip():
        with pytest.raises(SettingsError, match=f"^{setting.variable}: "):
            read_settings({}, {setting.variable: text})


def test_a_password_in_an_address_is_refused_without_being_repeated() -> None:
    """The refusal itself ends in terminals and logs."""
    with pytest.raises(SettingsError) as caught:
        read_settings({"prometheus": "http://user:hunter2@prometheus", "cache": "redis://:hunter2@redis"}, {})
    assert len(caught.value.problems) == 2
    assert "hunter2" not in str(caught.value)


def test_auth_modes_that_come_later_are_said_to_be_not_supported_yet() -> None:
    """A mode that is only planned must never be taken for protection."""
    for mode in ("proxy", "basic", "host"):
        with pytest.raises(SettingsError, match="not supported yet"):
            read_settings({"auth": mode}, {})


def test_all_mistakes_are_told_at_once() -> None:
    """Nobody has to start the command once per mistake."""
    with pytest.raises(SettingsError) as caught:
        read_settings({"port": "x", "speed": "y"}, {"NAVIGATOR_THREADS": "z"})
    assert len(caught.value.problems) == 3


def test_lists_come_from_repeated_flags_or_a_comma_separated_variable() -> None:
    """Both ways give the same tuple."""
    origins = ("https://a.example", "https://b.example:8443", "'self'")
    assert read_settings(
        {"frame_ancestors": ("https://A.example/", "https://b.example:8443", "self")}, {}
    ) == (read_settings({}, {"NAVIGATOR_FRAME_ANCESTORS": "https://a.example, https://b.example:8443 self"}))
    assert read_settings({"frame_ancestors": origins[:2]}, {}).frame_ancestors == origins[:2]


def test_the_port_variable_that_kubernetes_sets_for_a_service_is_not_taken_for_ours() -> None:
    """A service called navigator puts NAVIGATOR_PORT=tcp://… into every pod beside it."""
    assert read_settings({}, {"NAVIGATOR_PORT": "tcp://10.0.0.7:8050"}).port == 8050


def test_a_variable_for_another_command_does_not_stop_this_one() -> None:
    """Only the settings a command uses are read."""
    environment = {"NAVIGATOR_PORT": "x", "NAVIGATOR_LOG_LEVEL": "debug"}
    assert read_settings({}, environment, names=("log_level",)).log_level == "debug"


def test_switches_are_on_by_flag_or_by_variable() -> None:
    """A switch not given on the command line leaves the variable in force."""
    assert read_settings({"paused": True}, {"NAVIGATOR_PAUSED": "0"}).paused
    assert read_settings({"paused": False}, {"NAVIGATOR_PAUSED": "yes"}).paused
    assert not read_settings({"paused": False}, {"NAVIGATOR_PAUSED": "off"}).paused


def test_the_table_for_readers_has_one_row_per_setting() -> None:
    """The README shows this table; a house test compares them."""
    table = settings_table()
    for setting in SETTINGS:
        assert f"`{setting.variable}`" in table
    assert len(table.splitlines()) == len(SETTINGS) + 2
