"""A queryset put into SQL once in a process, and run with other values each time.

Django needs longer to put a statement together than PostgreSQL to answer it: 15 ms for a queryset with a
dozen subqueries, half a millisecond for one of three tables. Kept is the text of the statement, never a row.
What differs from reader to reader and from moment to moment is `Given`, and what somebody may see is said
anew each time, by a queryset `within` which it stays.

`build` may ask for no moment, person, language or zone: those would be kept with the text. A test builds each
one twice, in two languages and years, and compares.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from copy import copy
from typing import Any, Final, Generic, TypeVar

from django.core.exceptions import EmptyResultSet, FullResultSet
from django.db import connections, models
from django.db.models.expressions import Expression
from django.db.models.sql.compiler import SQLCompiler

Row = TypeVar("Row")
_READABLE: Final = "/*within*/"


class _Place(Expression):
    """Where something stands that is said whenever the statement runs; as a value it marks itself."""

    def __init__(self, name: str, output_field: models.Field[Any, Any]) -> None:
        super().__init__(output_field=output_field)
        self.name = name

    def __repr__(self) -> str:
        return f"<{self.name}>"


class Given(_Place):
    """The place of a value."""

    def as_sql(self, _compiler: SQLCompiler, _connection: Any) -> tuple[str, tuple[Any, ...]]:
        return "%s", (self,)


def given_key(name: str) -> Given:
    """The place of the number of a row."""
    return Given(name, models.BigAutoField())


class _Condition(_Place):
    """A condition on a column of the statement's table."""

    conditional = True

    def __init__(self, name: str, column: str = "pk") -> None:
        super().__init__(name, output_field=models.BooleanField())
        self.column: Any = models.F(column)

    def get_source_expressions(self) -> list[Any]:
        return [self.column]

    def set_source_expressions(self, exprs: Any) -> None:
        (self.column,) = exprs


class AnyGiven(_Condition):
    """Whether a column is one of several values."""

    def as_sql(self, compiler: SQLCompiler, _connection: Any) -> tuple[str, tuple[Any, ...]]:
        sql, params = compiler.compile(self.column)
        return f"{sql} = ANY(%s)", (*params, self)


class Within(_Condition):
    """The conditions of a queryset of the same table.

    Not in a subquery: there the table has another name, which raises ValueError.
    """

    def __init__(self) -> None:
        super().__init__("within")

    def as_sql(self, _compiler: SQLCompiler, _connection: Any) -> tuple[str, tuple[Any, ...]]:
        table = self.column.target.model._meta.db_table
        if self.column.alias != table:
            raise ValueError(f"{table} is called {self.column.alias} here, and nothing fits within.")
        return _READABLE, (self,)


class Compiled(Generic[Row]):
    """The statement of a queryset; `build` makes the queryset, with `Given` where values differ."""

    every: Final[list[Compiled[Any]]] = []

    def __init__(self, build: Callable[[], models.QuerySet[Any, Row]]) -> None:
        self._build = build
        self._kept: tuple[models.QuerySet[Any, Row], SQLCompiler, str, tuple[Any, ...]] | None = None
        self.every.append(self)

    def rows(self, within: models.QuerySet[Any] | None = None, **given: Any) -> list[Row]:
        """What the queryset would give with these values. Raises KeyError for one that was not said."""
        queryset, compiler, _sql, _params = self._keep()
        alias = queryset.db
        ready = copy(compiler)
        ready.connection = connections[alias]
        said = self.put(within, **given)
        ready.as_sql = lambda *_args, **_kwargs: said  # type: ignore[method-assign]
        found = queryset._chain()  # type: ignore[attr-defined]
        found.query.get_compiler = lambda *_args, **_kwargs: ready
        return list(found)

    def put(self, within: models.QuerySet[Any] | None = None, **given: Any) -> tuple[str, tuple[Any, ...]]:
        """The statement with these values, for one that is put around it."""
        _queryset, _compiler, sql, params = self._keep()
        if within is None:
            return sql, tuple(_said(one, given) for one in params)
        narrowing, its_params = _conditions_of(within)
        said: list[Any] = []
        for one in params:
            said += its_params if isinstance(one, Within) else [_said(one, given)]
        return sql.replace(_READABLE, narrowing), tuple(said)

    def _keep(self) -> tuple[models.QuerySet[Any, Row], SQLCompiler, str, tuple[Any, ...]]:
        # Two threads may both make it at first, and make the same.
        if self._kept is None:
            self._kept = self.compile()
        return self._kept

    def compile(self) -> tuple[models.QuerySet[Any, Row], SQLCompiler, str, tuple[Any, ...]]:
        """The queryset, what it was compiled by, and its statement with the values' places."""
        queryset = self._build()
        compiler = queryset.query.get_compiler(using=queryset.db)
        sql, params = compiler.as_sql()
        # What is done to the values of each column is the same for every row and every run, too.
        converters = compiler.get_converters([column for column, *_ in compiler.select[: compiler.col_count]])
        compiler.get_converters = lambda _columns: converters
        return queryset, compiler, sql, tuple(params)


def _said(param: Any, given: Mapping[str, Any]) -> Any:
    if isinstance(param, Within):
        raise TypeError("This statement is told within which rows it stays.")
    return given[param.name] if isinstance(param, _Place) else param


def _conditions_of(queryset: models.QuerySet[Any]) -> tuple[str, tuple[Any, ...]]:
    """Its conditions as they stand behind WHERE; of one table only, whole, as filters make them."""
    query = queryset.query
    tables = [alias for alias, uses in query.alias_refcount.items() if uses]
    if len(tables) > 1 or query.is_sliced or query.combinator or query.distinct:
        raise ValueError("What a statement stays within is said by conditions on its own table.")
    try:
        sql, params = query.get_compiler(using=queryset.db).compile(query.where)
    except EmptyResultSet:
        return "FALSE", ()
    except FullResultSet:
        return "TRUE", ()
    return f"({sql})", tuple(params)
