from __future__ import annotations

import os
import re
import signal
import subprocess
import sys
import threading
import time
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta

import httpx2
import pytest

from api.app import create_app
from api.settings import load_settings
from cli.server.serve import server_for
from store.subjects import Engine, Role
from tests.patience import PATIENCE_S, wait_until
from tests.ports import kept_port

COMMAND = [sys.executable, "-c", "from cli.main import run; run()", "serve"]


@contextmanager
def _served(tmp_path, *arguments, **environment):
    """A server in a process of its own, answering."""
    port, keeper = kept_port()
    address = f"http://127.0.0.1:{port}"
    process = subprocess.Popen(
        [*COMMAND, "--port", str(port), *arguments],
        env={
            **os.environ,
            "PULSRO_DATA_DIR": str(tmp_path),
            "PULSRO_PUBLIC_URL": f"http://127.0.0.1:{port}",
            **environment,
        },
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
    )
    try:
        with httpx2.Client(base_url=address, timeout=PATIENCE_S) as client:
            _wait_for(client, process)
            yield client, process
    finally:
        process.kill()
        process.communicate()
        keeper.close()


def _wait_for(client, process):
    while process.poll() is None:
        try:
            if client.get("/healthz").status_code == 200:
                return
        except httpx2.TransportError:
            time.sleep(0.1)
    pytest.fail(process.communicate()[0])


@pytest.mark.nightly
def test_a_first_start_makes_the_record_serves_and_ends_in_order(tmp_path):
    with _served(tmp_path, "--no-clock") as (client, process):
        assert client.get("/sign-in").status_code == 200
        assert client.get("/metrics").status_code == 200
        process.send_signal(signal.SIGINT)
        output = process.communicate(timeout=PATIENCE_S)[0]
    assert process.returncode == 0, output
    assert "Traceback" not in output
    assert re.search(r"Pulsro listens on http://127\.0\.0\.1:\d+", output)


def test_server_with_clock_ends_and_logs_no_opened_address(tmp_path):
    settings = {"PULSRO_TICK_SECONDS": "0.2", "PULSRO_LOG_FORMAT": "json", "PULSRO_LOG_LEVEL": "debug"}
    with _served(tmp_path, **settings) as (client, process):
        assert client.get("/sign-in").status_code == 200
        client.get("/sign-in/link/a-secret-token")
        process.send_signal(signal.SIGINT)
        output = process.communicate(timeout=PATIENCE_S)[0]
    assert process.returncode == 0, output
    assert "a-secret-token" not in output
    assert '"event"' in output


@pytest.mark.nightly
def test_a_wrong_setting_ends_the_start_with_a_sentence(tmp_path):
    ended = subprocess.run(
        COMMAND, env={**os.environ, "PULSRO_TIME_ZONE": "Mars"}, capture_output=True, text=True, check=False
    )
    assert ended.returncode == 1
    assert "'PULSRO_TIME_ZONE' must be a time zone by its name" in ended.stderr
    assert "Traceback" not in ended.stderr


@pytest.mark.parametrize(("proxies", "believed"), [("", False), ("10.0.0.2,10.0.0.3", True)])
def test_only_named_proxies_are_trusted_for_client_addresses(store, tmp_path, proxies, believed):
    settings = load_settings(data_dir=tmp_path, trusted_proxies=proxies)
    config = server_for(create_app(settings, store), settings, host="127.0.0.1", port=0).config
    assert config.proxy_headers is believed
    assert config.forwarded_allow_ips == list(settings.trusted_proxies)


def test_stopping_server_ends_its_live_streams_first(store, tmp_path):
    port, keeper = kept_port()
    settings = load_settings(data_dir=tmp_path, public_url=f"http://127.0.0.1:{port}")
    now = datetime.now(UTC)
    with store.begin(Engine(), now=now) as record:
        anna = record.accounts.create(role=Role.EMPLOYEE, name="Anna", email="anna@example.org")
        link = record.sign_in.create_link(anna.id, lifetime=timedelta(hours=1))
    server = server_for(create_app(settings, store), settings, host="127.0.0.1", port=port)
    running = threading.Thread(target=server.run)
    running.start()
    with httpx2.Client(base_url=settings.public_url, timeout=PATIENCE_S) as client:
        wait_until(lambda: server.started)
        client.post("/sign-in/link", data={"token": link.token})
        with client.stream("GET", "/api/v1/live") as stream:
            lines = stream.iter_lines()
            assert next(lines) == "event: source"
            server.should_exit = True
            assert not [line for line in lines if line.startswith("event")]
    running.join(PATIENCE_S)
    keeper.close()
    assert not running.is_alive()
