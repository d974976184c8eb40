"""Masks: one code for one name wherever it stands, different texts stay different, and nothing secret is left."""

from __future__ import annotations

from hypothesis import given, settings
from hypothesis import strategies as st

from dangjian_desktop.domain.evidence import Evidence
from dangjian_desktop.domain.handover_rules import Hidden
from dangjian_desktop.domain.ledger import LedgerSpec
from dangjian_desktop.domain.masking import Masks
from dangjian_desktop.ledgers.shipped import load_catalogue

HIDDEN = Hidden({"人员": "人员", "组织": "组织"}, frozenset({("*", "备注"), ("谈话", "谈话摘要")}))
CATALOGUE = load_catalogue()
PERSON, ORGANISATION, TALK, LEAD, MEETING = (CATALOGUE.by_label[label] for label in ("人员", "组织", "谈话", "问题线索", "党委会议"))


def masked(*records, keep=()):
    """(spec, number, values) → values, in order."""
    masks = Masks(HIDDEN, keep)
    for record in records:
        masks.learn(*record)
    return [masks.values(*record) for record in records]


def test_a_person_has_one_code_in_the_register_and_in_every_text():
    person, talk = masked(
        (PERSON, 1, {"name": "班子成员01", "post": "党委书记", "party_member": True, "remark": "住第01村"}),
        (TALK, 2, {"topic": "与班子成员01谈心", "headcount": 3, "speaker": 1, "summary": "家事", "remark": "见班子成员01"}),
    )
    assert person == {"name": "人员0001", "post": "代号0001", "party_member": True, "remark": "代号0002"}
    assert talk == {"topic": "与人员0001谈心", "headcount": 3, "speaker": 1, "summary": "代号0003", "remark": "代号0004"}


def test_a_secret_word_has_one_code_in_every_ledger():
    one, two = masked(
        (LEAD, 1, {"number": "XS-1", "subject": "A001", "source": "信访举报"}), (LEAD, 2, {"number": "A001之二", "subject": "A001"})
    )
    assert one == {"number": "XS-1", "subject": "代号0001", "source": "信访举报"}
    assert two == {"number": "代号0001之二", "subject": "代号0001"}


def test_two_people_of_one_name_stay_two():
    one, two, talk = masked((PERSON, 1, {"name": "同名"}), (PERSON, 2, {"name": "同名"}), (TALK, 3, {"topic": "同名"}))
    assert (one["name"], two["name"], talk["topic"]) == ("人员0001", "人员0002", "人员0001")


def test_the_longer_of_two_names_is_seen_first():
    *_, talk = masked((PERSON, 1, {"name": "甲乙"}), (PERSON, 2, {"name": "甲乙丙"}), (TALK, 3, {"topic": "甲乙丙和甲乙"}))
    assert talk["topic"] == "人员0002和人员0001"


def test_the_own_name_of_the_unit_stays():
    unit, village, talk = masked(
        (ORGANISATION, 1, {"name": "青石镇党委"}),
        (ORGANISATION, 2, {"name": "第01村"}),
        (TALK, 3, {"topic": "青石镇党委在第01村"}),
        keep=["青石镇党委"],
    )
    assert (unit["name"], village["name"], talk["topic"]) == ("青石镇党委", "组织0001", "青石镇党委在组织0001")


def test_a_code_that_stands_in_a_text_already_is_never_given():
    person, talk = masked((PERSON, 1, {"name": "某甲"}), (TALK, 2, {"topic": "人员00017的事"}))
    assert (person["name"], talk["topic"]) == ("人员000001", "人员00017的事")


def test_child_rows_are_masked_and_evidence_is_left_out():
    piece = Evidence("0" * 64, "班子成员01.pdf", 1, "pdf", "")
    rows = MEETING.rows_field
    assert rows is not None
    text = next(field for field in rows.rows if field.kind == "text")
    _, meeting = masked(
        (PERSON, 1, {"name": "班子成员01"}), (MEETING, 2, {rows.key: ({text.key: "听班子成员01"}, {}), "evidence": (piece,)})
    )
    assert meeting == {rows.key: ({text.key: "听人员0001"}, {})}


def test_one_sign_is_no_name_to_be_looked_for():
    _, talk = masked((PERSON, 1, {"name": "甲"}), (TALK, 2, {"topic": "甲方和乙方"}))
    assert talk["topic"] == "甲方和乙方"


def test_more_names_than_four_digits_hold_still_have_codes_of_one_width():
    people = [(PERSON, number, {"name": f"名{number:05}"}) for number in range(1, 10_002)]
    found = masked(*people)
    assert found[0]["name"] == "人员00001"
    assert len({one["name"] for one in found}) == 10_001


def test_without_names_and_secrets_a_text_stays_as_it_is():
    assert masked((TALK, 1, {"topic": "谈心"})) == [{"topic": "谈心"}]


WORDS = st.text(alphabet="甲乙人员代号组织0123", min_size=1, max_size=8)


@settings(max_examples=300, deadline=None)
@given(names=st.lists(WORDS, max_size=5), secrets=st.lists(WORDS, max_size=4), topics=st.lists(WORDS, max_size=8))
def test_different_texts_stay_different_and_equal_ones_equal(names: list[str], secrets: list[str], topics: list[str]) -> None:
    records: list[tuple[LedgerSpec, int, dict[str, str]]] = [(PERSON, number, {"name": name}) for number, name in enumerate(names)]
    records += [
        (LEAD, 100 + number, {"number": topic, "subject": word}) for number, (word, topic) in enumerate(zip(secrets, topics, strict=False))
    ]
    records += [(TALK, 200 + number, {"topic": topic}) for number, topic in enumerate(topics)]
    found = masked(*records)
    for spec, key in ((LEAD, "subject"), (LEAD, "number"), (TALK, "topic")):
        before = [values[key] for which, _, values in records if which is spec]
        after = [values[key] for (which, _, _), values in zip(records, found, strict=True) if which is spec]
        assert len(set(zip(before, after, strict=True))) == len(set(before)) == len(set(after))
    assert len({values["name"] for (which, _, _), values in zip(records, found, strict=True) if which is PERSON}) == len(names)


def test_what_is_counted_stays():
    values = {"held_on": "2022-03-05", "kind": "谈心谈话", "headcount": 3, "targets": (1, 2)}
    assert masked((TALK, 1, values)) == [values]
