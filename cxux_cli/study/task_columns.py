"""What columns of a usability test are called: roles told from names, in a few languages."""

from __future__ import annotations

import re
from collections.abc import Mapping
from types import MappingProxyType

from cxux_cli.catalog import people

_UNIT = r"(?:\s(?:in )?(?:s|secs?|seconds?|ms|msecs?|milliseconds?|mins?|minutes?|hms|hh mm ss|mm ss|raw|x))*"
_NAMES = {
    "participant": "|".join(map(re.escape, people.names())),
    "task": r"(?:(?:sub ?)?tasks?|aufgabe|tarea|tâche|tarefa|compito|taak|zadanie|mission|scenario)"
    r"(?: (?:ids?|names?|codes?|keys?|no|number|nr|title|label))?",
    "outcome": r"(?:task |path )?(?:outcomes?|results?|status|success|successful|succeeded|completions?|"
    r"completed|complete|"
    r"task success|completion status|success status|ergebnis|erfolg|resultado|éxito|exito|résultat|"
    r"réussite|succès|"
    r"sucesso|esito|successo|resultaat|wynik|sukces)",
    "time": r"(?:(?:time|seconds) (?:on|per|for|to complete)(?: the)? ?(?:task)?|(?:task )?(?:times?|"
    r"durations?|"
    r"seconds|secs|elapsed|elapsed time|time taken|time spent|completion time|duration)|"
    r"(?:actual )?duration|time elapsed|minutes|mins|"
    r"dauer|zeit|bearbeitungszeit|tiempo|duración|temps|durée|tempo|duração|durata|tijd|duur|czas)" + _UNIT,
    "start": r"(?:task )?(?:start(?:ed)?|begin|begun|start time|started at|start timestamp|task start|"
    r"beginn|inicio)",
    "end": r"(?:task )?(?:end(?:ed)?|finish(?:ed)?|stop(?:ped)?|end time|ended at|finished at|"
    r"completed at|end timestamp|"
    r"task end|ende|fin)",
    "errors": r"(?:number of |n |total |task )?(?:errors?|mistakes?|fehler|errores|erreurs|erros|"
    r"errori|fouten|błędy)"
    r"(?: (?:count|made|number|total|n))?",
    "opportunities": r"(?:error )?opportunities(?: for error)?",
    "clicks": r"(?:number of |n |total |task )?(?:clicks?|taps?|klicks?|clics?|cliques?)(?: (?:count|"
    r"number|total|made))?",
    "attempt": r"attempts?(?: (?:no|number|nr|id))?|trials?(?: (?:no|number|nr))?|run|iteration|"
    r"repetition|versuch|intento|"
    r"essai|tentativa|tentativo|poging|próba",
    "ease": r"seq(?: (?:score|rating))?|single ease(?: question)?|(?:perceived )?(?:task )?ease|"
    r"ease (?:of use|rating)|"
    r"einfachheit|facilidad|facilité|facilidade|facilità",
    "effort": r"smeq(?: (?:score|rating))?|(?:subjective )?mental effort(?: (?:question|rating|score))?",
    "asq": r"asq(?: ?(?:score|mean|item)? ?[123]?)?",
    "satisfaction": r"(?:task )?satisfaction(?: (?:score|rating))?|(?:post )?(?:task )?rating|"
    r"zufriedenheit|satisfacción|"
    r"satisfação|soddisfazione",
    "pages": r"(?:number of |n |total )?(?:pages?|screens?|nodes?)(?: (?:visited|viewed|views|total|"
    r"count))?|page ?views",
    "distinct": r"(?:number of |n )?(?:unique|distinct|different) (?:pages?|screens?|"
    r"nodes?)(?: (?:visited|viewed))?",
    "shortest": r"(?:optimal|minimum|minimal|min|fewest|shortest) (?:pages?|screens?|nodes?|"
    r"path(?: length)?)",
    "search": r"(?:used |uses |via |with )?(?:site )?search(?:ed)?(?: used)?|used search",
    "first-click": r"(?:correct )?first click(?: (?:correct|success|right|successful|result|outcome))?"
    r"|click (?:correct|success|result|outcome)",
    "event": r"events?(?: (?:name|type))?|actions?(?: type)?|type|ereignis|evento|événement",
    "when": r"timestamps?|date ?times?|time ?stamps?|occurred at|when|at|time|zeitpunkt|fecha",
    "page": r"pages?|urls?|screens?|page (?:url|path|name|title)|path",
}
PATTERNS: Mapping[str, re.Pattern[str]] = MappingProxyType(
    {role: re.compile(f"(?:{pattern})", re.IGNORECASE) for role, pattern in _NAMES.items()}
)
"""Role -> what a column of that role is called, matched against the whole of its `words`."""
_MEASURE = r"(?:decision|response|reaction|answer(?:ing)?|completion|selection|finding|task|trial|solving)"
_LIKE = {
    "outcome": r"(?:(?:is|was) )?(?:correct|correctly|passed|solved)|(?:is|was) (?:success|successful|done)"
    r"|(?:is|was) completed?|correctness|answered correctly|correct answer",
    "time": rf"{_MEASURE} (?:time|duration){_UNIT}|{_MEASURE} (?:in )?(?:s|secs?|seconds?|ms|msecs?|milliseconds?)",
    "event": r"steps?(?: (?:name|type))?|stages?|phases?|states?|status|markers?|milestones?|activity"
    r"|event action",
    "when": r"(?:(?:event|log|server|client) )?(?:ts|time ?stamps?|date ?times?)"
    r"(?: (?:iso|utc|local|ms|unix|epoch))*|event (?:time|date)|(?:logged|recorded|created|sent|happened) at|iso time",
}
"""Role -> what a column may be called where none is called by a name of the role: the cells have to bear it out."""
LIKE: Mapping[str, re.Pattern[str]] = MappingProxyType(
    {role: re.compile(f"(?:{pattern})", re.IGNORECASE) for role, pattern in _LIKE.items()}
)
LONG_ROLES = tuple(role for role in _NAMES if role not in ("event", "when", "page"))
"""What a row of a sheet of attempts may hold."""
EVENT_ROLES = ("participant", "task", "event", "when", "attempt", "page")
"""What a row of a log of events may hold."""
WIDE_ROLES = tuple(role for role in LONG_ROLES if role not in ("participant", "task", "attempt"))
"""What a sheet with a row per participant may hold for every task."""
_NEVER = re.compile(
    r"\b(?:expected|target|limit|planned|ideal|allowed|booked|predicted|average|mean|rate)\b", re.I
)
_TASK = re.compile(
    r"(?:t|task|aufgabe|tarea|tâche|tarefa|compito|taak|zadanie|mission|scenario)\s?#?\s?\d+[a-z]?", re.I
)
_JOINTS = " \t\n_-–—:.,;|/()[]#"


def words(name: str) -> str:
    """A column name as single words: letters and digits, camel case taken apart.

    >>> words("Task_1 - timeOnTask (s)")
    'Task 1 time On Task s'
    """
    apart = re.sub(r"(?<=[a-zß-ÿ])(?=[A-Z])", " ", name.split("\n")[0])
    return " ".join(re.findall(r"[^\W_]+", apart))


def is_called(name: str, role: str) -> bool:
    """Whether a whole column name says the role."""
    said = words(name)
    return PATTERNS[role].fullmatch(said) is not None and (role == "shortest" or not _NEVER.search(said))


def is_like(name: str, role: str) -> bool:
    """Whether a whole column name may say the role."""
    said = words(name)
    return role in LIKE and LIKE[role].fullmatch(said) is not None and not _NEVER.search(said)


def is_task(name: str) -> bool:
    """Whether a column is called after a numbered task: `T1`, `Task 3`, `Aufgabe 2`."""
    return _TASK.match(words(name)) is not None


def of_task(name: str) -> tuple[str, str] | None:
    """Task and role of a column that holds one thing about one task, `checkout_time` or `errors T1`.

    None where no role stands at an end of the name, or nothing but the role.

    >>> of_task("find-menu: Time (s)"), of_task("success_T1")
    (('find-menu', 'time'), ('T1', 'outcome'))
    """
    cuts = [match.span() for match in re.finditer(r"[^\W_]+", name)]
    if _NEVER.search(words(name)):
        return None
    for length in range(min(6, len(cuts) - 1), 0, -1):
        ends = ((name[: cuts[-length][0]], name[cuts[-length][0] :]), _swapped(name, cuts[length - 1][1]))
        for task, said in ends:
            role = next((role for role in WIDE_ROLES if is_called(said, role)), None)
            if role is not None and task.strip(_JOINTS):
                return task.strip(_JOINTS), role
    return None


def _swapped(name: str, cut: int) -> tuple[str, str]:
    return name[cut:], name[:cut]
