"""The second reader: believed only where its quotations hold; slow, lying and broken ones change nothing."""

from __future__ import annotations

import json
import threading
import time
from collections.abc import Callable, Iterator
from datetime import date
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

import pytest
from typer.testing import CliRunner

from waystation.claims.reading import ReadReport, Report, read_each
from waystation.claims.reading.second import SecondReader, checked, second_reading
from waystation.cli import app
from waystation.errors import InputError

DAY = date(2024, 5, 14)
FIRST = "About 310 people arrived in Karda on Monday, the mayor said."
OTHER = "Another 45 families left Sur on 12 May."
TEXT = f"{FIRST} {OTHER}"
Answer = Callable[[dict[str, Any]], bytes]


class _Stub(BaseHTTPRequestHandler):
    asked: list[dict[str, Any]]
    answer: Answer

    def do_GET(self) -> None:
        self._send(json.dumps({"data": [{"id": "stub-model"}]}).encode())

    def do_POST(self) -> None:
        body = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
        self.server.asked.append(body)  # type: ignore[attr-defined]
        self._send(self.server.answer(body))  # type: ignore[attr-defined]

    def _send(self, body: bytes) -> None:
        self.send_response(200)
        self.end_headers()
        try:
            self.wfile.write(body)
        except OSError:
            return

    def log_message(self, *_: object) -> None:
        return


@pytest.fixture
def stub() -> Iterator[ThreadingHTTPServer]:
    server = ThreadingHTTPServer(("127.0.0.1", 0), _Stub)
    server.asked = []  # type: ignore[attr-defined]
    threading.Thread(target=server.serve_forever, daemon=True).start()
    yield server
    server.shutdown()
    server.server_close()


def _url(server: ThreadingHTTPServer) -> str:
    return f"http://127.0.0.1:{server.server_address[1]}/v1"


def _chat(content: object) -> Answer:
    text = content if isinstance(content, str) else json.dumps(content)
    return lambda _: json.dumps({"choices": [{"message": {"content": text}}]}).encode()


def _claim(**given: object) -> dict[str, object]:
    return {
        "sentence": FIRST, "figure": "310", "low": 310, "high": 310, "unit_words": "people", "unit": "people",
        "term_words": "arrived", "term": "arrived", "place": "Karda", **given,
    }  # fmt: skip


def _report(text: str = TEXT) -> ReadReport:
    return read_each([Report("note.txt", text, DAY, "Radio")])[0]


def _asked(server: ThreadingHTTPServer, content: object, text: str = TEXT) -> tuple[ReadReport, Any]:
    server.answer = _chat(content)  # type: ignore[attr-defined]
    return second_reading(_report(text), SecondReader(_url(server)).ask)


def test_agreement_halves_the_doubt_and_changes_nothing_else(stub: ThreadingHTTPServer) -> None:
    before = _report()
    after, second = _asked(stub, {"claims": [_claim()]})
    first = before.readings[0]
    assert second.agreed == {first.claim.id}
    assert not second.differs
    assert after.readings[0].confidence == pytest.approx(1 - (1 - first.confidence) / 2, abs=0.01)
    assert after.readings[0].claim.model_copy(update={"confidence": first.claim.confidence}) == first.claim
    assert after.readings[1] == before.readings[1]


def test_a_fenced_answer_with_words_around_it_is_read(stub: ThreadingHTTPServer) -> None:
    fenced = f"Here you are:\n```json\n{json.dumps({'claims': [_claim()]})}\n```"
    assert _asked(stub, fenced)[1].agreed


def test_disagreement_is_shown_with_its_words_and_the_claim_stays(stub: ThreadingHTTPServer) -> None:
    claim = _claim(
        sentence=OTHER,
        figure="45",
        low=45,
        high=45,
        unit="families",
        unit_words="families",
        place="Sur",
        term="left",
        term_words="left",
        days_words="12 May",
        **{"from": "2024-05-12", "to": "2024-05-12"},
    )
    before = _report()
    after, second = _asked(stub, {"claims": [{**claim, "place": "Karda"}]})
    assert second.differs[before.readings[1].claim.id] == {"place": ("Karda", "Karda")}
    assert after.readings[1].claim.place == "Sur"


@pytest.mark.parametrize(
    "lie",
    [
        {"figure": "3100", "low": 3100, "high": 3100},
        {"low": 3100, "high": 3100},
        {"sentence": "About 310 people were killed in Karda."},
        {"figure": "Monday"},
        {"sentence": ""},
        {"low": True, "high": "310"},
    ],
)
def test_a_figure_that_does_not_stand_or_reads_otherwise_is_thrown_away(lie: dict[str, object]) -> None:
    assert checked(json.dumps({"claims": [_claim(**lie)]}), TEXT, DAY) == ([], 1)


@pytest.mark.parametrize(
    ("lie", "lost"),
    [
        ({"term": "killed"}, "term"),
        ({"term": "no_such_term"}, "term"),
        ({"unit": "families"}, "unit"),
        ({"place": "Damascus"}, "place"),
        ({"speaker": "the governor"}, "speaker"),
        ({"days_words": "on Monday", "from": "2024-05-14", "to": "2024-05-14"}, "about"),
    ],
)
def test_a_field_whose_quotation_does_not_say_it_is_thrown_away(lie: dict[str, object], lost: str) -> None:
    ((kept,), thrown) = checked(json.dumps({"claims": [_claim(**lie)]}), TEXT, DAY)
    assert lost not in kept.values
    assert thrown == 1


def test_days_are_believed_where_their_words_say_them() -> None:
    claim = _claim(days_words="on Monday", **{"from": "2024-05-13", "to": "2024-05-13"})
    ((kept,), thrown) = checked(json.dumps({"claims": [claim]}), TEXT, DAY)
    assert (kept.values["about"], thrown) == ("2024-05-13 to 2024-05-13", 0)


@pytest.mark.parametrize(
    "broken",
    ["", "no JSON", "{", "[]", "null", '{"claims": 3}', '{"claims": [3, null, []]}', "{" * 5_000, '{"a": ' * 3_000],
)
def test_broken_content_changes_nothing(stub: ThreadingHTTPServer, broken: str) -> None:
    after, second = _asked(stub, broken)
    assert after.readings == _report().readings
    assert (second.agreed, dict(second.differs), second.alone) == (frozenset(), {}, ())


@pytest.mark.parametrize("body", [b"", b"<html>", b'{"choices": []}', b"x" * 2_000_000, b"null"])
def test_an_endpoint_that_answers_something_else_is_said_to_have_failed(stub: ThreadingHTTPServer, body: bytes) -> None:
    stub.answer = lambda _: body  # type: ignore[attr-defined]
    after, second = second_reading(_report(), SecondReader(_url(stub), "m").ask)
    assert second.failed
    assert after.readings == _report().readings


def test_a_slow_and_a_dripping_endpoint_are_left_in_time(stub: ThreadingHTTPServer) -> None:
    def slow(_: dict[str, Any]) -> bytes:
        time.sleep(3)
        return b""

    stub.answer = slow  # type: ignore[attr-defined]
    begun = time.monotonic()
    _, second = second_reading(_report(), SecondReader(_url(stub), "m", seconds=0.5).ask)
    assert second.failed
    assert time.monotonic() - begun < 2.5


def test_no_endpoint_there_is_said(tmp_path: Path) -> None:
    _, second = second_reading(_report(), SecondReader("http://127.0.0.1:9/v1", "m", seconds=2).ask)
    assert second.failed


@pytest.mark.parametrize(
    "url", ["ftp://example.org", "file:///etc/passwd", "localhost:11434", "http://", "http://a:b/"]
)
def test_an_address_that_is_none_is_refused(url: str) -> None:
    with pytest.raises(InputError):
        SecondReader(url)


def test_personal_data_is_struck_out_before_anything_is_sent(stub: ThreadingHTTPServer) -> None:
    text = f"Call +963 933 123 456 or write to desk@example.org. Amina, 34, came too. {TEXT}"
    after, second = _asked(stub, {"claims": [_claim()]}, text)
    sent = json.dumps(stub.asked)  # type: ignore[attr-defined]
    assert "933" not in sent
    assert "example.org" not in sent
    assert "Amina" not in sent
    assert second.agreed
    assert after.report.text == text


def test_long_reports_are_cut_and_said_to_be(stub: ThreadingHTTPServer) -> None:
    _, second = _asked(stub, {"claims": []}, f"{TEXT}\n\n" + "Nothing more came. " * 2_000)
    assert len(stub.asked[0]["messages"][1]["content"]) == 20_000  # type: ignore[attr-defined]
    assert second.notes == ("Only the first 20,000 characters were sent.",)


def test_the_command_says_where_the_text_goes_and_shows_both_readings(
    stub: ThreadingHTTPServer, tmp_path: Path
) -> None:
    note = tmp_path / "note.txt"
    note.write_text(f"Published: 2024-05-14\n\n{TEXT}", encoding="utf-8")
    stub.answer = _chat({"claims": [_claim(), _claim(place="Tyre")]})  # type: ignore[attr-defined]
    done = CliRunner().invoke(app, ["read", str(note), "--second-reader", _url(stub)])
    assert done.exit_code == 0, done.output
    assert "The text of 1 report is sent to 127.0.0.1 on this machine." in " ".join(done.stderr.split())
    assert "second reader agrees" in " ".join(done.stdout.split())
    assert stub.asked[0]["model"] == "stub-model"  # type: ignore[attr-defined]
    shown = CliRunner().invoke(app, ["read", str(note), "--second-reader", _url(stub), "--json"]).stdout
    data = json.loads(shown[shown.index("{") :])["reports"][0]["second_reader"]
    assert len(data["agreed"]) == 1
    assert data["thrown_away"] == 1
