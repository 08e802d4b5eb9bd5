import pytest

from ui.embed.origins import OriginError, framing_policy, read_origins


@pytest.mark.parametrize(
    ("setting", "origins"),
    [
        ("", ()),
        (" , ", ()),
        ("https://oa.example.org", ("https://oa.example.org",)),
        (
            "http://10.0.0.5:8080, https://*.example.org",
            ("http://10.0.0.5:8080", "https://*.example.org"),
        ),
        ("http://[fd00::1]:80", ("http://[fd00::1]:80",)),
    ],
)
def test_origins_are_separated_by_commas(setting, origins):
    assert read_origins(setting) == origins


@pytest.mark.parametrize(
    "setting",
    [
        "*",
        "https:",
        "https://*",
        "oa.example.org",
        "https://oa.example.org/",
        "https://oa.example.org; script-src *",
        "https://a.example https://b.example",
        "'self'",
        "null",
        "javascript://a.example",
        "https://a.example\nX-Other: 1",
        "https://user@a.example",
    ],
)
def test_what_is_no_origin_is_refused_by_name(setting):
    with pytest.raises(OriginError, match="WENCE_EMBED_ORIGINS"):
        read_origins(setting)


def test_the_policy_names_the_origins_and_forbids_all_else():
    policy = dict(
        part.split(" ", 1) for part in framing_policy(("https://a.example", "http://b")).split("; ")
    )
    assert policy["frame-ancestors"] == "https://a.example http://b"
    assert policy["default-src"] == policy["base-uri"] == policy["form-action"] == "'none'"
    assert policy["script-src"] == "'self'"
