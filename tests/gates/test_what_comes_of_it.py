"""From verdicts to effects and exit codes: severity, policy, groups, and the status of a report."""

from __future__ import annotations

from dataclasses import replace

import pytest
from gate_results import TODAY, mean, share, target

from cxux_cli.errors import ExitCode
from cxux_cli.gates.judge import absent, judge
from cxux_cli.gates.settle import family, outcome_code, settle
from cxux_cli.gates.terms import Policy
from cxux_cli.results import Better, Estimate, Report
from cxux_cli.verdicts import Gate, Waiver


def made(k: int, n: int = 20, group: str | None = None, **more) -> Gate:
    return judge(share(k, n), target(78, **more), today=TODAY, group=group)


MET, OPEN, MISSED = made(20), made(15), made(3)
NO_DATA = absent(target(78), unit="%", better=Better.HIGHER, detail="stale", today=TODAY)
HIDDEN = judge(replace(share(1, 3), hidden=True), target(78), today=TODAY)
NO_BASELINE = judge(mean(50, 9, 20), target(None, rule="no_regression", margin=5), today=TODAY)
UNPROVEN = made(18, rule="lower_bound")


@pytest.mark.parametrize(
    ("gate", "policy", "effect"),
    [
        (MET, Policy(), "pass"),
        (MISSED, Policy(), "fail"),
        (OPEN, Policy(), "warn"),
        (OPEN, Policy(on_undecided="ignore"), "pass"),
        (OPEN, Policy(on_undecided="fail"), "fail"),
        (HIDDEN, Policy(on_undecided="fail"), "fail"),
        (NO_DATA, Policy(), "fail"),
        (NO_DATA, Policy(on_no_data="warn"), "warn"),
        (NO_DATA, Policy(on_no_data="ignore"), "pass"),
        (NO_BASELINE, Policy(), "warn"),
        (NO_BASELINE, Policy(on_no_baseline="fail"), "fail"),
        (NO_BASELINE, Policy(on_undecided="fail"), "warn"),
        (UNPROVEN, Policy(on_undecided="ignore"), "fail"),
        (replace(MISSED, severity="warn"), Policy(), "warn"),
        (replace(MISSED, severity="off"), Policy(), "pass"),
        (replace(NO_DATA, severity="warn"), Policy(), "warn"),
        (replace(OPEN, severity="warn"), Policy(on_undecided="fail"), "warn"),
    ],
)
def test_a_policy_says_what_comes_of_an_outcome(gate, policy, effect) -> None:
    assert settle([gate], policy)[0].effect == effect


@pytest.mark.parametrize(
    ("gates", "options", "code"),
    [
        ([], {}, ExitCode.OK),
        ([MET], {}, ExitCode.OK),
        ([MET, OPEN], {}, ExitCode.OK),
        ([MET, OPEN], {"strict": True}, ExitCode.UNDECIDED),
        ([MET], {"strict": True}, ExitCode.OK),
        ([MISSED, NO_DATA], {}, ExitCode.MISSED),
        ([UNPROVEN], {}, ExitCode.MISSED),
        ([NO_DATA], {}, ExitCode.UNDECIDED),
        ([NO_BASELINE], {}, ExitCode.OK),
        ([NO_BASELINE], {"strict": True}, ExitCode.UNDECIDED),
        ([HIDDEN], {"strict": True}, ExitCode.UNDECIDED),
        ([made(3, severity="warn")], {}, ExitCode.OK),
        ([made(3, severity="warn")], {"fail_on": "warn"}, ExitCode.MISSED),
        ([made(3, severity="off")], {"strict": True, "fail_on": "warn"}, ExitCode.OK),
        ([made(15, severity="off")], {"strict": True}, ExitCode.OK),
        ([OPEN], {"fail_on": "warn"}, ExitCode.OK),
        ([made(3, runs=2)], {}, ExitCode.OK),
        ([made(3, runs=2)], {"fail_on": "warn"}, ExitCode.OK),
        ([made(3, waive=Waiver(TODAY, "x"))], {"fail_on": "warn", "strict": True}, ExitCode.OK),
        ([made(20, warn=99, n=20)], {}, ExitCode.OK),
        ([judge(share(85, 100), target(70, warn=95), today=TODAY)], {"fail_on": "warn"}, ExitCode.MISSED),
        ([judge(share(85, 100), target(70, warn=95), today=TODAY)], {}, ExitCode.OK),
    ],
)
def test_what_gates_contribute_to_the_exit_code(gates, options, code) -> None:
    assert outcome_code(settle(gates, Policy()), **options) is code


def test_a_policy_may_make_the_undecided_fatal() -> None:
    assert outcome_code(settle([OPEN], Policy(on_undecided="fail"))) is ExitCode.UNDECIDED
    assert outcome_code(settle([OPEN, MISSED], Policy(on_undecided="fail"))) is ExitCode.MISSED


def test_a_group_shares_the_chance_of_a_false_alarm() -> None:
    # 11 of 20 against 78 %: p .019 alone, Holm among three .056.
    alone = made(11)
    assert alone.outcome == "missed"
    group = [made(11, group="done", id=f"done[{i}]") for i in range(3)]
    found = settle(group, Policy())
    assert {g.outcome for g in found} == {"undecided"}
    assert {g.reason for g in found} == {"family"}
    assert found[0].p_adjusted == pytest.approx(3 * alone.p_value)
    assert (found[0].effect, found[0].leaning, found[0].consecutive) == ("warn", "below", 0)
    assert "Alone it would be missed (p 0.019)" in found[0].message
    assert {g.outcome for g in settle(group, Policy(family="none"))} == {"missed"}
    assert settle([alone], Policy())[0].p_adjusted is None


def test_a_disaster_stays_one_in_its_group() -> None:
    group = [made(k, group="done", id=f"done[{k}]") for k in (3, 11, 16)]
    assert [g.outcome for g in family(group)] == ["missed", "missed", "undecided"]
    # Step-down: the second is tested among two, and .037 is below .05.
    assert family(group)[1].p_adjusted == pytest.approx(2 * group[1].p_value)


def test_gates_of_other_groups_and_switched_off_ones_do_not_count() -> None:
    several = [made(11, id="a"), made(11, id="b"), made(11, id="c")]
    assert {g.outcome for g in settle(several, Policy())} == {"missed"}
    group = [
        made(11, group="g", id="g[1]"),
        *(made(11, group="g", id=f"g[{i}]", severity="off") for i in (2, 3)),
    ]
    assert settle(group, Policy())[0].outcome == "missed"


def test_what_is_met_stays_met_in_its_group() -> None:
    group = [made(19, group="g", id=f"g[{i}]") for i in range(5)]
    assert {g.outcome for g in settle(group, Policy())} == {"met"}


def test_one_gate_without_data_is_no_report_without_answers() -> None:
    answered = Report(0.95, (), (), (share(3, 9),), gates=(NO_DATA,))
    assert (answered.status, answered.empty) == ("no_data", False)
    silent = Report(0.95, (), (), (replace(share(0, 1), estimate=Estimate(None, None, None, 0, 0.95, "")),))
    assert (silent.status, silent.empty) == ("no_data", True)
    assert not Report(0.95, (), (), ()).empty


@pytest.mark.parametrize(
    ("gates", "status"),
    [
        ([MET], "ok"),
        ([MISSED, NO_DATA], "missed"),
        ([NO_DATA, OPEN], "no_data"),
        ([OPEN], "undecided"),
        ([UNPROVEN], "missed"),
        ([replace(MISSED, severity="warn")], "ok"),
        ([made(3, waive=Waiver(TODAY, "x"))], "ok"),
        ([replace(NO_DATA, severity="off")], "ok"),
    ],
)
def test_the_status_of_a_report_is_the_worst_that_counts(gates, status) -> None:
    assert Report(0.95, (), (), (), gates=settle(gates, Policy())).status == status
