"""A client answers one questionnaire on a tablet, and sees nothing else."""

from threading import Thread

import pytest
from sqlalchemy import true

from adapters.clinic import Clinic
from adapters.one_time import Issued, LeftToStaff, LinkEnded, Links, Questionnaire, Rows, Sittings, TooManyCodes
from adapters.one_time.codes import IN_ALL, PER_ADDRESS, WINDOW
from adapters.one_time.staff_side import LASTING
from engine.command import Command
from engine.refusals import Invalid
from events.assessment import AssessmentTaken
from events.envelope import Receipt
from tests.histories import baselines
from tests.http.clinic import Clock, told
from tests.servers.tables import bytes_kept, execute

ITEMS = [str(number) for number in range(1, 9)]
ALL = dict.fromkeys(ITEMS, 4)
TABLET = "10.0.0.7"


def taken(clinic: Clinic) -> list[AssessmentTaken]:
    """The assessments on record in the episode."""
    return [entry.event for entry in clinic.engine.load("episode-e-2").state.of(AssessmentTaken)]


def why(ended: pytest.ExceptionInfo[LinkEnded]) -> str:
    return ended.value.why


def test_a_link_opens_one_questionnaire_and_names_nobody(sittings: Sittings, issued: Issued) -> None:
    sitting = sittings.find(sittings.begin(issued.token))

    assert (sitting.form.id, sitting.occasion, sitting.response_range) == ("rfq-8", "baseline", (1, 7))
    assert (sitting.answers, sitting.unanswered, sitting.finished) == ({}, tuple(ITEMS), False)
    assert "CANARY" not in repr(sitting)


def test_answers_are_recorded_in_the_name_of_whoever_issued_the_link(
    clinic: Clinic, sittings: Sittings, issued: Issued
) -> None:
    secret = sittings.begin(issued.token)
    sittings.save(secret, ALL)

    receipt = sittings.submit(secret)

    (assessment,) = taken(clinic)
    assert (assessment.form, assessment.occasion, assessment.answers) == ("rfq-8", "baseline", ALL)
    (record,) = clinic.store.read_log(after=receipt.position - 1)
    assert (record.actor, record.occurred_at) == ("mira", clinic.clock())


def test_what_was_left_unanswered_counts_as_declined(clinic: Clinic, sittings: Sittings, issued: Issued) -> None:
    secret = sittings.begin(issued.token)
    sittings.save(secret, {"1": 5, "2": None})
    sittings.submit(secret)

    assert taken(clinic)[0].answers == {**dict.fromkeys(ITEMS), "1": 5}


def test_answers_outlast_the_connection_and_the_process(clinic: Clinic, sittings: Sittings, issued: Issued) -> None:
    # Given a tablet that lost its connection after three answers
    secret = sittings.begin(issued.token)
    for item in ("1", "2", "3"):
        sittings.save(secret, {item: 6})
    # When the server was started again meanwhile
    again = Rows(clinic)
    found = Sittings(again).find(secret)
    again.close()

    assert found.answers == {"1": 6, "2": 6, "3": 6}
    assert found.unanswered == ("4", "5", "6", "7", "8")


def test_an_answer_sent_twice_is_one_and_a_later_one_replaces_it(sittings: Sittings, issued: Issued) -> None:
    secret = sittings.begin(issued.token)

    for answer in (3, 3, 5):
        sittings.save(secret, {"1": answer})

    assert sittings.find(secret).answers == {"1": 5}


def test_answers_that_come_at_once_are_all_kept(sittings: Sittings, issued: Issued) -> None:
    secret = sittings.begin(issued.token)
    threads = [Thread(target=sittings.save, args=(secret, {item: 2})) for item in ITEMS]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert sittings.find(secret).answers == dict.fromkeys(ITEMS, 2)


def test_finishing_twice_records_once_with_one_receipt(clinic: Clinic, sittings: Sittings, issued: Issued) -> None:
    secret = sittings.begin(issued.token)
    sittings.save(secret, ALL)

    first = sittings.submit(secret)
    head = clinic.store.head()

    assert sittings.submit(secret) == first
    assert clinic.store.head() == head


def test_finishing_again_after_the_server_died_is_an_exact_retry(
    clinic: Clinic, clock: Clock, sittings: Sittings, issued: Issued
) -> None:
    # Given a server that died just after it had recorded
    secret = sittings.begin(issued.token)
    sittings.save(secret, ALL)

    def execute_and_die(command: Command) -> Receipt:
        clinic.execute(command)
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        sittings.submit(secret, execute_and_die)
    head = clinic.store.head()

    # When the tablet tries again later
    clock.later(60_000_000)
    receipt = sittings.submit(secret)

    # Then there is one assessment, and nothing is left of the answers elsewhere
    assert receipt.position == head.position
    assert len(taken(clinic)) == 1


def test_finishing_again_after_the_server_died_before_recording_records_the_same(
    clinic: Clinic, clock: Clock, sittings: Sittings, issued: Issued
) -> None:
    secret = sittings.begin(issued.token)
    sittings.save(secret, ALL)
    asked: list[Command] = []

    def die(command: Command) -> Receipt:
        asked.append(command)
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        sittings.submit(secret, die)
    clock.later(LASTING)  # the time is over, but they had finished

    def execute(command: Command) -> Receipt:
        asked.append(command)
        return clinic.execute(command)

    sittings.submit(secret, execute)

    assert asked[0].submitted() == asked[1].submitted()
    assert len(taken(clinic)) == 1


def test_after_the_end_the_sitting_shows_nothing_more(rows: Rows, sittings: Sittings, issued: Issued) -> None:
    secret = sittings.begin(issued.token)
    sittings.save(secret, ALL)
    sittings.submit(secret)

    for reopen in (
        lambda: sittings.find(secret),
        lambda: sittings.save(secret, {"1": 1}),
        lambda: sittings.begin(issued.token),
    ):
        with pytest.raises(LinkEnded) as ended:
            reopen()
        assert why(ended) == "done"
    assert rows.find(true()).answers is None


def test_a_link_opens_once(sittings: Sittings, issued: Issued) -> None:
    secret = sittings.begin(issued.token)
    sittings.save(secret, {"1": 4})

    with pytest.raises(LinkEnded) as ended:
        sittings.begin(issued.token)

    assert why(ended) == "used"
    assert sittings.find(secret).answers == {"1": 4}


def test_until_something_was_answered_a_lost_reply_can_be_asked_for_again(sittings: Sittings, issued: Issued) -> None:
    lost = sittings.begin(issued.token)

    secret = sittings.begin(issued.token)

    assert sittings.find(secret).answers == {}
    with pytest.raises(LinkEnded):
        sittings.find(lost)


def test_a_link_is_over_after_two_hours(clock: Clock, sittings: Sittings, issued: Issued) -> None:
    clock.later(LASTING - 1)
    secret = sittings.begin(issued.token)  # just in time: the sitting has two hours of its own
    clock.later(LASTING - 1)
    sittings.save(secret, {"1": 4})
    clock.later(1)

    for late in (lambda: sittings.save(secret, {"2": 4}), lambda: sittings.submit(secret)):
        with pytest.raises(LinkEnded) as ended:
            late()
        assert why(ended) == "expired"


def test_a_link_that_nobody_opened_in_time_opens_no_more(clock: Clock, sittings: Sittings, issued: Issued) -> None:
    clock.later(LASTING)

    with pytest.raises(LinkEnded) as ended:
        sittings.begin(issued.token)
    assert why(ended) == "expired"


@pytest.mark.parametrize("guess", ["", "x", "0" * 43])
def test_what_was_never_issued_leads_nowhere(sittings: Sittings, issued: Issued, guess: str) -> None:
    for use in (sittings.begin, sittings.find, sittings.submit):
        with pytest.raises(LinkEnded) as ended:
            use(guess)
        assert why(ended) == "unknown"


def test_a_link_is_no_sitting_and_a_sitting_no_link(sittings: Sittings, issued: Issued) -> None:
    secret = sittings.begin(issued.token)

    for use, word in ((sittings.find, issued.token), (sittings.begin, secret), (sittings.find, issued.id)):
        with pytest.raises(LinkEnded):
            use(word)


def test_two_tablets_see_each_their_own(links: Links, sittings: Sittings, issued: Issued) -> None:
    other = links.issue(Questionnaire("e-1", "sps-10", "interim"), "mira")
    mine, theirs = sittings.begin(issued.token), sittings.begin(other.token)
    sittings.save(mine, {"1": 4})

    assert sittings.find(theirs).answers == {}
    assert sittings.find(theirs).form.id == "sps-10"


@pytest.mark.parametrize(
    ("answers", "says"),
    [
        ({"9": 4}, "item 9 does not belong to rfq-8"),
        ({"1": 8}, "item 1 is answered from 1 to 7, or declined"),
        ({"1": 0}, "item 1 is answered from 1 to 7"),
        ({"1": True}, "item 1 is answered from 1 to 7"),
        ({"1": 4.0}, "item 1 is answered from 1 to 7"),
    ],
)
def test_what_is_no_answer_is_refused_and_nothing_of_it_kept(
    sittings: Sittings, issued: Issued, answers: dict[str, int | None], says: str
) -> None:
    secret = sittings.begin(issued.token)

    with pytest.raises(Invalid, match=says):
        sittings.save(secret, {"2": 3, **answers})
    assert sittings.find(secret).answers == {}


def test_what_can_no_longer_be_recorded_is_left_to_staff(
    clinic: Clinic, links: Links, sittings: Sittings, issued: Issued
) -> None:
    # Given that the assessment stage was left while the client answered
    secret = sittings.begin(issued.token)
    sittings.save(secret, ALL)
    told(clinic, baselines(2))

    # Then the client is thanked, and staff find the answers
    with pytest.raises(LeftToStaff, match="thank you"):
        sittings.submit(secret)
    assert [(link.state, link.answered) for link in links.left_for("mira")] == [("finished", 8)]


# The short code


def test_a_code_opens_the_link_however_it_is_typed(sittings: Sittings, issued: Issued) -> None:
    typed = f" {issued.code.replace('-', ' ').lower()} "

    assert sittings.find(sittings.begin_by_code(typed, TABLET)).form.id == "rfq-8"


def test_codes_cannot_be_guessed_at_will_from_one_address(clock: Clock, sittings: Sittings, issued: Issued) -> None:
    for _ in range(PER_ADDRESS):
        with pytest.raises(LinkEnded):
            sittings.begin_by_code("AAA-AAA", TABLET)

    with pytest.raises(TooManyCodes, match="wait 15 minutes"):
        sittings.begin_by_code(issued.code, TABLET)
    assert sittings.begin_by_code(issued.code, "10.0.0.8")

    clock.later(WINDOW)
    assert sittings.begin_by_code(issued.code, TABLET)


def test_codes_cannot_be_guessed_at_will_from_many_addresses(sittings: Sittings, issued: Issued) -> None:
    for number in range(IN_ALL):
        with pytest.raises(LinkEnded):
            sittings.begin_by_code("AAA-AAA", f"10.0.1.{number}")

    with pytest.raises(TooManyCodes):
        sittings.begin_by_code(issued.code, TABLET)


# What is kept


def test_nothing_kept_tells_token_code_sitting_or_answers(clinic: Clinic, sittings: Sittings, issued: Issued) -> None:
    secret = sittings.begin(issued.token)
    sittings.save(secret, ALL)

    kept = bytes_kept(clinic.storage, "one_time")
    assert b"rfq-8" in kept
    for word in (issued.token, issued.code, issued.code.replace("-", ""), secret, '"1": 4'):
        assert word.encode() not in kept


def test_an_erased_clients_sitting_is_gone(clinic: Clinic, links: Links, sittings: Sittings, issued: Issued) -> None:
    secret = sittings.begin(issued.token)
    sittings.save(secret, ALL)
    clinic.keys.erase("c-2")

    for use, word in ((sittings.find, secret), (sittings.submit, secret), (sittings.begin, issued.token)):
        with pytest.raises(LinkEnded) as ended:
            use(word)
        assert why(ended) == "unknown"
    assert links.of_episode("e-2") == []


def test_a_forgotten_client_leaves_no_row(clinic: Clinic, rows: Rows, issued: Issued) -> None:
    rows.forget_client("c-2")

    assert execute(clinic.storage, "one_time", "SELECT count(*) FROM one_time_links") == [(0,)]
