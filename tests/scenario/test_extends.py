"""How files extend one another: precedence, merging, removal, loops, and the record of changes."""

from pathlib import Path

import pytest

from sim.errors import InputError
from sim.scenario.load import load
from sim.scenario.reading import extends
from sim.scenario.reading.extends import gather
from sim.scenario.reading.tree import plain


def write(folder: Path, **files: str) -> None:
    for name, text in files.items():
        (folder / f"{name}.yaml").write_text(text)


def merged(folder: Path, name: str) -> object:
    result = gather(str(folder / f"{name}.yaml"))
    assert result.problems == ()
    assert result.tree is not None
    return plain(result.tree)


def changes(folder: Path, name: str) -> list[tuple[str, object, object, str, int]]:
    result = gather(str(folder / f"{name}.yaml"))
    return [(o.path, o.old, o.new, Path(o.file).stem, o.line) for o in result.overrides]


def test_a_file_wins_over_what_it_extends(tmp_path: Path) -> None:
    write(tmp_path, base="a: 1\nb: 2\n", top="extends: base.yaml\nb: 3\nc: 4\n")
    assert merged(tmp_path, "top") == {"a": 1, "b": 3, "c": 4}
    assert changes(tmp_path, "top") == [("b", 2, 3, "top", 2)]


def test_the_later_file_of_a_list_wins(tmp_path: Path) -> None:
    write(tmp_path, one="a: 1\n", two="a: 2\n", top="extends: [one.yaml, two.yaml]\n")
    assert merged(tmp_path, "top") == {"a": 2}
    assert changes(tmp_path, "top") == [("a", 1, 2, "two", 1)]


def test_the_later_file_wins_over_what_only_the_earlier_extends(tmp_path: Path) -> None:
    write(
        tmp_path,
        deep="a: 0\nb: 0\n",
        one="extends: deep.yaml\na: 1\n",
        two="b: 2\n",
        top="extends: [one.yaml, two.yaml]\n",
    )
    assert merged(tmp_path, "top") == {"a": 1, "b": 2}


def test_two_changes_of_one_base_both_count(tmp_path: Path) -> None:
    """The diamond: what the second change leaves alone must not undo the first."""
    write(
        tmp_path,
        base="a: 0\nb: 0\nc: 0\n",
        one="extends: base.yaml\na: 1\nc: 1\n",
        two="extends: base.yaml\nb: 2\nc: 2\n",
        top="extends: [one.yaml, two.yaml]\n",
    )
    assert merged(tmp_path, "top") == {"a": 1, "b": 2, "c": 2}
    files = gather(str(tmp_path / "top.yaml")).files
    assert [Path(file).stem for file in files] == ["base", "one", "two", "top"]


def test_a_file_wins_over_its_base_however_the_list_is_ordered(tmp_path: Path) -> None:
    write(
        tmp_path,
        base="a: 0\n",
        one="extends: base.yaml\na: 1\n",
        left="extends: [base.yaml, one.yaml]\n",
        right="extends: [one.yaml, base.yaml]\n",
    )
    assert merged(tmp_path, "left") == merged(tmp_path, "right") == {"a": 1}


def test_mappings_merge_and_lists_replace(tmp_path: Path) -> None:
    write(
        tmp_path,
        base="m: {x: {p: 1, q: 2}, y: 1}\nlist: [1, 2, 3]\nword: a\n",
        top="extends: base.yaml\nm: {x: {q: 3, r: 4}}\nlist: [9]\nword: {k: 1}\n",
    )
    assert merged(tmp_path, "top") == {
        "m": {"x": {"p": 1, "q": 3, "r": 4}, "y": 1},
        "list": [9],
        "word": {"k": 1},
    }
    assert changes(tmp_path, "top") == [
        ("m.x.q", 2, 3, "top", 2),
        ("list", [1, 2, 3], [9], "top", 3),
        ("word", "a", {"k": 1}, "top", 4),
    ]


def test_null_removes_and_is_reported(tmp_path: Path) -> None:
    write(tmp_path, base="a: {b: {c: 1}, d: 2}\n", top="extends: base.yaml\na: {b: null}\n")
    assert merged(tmp_path, "top") == {"a": {"d": 2}}
    assert changes(tmp_path, "top") == [("a.b", {"c": 1}, None, "top", 2)]


def test_a_distribution_of_another_kind_may_remove_old_parameters(tmp_path: Path) -> None:
    """Whoever takes away by null what goes anyway is understood; a null for nothing is not."""
    write(
        tmp_path,
        base="a: {distribution: lognormal, mean: 20, cv: 1}\n",
        top="extends: base.yaml\n"
        "a: {distribution: fixed, value: 3, mean: null, cv: null, x: null}\n",
    )
    assert merged(tmp_path, "top") == {"a": {"distribution": "fixed", "value": 3, "x": None}}


def test_null_where_nothing_stands_is_left_for_the_schema(tmp_path: Path) -> None:
    write(tmp_path, base="a: 1\n", top="extends: base.yaml\nb: null\n")
    assert merged(tmp_path, "top") == {"a": 1, "b": None}
    assert changes(tmp_path, "top") == []


def test_saying_the_same_again_or_something_new_is_no_override(tmp_path: Path) -> None:
    write(
        tmp_path,
        base="a: 1\nb: [1, {c: 2}]\n",
        top="extends: base.yaml\na: 1\nb: [1, {c: 2}]\nc: 3\n",
    )
    assert changes(tmp_path, "top") == []


def test_true_and_one_differ(tmp_path: Path) -> None:
    write(tmp_path, base="a: 1\n", top="extends: base.yaml\na: true\n")
    assert changes(tmp_path, "top") == [("a", 1, True, "top", 2)]


def test_a_distribution_of_another_kind_replaces_the_old_one(tmp_path: Path) -> None:
    write(
        tmp_path,
        base="d: {distribution: lognormal, mean: 5, cv: 1}\n"
        "e: {distribution: gamma, mean: 5, cv: 1}\n",
        top="extends: base.yaml\nd: {distribution: fixed, value: 3}\n"
        "e: {distribution: gamma, cv: 2}\n",
    )
    assert merged(tmp_path, "top") == {
        "d": {"distribution": "fixed", "value": 3},
        "e": {"distribution": "gamma", "mean": 5, "cv": 2},
    }
    assert [path for path, *_ in changes(tmp_path, "top")] == ["d", "e.cv"]


def test_files_are_found_relative_to_the_file_that_names_them(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "far" / "deep").mkdir(parents=True)
    write(tmp_path, root="a: 1\n")
    write(tmp_path / "far" / "deep", mid="extends: ../../root.yaml\nb: 2\n")
    write(tmp_path / "far", top="extends: deep/mid.yaml\n")
    monkeypatch.chdir(tmp_path)
    assert merged(tmp_path / "far", "top") == {"a": 1, "b": 2}


def test_files_are_named_as_seen_by_the_user(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "far").mkdir()
    write(tmp_path, root="a: 1\n")
    write(tmp_path / "far", top="extends: ../root.yaml\n")
    monkeypatch.chdir(tmp_path)
    assert gather("far/top.yaml").files == ("root.yaml", "far/top.yaml")
    monkeypatch.chdir(tmp_path / "far")
    assert gather("top.yaml", also=["../root.yaml"]).files == ("../root.yaml", "top.yaml")


def test_extends_is_no_part_of_the_scenario(tmp_path: Path, mm1: str) -> None:
    write(tmp_path, base=mm1, top="extends: base.yaml\n")
    assert "extends" not in load(tmp_path / "top.yaml").data


def test_a_loop_through_a_link_is_found(tmp_path: Path) -> None:
    write(tmp_path, one="extends: two.yaml\n")
    (tmp_path / "two.yaml").symlink_to(tmp_path / "one.yaml")
    result = gather(str(tmp_path / "one.yaml"))
    assert "goes round in a circle" in result.problems[0].message
    assert not result.complete


@pytest.mark.parametrize("named", ["round.yaml", "top.yaml"])
def test_a_link_that_leads_back_to_itself_is_refused(tmp_path: Path, named: str) -> None:
    (tmp_path / "round.yaml").symlink_to("round.yaml")
    write(tmp_path, top="extends: round.yaml\n")
    with pytest.raises(InputError, match=r"round\.yaml: cannot be read: Too many levels"):
        load(tmp_path / named, also=[str(tmp_path / "round.yaml")])


def test_all_unreadable_files_are_named_at_once(tmp_path: Path) -> None:
    write(
        tmp_path, bad="a: [", top="extends: [bad.yaml, none.yaml, alsonone.yaml]\na: {a: 1, a: 2}\n"
    )
    with pytest.raises(InputError) as caught:
        load(tmp_path / "top.yaml")
    assert len(caught.value.problems) == 4


def test_a_shipped_scenario_is_found_by_its_name(
    tmp_path: Path, mm1: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    shipped = tmp_path / "shipped"
    shipped.mkdir()
    write(shipped, textbook=mm1)
    monkeypatch.setattr(
        extends, "shipped_scenarios", lambda: {"textbook": shipped / "textbook.yaml"}
    )
    monkeypatch.chdir(tmp_path)
    assert load("textbook").files == ("sim.shipped/textbook.yaml",)
    write(tmp_path, mine="extends: textbook\nrun: {days: 3}\n")
    mine = load("mine.yaml")
    assert mine.files == ("sim.shipped/textbook.yaml", "mine.yaml")
    assert mine.scenario.run.days == 3
    with pytest.raises(InputError) as caught:
        load("textbok")
    said = "textbok: no such file, and no shipped scenario of that name"
    assert str(caught.value) == f"{said}; did you mean 'textbook'?"
    with pytest.raises(InputError, match=r"; sixhubs scenarios lists those$"):
        load("unlike-any")


def test_a_file_in_the_way_wins_over_a_shipped_scenario(
    tmp_path: Path, mm1: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(extends, "shipped_scenarios", lambda: {"x": tmp_path / "none.yaml"})
    (tmp_path / "x").write_text(mm1)
    monkeypatch.chdir(tmp_path)
    assert load("x").files == ("x",)


def test_shipped_scenarios_are_listed() -> None:
    shipped = extends.shipped_scenarios()
    assert "sussex-2017" in shipped
    assert all(path.is_file() for path in shipped.values())


def test_an_installation_without_scenarios_is_no_fault(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(extends, "SHIPPED_PACKAGE", "sim.nothing_of_that_name")
    assert extends.shipped_scenarios() == {}


@pytest.mark.parametrize("name", ["x" * 5000, "a\0b", "no/such/folder/x.yaml"])
def test_names_that_no_file_can_have(name: str) -> None:
    with pytest.raises(InputError, match=r"no such file|is a folder"):
        load(name)


@pytest.mark.parametrize("name", ["", " "])
def test_a_name_of_nothing(name: str) -> None:
    with pytest.raises(InputError, match=f"'{name}': expected a scenario file, or the name of a"):
        load(name)


def test_parts_of_shipped_scenarios_are_found_by_name_where_one_extends_them(
    tmp_path: Path, mm1: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    write(tmp_path, mine=f"extends: sussex/shapes\n{mm1}")
    mine = load("mine.yaml")
    assert mine.files == ("sim.shipped/sussex/shapes.yaml", "mine.yaml")
    assert "night_economy" in mine.scenario.shapes
    write(tmp_path, mine=f"extends: sussex/shape\n{mm1}")
    with pytest.raises(InputError, match="did you mean 'sussex/shapes'"):
        load("mine.yaml")
    with pytest.raises(InputError, match=r"^sussex/shapes: no such file"):
        load("sussex/shapes")  # which is no scenario


def test_a_part_of_ones_own_wins_over_a_shipped_one(
    tmp_path: Path, mm1: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    (tmp_path / "sussex").mkdir()
    (tmp_path / "sussex" / "shapes.yaml").write_text("month_shapes: {}\n")
    write(tmp_path, mine=f"extends: sussex/shapes.yaml\n{mm1}")
    assert load("mine.yaml").files == ("sussex/shapes.yaml", "mine.yaml")
