"""What a person types is understood as a terminal would: the home folder, blanks in paths, and what needs a shell."""

from __future__ import annotations

import shlex
import sys

import pytest

from jobdesk.ui.form.command_line import escaped, for_shell, unescaped, with_home

pytestmark = pytest.mark.skipif(sys.platform == "win32", reason="quoted otherwise there")


@pytest.mark.parametrize(
    ("line", "words"),
    [
        ("ls ~", ["ls", "/h/my home"]),
        ("~/bin/x ~/a", ["/h/my home/bin/x", "/h/my home/a"]),
        ("ls '~/a' \"~/b\" \\~/c", ["ls", "~/a", "~/b", "~/c"]),
        ("rsync a~ host:~/b ~other/c --x=~/d", ["rsync", "a~", "host:~/b", "~other/c", "--x=~/d"]),
    ],
)
def test_the_home_folder_is_where_a_terminal_would_see_it(
    line: str, words: list[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("HOME", "/h/my home")
    assert shlex.split(with_home(line)) == words


@pytest.mark.parametrize(
    ("line", "part"),
    [
        ("cat a | wc -l", "|"),
        ("make && ./run", "&&"),
        ("cd /x; make", ";"),
        ("make > log.txt", ">"),
        ("make >log.txt", ">"),
        ("make 2>&1", "2>&1"),
        ("make 2>/dev/null", "2>"),
        ("sleep 9 &", "&"),
        ("wc -l < a", "<"),
        ("echo $(date)", "$("),
        ("cat a|wc -l", "|"),
        ("make&&./run", "&&"),
        ("echo `date`", "`"),
        ("ls $HOME/x", "$HOME"),
        ("ls ${HOME}/x", "${HOME}"),
        ("ls *.py", "*.py"),
        ("rm -r build/*", "build/*"),
        ("LANG=C sort a", "LANG="),
        ("env LANG=C sort a", ""),
        ("grep -r x --include=*.py", ""),
        ("ffmpeg -i a -vf scale=2*iw:-1 b", ""),
        ("awk '{print $1}' `", "`"),
        ("echo '$HOME' '*.py' \\$HOME '`' 5$", ""),
        ("find . -exec rm {} ';'", ""),
        ("find . -exec rm {} \\;", ""),
        ("sh -c 'a | b && c > d; e'", ""),
        ('echo "a | b" "\\" ; "', ""),
        ("curl https://x.org/?a=1&b=2;c", ""),
        ("pip install a>=2 b<3", ""),
        ("echo a->b =>", ""),
        ("", ""),
    ],
)
def test_what_only_a_shell_understands_is_found(line: str, part: str) -> None:
    assert for_shell(line) == part


@pytest.mark.parametrize("path", ["/a/b.txt", '/my dir/it\'s "so" $x & y/', "~/ü é", "/tmp/\\", "/a*b?[c]"])
def test_an_escaped_path_is_one_word_and_comes_back(path: str) -> None:
    assert shlex.split(escaped(path)) == [path]
    assert unescaped(escaped(path)) == path
