"""Files and folders of a hierarchy: which are read, which are refused, and never half of one."""

import itertools
import threading
from pathlib import Path

import pytest

from hierarchy import Loaded, load, load_text


def ids(result: Loaded) -> list[str]:
    """Ids of the problems, in order."""
    return [problem.id for problem in result.problems]


def test_a_folder_is_one_hierarchy_in_the_order_of_its_file_names(tmp_path: Path) -> None:
    """Both suffixes count, hidden files and other suffixes do not, and the texts are handed back."""
    (tmp_path / "b.yml").write_text("version: 1\ntitle: Shop\nnodes: {b: {level: physical-form, why: [a]}}\n")
    (tmp_path / "a.yaml").write_text("version: 1\nnodes: {a: {level: physical-function}}\n")
    (tmp_path / ".hidden.yaml").write_text("[")
    (tmp_path / "notes.txt").write_text("[")
    result = load([tmp_path], {})
    assert result.model is not None
    assert list(result.model.nodes) == ["a", "b"]
    assert result.model.title == "Shop"
    again = load_text(result.texts, {})
    assert again.model is not None
    assert again.model.revision == result.model.revision


def test_the_same_file_named_twice_is_read_once(tmp_path: Path) -> None:
    """Naming a folder and a file in it defines nothing twice."""
    file = tmp_path / "a.yaml"
    file.write_text("version: 1\nnodes: {a: {level: physical-form}}\n")
    assert load([tmp_path, file, str(file)], {}).problems == ()


def test_links_to_files_outside_the_folder_are_refused(tmp_path: Path) -> None:
    """A folder can't be used to read what lies beside it; links inside, as Kubernetes makes them, work."""
    (tmp_path / "secret.yaml").write_text("version: 1\nnodes: {s: {level: physical-form}}\n")
    folder = tmp_path / "folder"
    (folder / "..data").mkdir(parents=True)
    (folder / "..data" / "a.yaml").write_text("version: 1\nnodes: {a: {level: physical-form}}\n")
    (folder / "a.yaml").symlink_to(Path("..data") / "a.yaml")
    assert load([folder], {}).model is not None
    (folder / "b.yaml").symlink_to(tmp_path / "secret.yaml")
    assert ids(load([folder], {})) == ["link-leaves-folder"]


def test_what_can_not_be_read_is_a_problem_with_the_files_name(tmp_path: Path) -> None:
    """Missing files, empty folders, folders that end in .yaml, broken links and odd names are all told."""
    (tmp_path / "dir.yaml").mkdir()
    (tmp_path / "gone.yaml").symlink_to(tmp_path / "nowhere.yaml")
    empty = tmp_path / "empty"
    empty.mkdir()
    found = {problem.id for problem in load([tmp_path], {}).problems}
    assert found == {"file-not-readable", "file-not-found"}
    for path in (tmp_path / "missing.yaml", empty, "a\0b"):
        problems = load([path], {}).problems
        assert [p.position.file for p in problems] == [str(path)]
    assert ids(load([], {})) == ids(load_text({}, {})) == ["file-not-found"]


def test_a_file_larger_than_the_limit_is_refused(tmp_path: Path) -> None:
    """Neither a huge file nor a huge text is parsed."""
    file = tmp_path / "big.yaml"
    file.write_text("# " + "x" * 1024 * 1024)
    assert ids(load([file], {})) == ["yaml-too-large"]
    assert ids(load_text({"big.yaml": "# " + "x" * 1024 * 1024}, {})) == ["yaml-too-large"]


def test_a_file_that_changes_while_it_is_read_is_read_again(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Only a state seen twice in a row is taken; one that never settles is an error."""
    whole = b"version: 1\nnodes: {a: {level: physical-form}}\n"
    file = tmp_path / "a.yaml"
    file.write_bytes(whole)
    states = iter([{"a": whole[:20]}, {"a": whole[:30]}, {"a": whole}, {"a": whole}])
    monkeypatch.setattr("hierarchy.file.files._snapshot", lambda _paths: next(states))
    monkeypatch.setattr("hierarchy.file.files.time.sleep", lambda _seconds: None)
    assert load([file], {}).model is not None
    counter = iter(range(1000))
    monkeypatch.setattr("hierarchy.file.files._snapshot", lambda _paths: {"a": b"%d" % next(counter)})
    assert ids(load([file], {})) == ["file-changing"]


def test_a_file_exchanged_all_the_time_gives_one_of_its_versions(tmp_path: Path) -> None:
    """While another thread swaps two good files, every load sees one of them whole, or says it changes."""
    versions = [f"version: 1\ntitle: T{i}\nnodes: {{a: {{level: physical-form}}}}\n" for i in range(2)]
    file, stop = tmp_path / "a.yaml", threading.Event()
    file.write_text(versions[0])

    def swap() -> None:
        for i in itertools.count():
            if stop.is_set():
                return
            (tmp_path / "next").write_text(versions[i % 2])
            (tmp_path / "next").replace(file)

    writer = threading.Thread(target=swap)
    writer.start()
    try:
        results = [load([file], {}) for _ in range(100)]
    finally:
        stop.set()
        writer.join(10)
    titles = {result.model.title if result.model else ids(result)[0] for result in results}
    assert titles <= {"T0", "T1", "file-changing"}
    assert titles & {"T0", "T1"}
