from __future__ import annotations

import json

import pytest

from api import texts
from api.assets import Assets, BundleMissingError

MANIFEST = {
    "main.ts": {"file": "assets/main-1.js", "css": ["assets/main-1.css"], "imports": ["_shared.js"]},
    "check.ts": {"file": "assets/check-1.js", "css": ["assets/check-1.css"], "imports": ["_shared.js"]},
    "_shared.js": {"file": "assets/shared-1.js", "css": ["assets/shared-1.css"], "imports": ["_deep.js"]},
    "_deep.js": {"file": "assets/deep-1.js", "imports": ["_shared.js"]},
}


@pytest.fixture
def bundle(tmp_path):
    (tmp_path / ".vite").mkdir()
    (tmp_path / ".vite" / "manifest.json").write_text(json.dumps(MANIFEST))
    return Assets(tmp_path)


def test_entry_lists_own_and_imported_styles_and_scripts(bundle):
    assert str(bundle.tags("check.ts")).splitlines() == [
        '<link rel="stylesheet" href="/static/dist/assets/check-1.css">',
        '<link rel="stylesheet" href="/static/dist/assets/shared-1.css">',
        '<script type="module" src="/static/dist/assets/check-1.js"></script>',
        '<link rel="modulepreload" href="/static/dist/assets/shared-1.js">',
        '<link rel="modulepreload" href="/static/dist/assets/deep-1.js">',
    ]


def test_names_from_the_manifest_are_escaped(tmp_path):
    (tmp_path / ".vite").mkdir()
    (tmp_path / ".vite" / "manifest.json").write_text(json.dumps({"main.ts": {"file": '"><script>'}}))
    assert "<script>" not in str(Assets(tmp_path).tags("main.ts")).removeprefix("<script ")


def test_missing_bundle_entry_is_named(bundle):
    with pytest.raises(BundleMissingError) as missing:
        bundle.tags("other.ts")
    assert missing.value.message == texts.BUNDLE_WITHOUT(name="other.ts")


def test_missing_bundle_error_says_what_to_run(tmp_path):
    with pytest.raises(BundleMissingError, match=r"were not built\. Run `make setup` first") as missing:
        Assets(tmp_path).tags("main.ts")
    assert missing.value.message == texts.BUNDLE_MISSING()
