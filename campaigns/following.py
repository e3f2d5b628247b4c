"""Who names an entry that was merged away names the other one: PostgreSQL sees to it, whatever the way in.

A merge moves what it sees. What somebody writes meanwhile with an entry read before would stay behind: the
trigger waits for the merge to end, and then writes the entry that goes on. It holds what it names until its
transaction ends, so that a merge waits the other way round.
"""

from __future__ import annotations


def make_function(name: str, entries: str, column: str) -> str:
    """SQL of the trigger's function, for tables whose `column` names a row of the table `entries`."""
    return f"""
        CREATE FUNCTION {name}() RETURNS trigger LANGUAGE plpgsql AS $$
        DECLARE target bigint;
        BEGIN
            SELECT merged_into_id INTO target FROM {entries} WHERE id = NEW.{column} FOR KEY SHARE;
            IF target IS NOT NULL THEN NEW.{column} := target; END IF;
            RETURN NEW;
        END $$;
    """


def drop_function(name: str) -> str:
    """The same backwards; its triggers go along."""
    return f"DROP FUNCTION {name}() CASCADE;"


def make_trigger(function: str, table: str, column: str) -> str:
    return f"""
        CREATE TRIGGER follow_merged_{column} BEFORE INSERT OR UPDATE OF {column} ON {table}
        FOR EACH ROW WHEN (NEW.{column} IS NOT NULL) EXECUTE FUNCTION {function}();
    """


def drop_trigger(table: str, column: str) -> str:
    return f"DROP TRIGGER follow_merged_{column} ON {table};"
