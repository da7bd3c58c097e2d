"""What counts as typed, and when it is worth a look. Keys are pressed on a clock that the test moves."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from parallelproof.domain import Edit, Span, Suggestion
from parallelproof.fulfill.places import Applied
from parallelproof.fulfill.trigger import Trigger
from parallelproof.lsp.convert import difference
from parallelproof.settings import FulfillOn, Settings

SETTINGS = Settings()
MODULE = '"""Orders."""\n\n\ndef total(orders):\n    return sum(order.price for order in orders)\n'
LINE = "mean = average(total(orders))"


class Typist:
    """A document, somebody who types in it, and the trigger that watches."""

    def __init__(self, text: str = "") -> None:
        self.text, self.trigger, self.now_s = text, Trigger(), 100.0
        self.before: list[str] = []

    def change(self, *edits: Edit, after_s: float = 0.1) -> None:
        """One notification with these edits, each against the text after those before it."""
        self.now_s += after_s
        before, done = self.text, []
        self.before.append(before)
        for edit in edits:
            applied, self.text = Applied.to(self.text, edit)
            done.append(applied)
        self.trigger.edited(before, done, self.text, self.now_s)

    def type(self, text: str, gap_s: float = 0.1) -> None:
        """Key by key at the cursor, or at the end."""
        for key in text:
            at = len(self.text) if self.trigger.cursor is None else self.trigger.cursor
            self.change(Edit(Span(at, at), key), after_s=gap_s)

    def put(self, text: str, at: int | None = None) -> None:
        at = len(self.text) if at is None else at
        self.change(Edit(Span(at, at), text))

    def undo(self) -> None:
        """Back to the text before the last change."""
        self.become(self.before[-1])

    def become(self, text: str) -> None:
        """In as small an edit as an editor makes of it."""
        self.change(difference(self.text, text))

    def wait_s(self, settings: Settings = SETTINGS) -> float | None:
        return self.trigger.wait_s(settings)

    def look(self) -> str | None:
        typed = self.trigger.look(self.text)
        return None if typed is None else self.text[typed.start : typed.end]


def reload(typist: Typist) -> None:
    typist.change(Edit(Span(0, len(typist.text)), typist.text.replace("total", "sum_of") + LINE))


def reload_while_typing(typist: Typist) -> None:
    typist.type(LINE)
    reload(typist)


def format_here_and_there(typist: Typist) -> None:
    typist.change(Edit(Span(40, 40), "some more text of ours"), Edit(Span(0, 0), "# formatted by a tool\n"))


def reindent(typist: Typist) -> None:
    at = typist.text.index("    return")
    typist.change(Edit(Span(at, at + 4), "\t" * 30))


def change_quotes_and_commas(typist: Typist) -> None:
    typist.become(typist.text.replace('"""Orders."""', "'''Orders.'''").replace("(orders)", "(\n    orders,\n)"))


def accept_what_is_left_of_a_suggestion(typist: Typist) -> None:
    at = len(typist.text)
    typist.trigger.offers(Suggestion(at, LINE, "mean"), typist.text)
    typist.put("# above\n", at=0)
    typist.trigger.cursor = len(typist.text)
    typist.type(LINE[:3])
    typist.put(LINE[3:])


def undo_a_deletion(typist: Typist) -> None:
    typist.change(Edit(Span(20, len(typist.text)), ""))
    typist.undo()


def redo(typist: Typist) -> None:
    typist.undo()
    typist.undo()


def accept_all(typist: Typist) -> None:
    at = len(typist.text)
    typist.trigger.offers(Suggestion(at, LINE, "mean"), typist.text)
    typist.put(LINE)


def accept_a_word(typist: Typist) -> None:
    at = len(typist.text)
    typist.trigger.offers(Suggestion(at, LINE, "mean"), typist.text)
    typist.put(LINE[:22])


def accept_what_replaces_the_typed_word(typist: Typist) -> None:
    typist.put("mean", at=len(typist.text))
    at = len(typist.text)
    typist.trigger.offers(Suggestion(at, LINE[4:], "mean"), typist.text)
    typist.change(Edit(Span(at - 4, at), LINE))


def accept_a_quick_fix(typist: Typist) -> None:
    typist.trigger.expects("from app.stats import average\n" + typist.text)
    typist.put("from app.stats import average\n", at=0)


def delete(typist: Typist) -> None:
    typist.change(Edit(Span(0, 40), ""))


@pytest.mark.parametrize(
    "happens",
    [
        reload, reload_while_typing, format_here_and_there, reindent, undo_a_deletion, accept_all, accept_a_word,
        accept_what_replaces_the_typed_word, accept_what_is_left_of_a_suggestion,
        change_quotes_and_commas, accept_a_quick_fix, delete,
    ],
)  # fmt: skip
def test_what_nobody_typed_does_not_count(happens: Callable[[Typist], None]) -> None:
    typist = Typist(MODULE * 3)
    happens(typist)
    assert typist.wait_s() is None


def test_undo_and_redo_do_not_count_again() -> None:
    typist = Typist(MODULE)
    typist.type(LINE)
    assert typist.look() == LINE
    typist.trigger.answered()
    typist.trigger.forget()
    full = typist.text
    for text in (MODULE, full, MODULE, full):
        typist.become(text)
        assert typist.wait_s() is None


def test_undoing_all_that_was_typed_leaves_nothing_to_look_at() -> None:
    typist = Typist(MODULE)
    typist.type(LINE)
    assert typist.wait_s() is not None
    typist.become(MODULE)
    assert typist.wait_s() is None


@pytest.mark.parametrize(
    ("typed", "is_enough"),
    [("x" * 18, False), ("x" * 19, True), ("a" + "\n            " * 4, False), ("xs = [1, 2, 3]\n" * 2, True)],
)
def test_twenty_characters_are_worth_a_look_and_indentation_is_none(typed: str, is_enough: bool) -> None:
    typist = Typist(MODULE)
    for piece in typed.split("\n"):
        typist.type(piece.strip())
        typist.put("\n" + " " * (len(piece) - len(piece.lstrip())), at=typist.trigger.cursor)
    assert (typist.wait_s() is not None) is is_enough


def test_pasted_text_counts_and_is_what_is_looked_at() -> None:
    typist = Typist(MODULE)
    typist.put(LINE)
    assert typist.wait_s() == SETTINGS.typing_pause_s and typist.look() == LINE


def test_several_keys_in_one_notification_are_typed_keys() -> None:
    typist = Typist(MODULE)
    at = len(MODULE)
    typist.change(*(Edit(Span(at + n, at + n), key) for n, key in enumerate(LINE)))
    assert typist.look() == LINE


def test_a_bracket_that_closes_itself_is_part_of_typing() -> None:
    typist = Typist(MODULE)
    at = len(MODULE)
    typist.type("mean = average_of")
    typist.change(Edit(Span(at + 17, at + 17), "()"), Edit(Span(at + 18, at + 18), "orders"))
    assert typist.look() == "mean = average_of(orders)"


def test_a_look_is_due_once_and_again_only_after_as_much_more() -> None:
    typist = Typist(MODULE)
    typist.type(LINE)
    assert typist.look() == LINE
    typist.trigger.answered()
    assert typist.wait_s() is None
    typist.type("\nmore = 1")
    assert typist.wait_s() is None
    typist.type(" + other_things")
    assert typist.look() == "\nmore = 1 + other_things"


def test_on_demand_nothing_is_due_by_itself() -> None:
    typist = Typist(MODULE)
    typist.type(LINE * 3)
    assert typist.wait_s(Settings(fulfill_on=FulfillOn.DEMAND)) is None
    assert typist.wait_s(Settings(fulfill=False)) is None


@pytest.mark.parametrize(("gap_s", "wait_s"), [(0.02, 0.15), (0.1, 0.4), (0.15, 0.6), (0.5, 0.6), (5.0, 0.6)])
def test_the_pause_follows_the_rhythm_within_bounds(gap_s: float, wait_s: float) -> None:
    typist = Typist(MODULE)
    typist.type(LINE, gap_s)
    assert typist.wait_s() == pytest.approx(wait_s)


def test_a_pause_set_shorter_than_any_rhythm_is_kept() -> None:
    typist = Typist(MODULE)
    typist.type(LINE)
    assert typist.wait_s(Settings(typing_pause_s=0.05)) == 0.05


def test_a_change_of_what_is_looked_at_ends_the_look_and_makes_it_due_again() -> None:
    typist = Typist(MODULE)
    typist.type(LINE)
    typist.look()
    typist.change(Edit(Span(len(MODULE), len(MODULE) + 4), "sums"))
    assert typist.trigger.looking is None
    assert typist.wait_s() is not None and typist.look() == LINE.replace("mean", "sums")


def test_a_look_outlives_edits_elsewhere_and_typing_on() -> None:
    typist = Typist(MODULE)
    typist.type(LINE)
    typist.look()
    typist.put("# a comment\n", at=0)
    typist.trigger.cursor = len(typist.text)
    typist.type("\nx")
    looking = typist.trigger.looking
    assert looking and typist.text[looking.typed.start : looking.typed.end] == LINE


def test_a_look_that_has_not_answered_is_taken_over_by_the_next() -> None:
    typist = Typist(MODULE)
    typist.type(LINE)
    typist.look()
    typist.type("\nmore = total(other_orders)")
    assert typist.look() == LINE + "\nmore = total(other_orders)"


def test_a_name_that_grows_ends_the_look_at_it() -> None:
    typist = Typist(MODULE)
    typist.type("total = mean_of_all_pri")
    typist.look()
    typist.type("c")
    assert typist.trigger.looking is None
    assert typist.look() == "total = mean_of_all_pric"


def test_the_same_among_the_same_names_is_not_asked_again_until_its_answer_is_gone() -> None:
    typist = Typist(MODULE)
    for expected in (LINE, None, None):
        typist.put(LINE)
        assert typist.look() == expected
        typist.trigger.answered()
        typist.change(Edit(Span(len(MODULE), len(typist.text)), ""))
        for n in range(200):
            typist.put(str(n), at=0)
            typist.change(Edit(Span(0, len(str(n))), ""))
    typist.trigger.forget()
    typist.put(LINE)
    assert typist.look() == LINE


def test_a_person_who_asks_gets_a_look_whatever_was_typed() -> None:
    typist = Typist(MODULE)
    assert typist.trigger.look(typist.text, Span(0, 14)) == Span(0, 14)
    typist.trigger.answered()
    assert typist.trigger.look(typist.text, Span(0, 14)) is None
    assert typist.trigger.look(typist.text, Span(0, 14), again=True) == Span(0, 14)


def test_typing_far_away_moves_the_look_there() -> None:
    typist = Typist("a = 1\n" * 40)
    typist.type("first_thing_here")
    typist.put("second_thing_there", at=0)
    assert typist.look() == "second_thing_there"


def test_the_cursor_is_where_the_last_edit_ended() -> None:
    typist = Typist(MODULE)
    typist.put("abc", at=5)
    assert typist.trigger.cursor == 8


def test_what_is_left_of_a_suggestion_of_several_lines_is_known_line_by_line() -> None:
    typist = Typist(MODULE + "for row in ")
    lines = ["rows:\n", "    total += row\n", "    count += 1"]
    typist.trigger.offers(Suggestion(len(typist.text), "".join(lines), "a model"), typist.text)
    for place, line in enumerate(lines):
        rest = typist.trigger.rest(typist.text, len(typist.text))
        assert place == 0 or (rest and rest.at == len(typist.text) and rest.text == "".join(lines[place:]))
        typist.put(line)
    assert typist.trigger.rest(typist.text, len(typist.text)) is None and typist.wait_s() is None


def test_a_suggestion_goes_on_from_where_what_was_typed_of_it_is_deleted_to() -> None:
    typist = Typist("rows = mean")
    typist.trigger.offers(Suggestion(11, "(values)", "mean"), typist.text)
    typist.type("(val")
    typist.change(Edit(Span(13, 15), ""))
    rest = typist.trigger.rest(typist.text, 13)
    assert rest == Suggestion(13, "alues)", "mean")
    typist.type("ar")
    assert typist.trigger.rest(typist.text, 15) is None


def test_a_look_that_is_dropped_is_due_again() -> None:
    typist = Typist(MODULE)
    typist.type(LINE)
    assert typist.look() == LINE and typist.wait_s() is None
    typist.trigger.drop(typist.text)
    assert typist.trigger.looking is None and typist.wait_s() is not None and typist.look() == LINE
