"""A file that changes is noticed once for each change."""

from pathlib import Path

from bot.lookout import Lookout


async def test_a_change_is_noticed_once_and_what_was_there_before_is_not(tmp_path: Path) -> None:
    file, seen = tmp_path / "a.yml", list[str]()
    file.write_text("one")
    lookout = Lookout({file: lambda: seen.append(file.read_text()), tmp_path / "none.yml": lambda: seen.append("none")})
    await lookout.look()
    assert seen == []
    (tmp_path / "draft").write_text("another")
    (tmp_path / "draft").replace(file)
    await lookout.look()
    await lookout.look()
    assert seen == ["another"]
    file.unlink()
    await lookout.look()
    assert seen == ["another"]
