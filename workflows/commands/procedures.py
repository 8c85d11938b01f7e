"""`python -m workflows publish` and `start`: put procedures into force, and start a case of one."""

from __future__ import annotations

import json
from pathlib import Path

import click
from sqlalchemy import select

from workflows.casework.catalogue import procedure_of
from workflows.casework.errors import CaseworkError, InvalidAnswers
from workflows.casework.publishing import procedure_folders, publish_folders
from workflows.casework.transaction import transaction
from workflows.casework.verbs.start import start_case
from workflows.commands.database import finish, open_store
from workflows.commands.places import place_of
from workflows.office.in_force import ensure_settings
from workflows.people import User, actor_for
from workflows.people.posts import ensure_posts, posts_in_use
from workflows.procedure.model import Severity
from workflows.settings import procedures_folder

_MARKS = {Severity.ERROR: "", Severity.WARNING: "(warning) "}


@click.command()
@click.argument("folders", nargs=-1, type=click.Path(exists=True, file_okay=False, path_type=Path))
@click.option("--json", "as_json", is_flag=True, help="Print one JSON object.")
def publish(folders: tuple[Path, ...], as_json: bool) -> None:
    """Check procedure FOLDERS (all of bpmn/ without one) and publish them; nothing is published while one has an error."""
    store = open_store()
    with transaction(store) as work:
        ensure_posts(work)
        ensure_settings(work)
        versions, problems = publish_folders(work, folders or procedure_folders(procedures_folder()))
        posts = len(posts_in_use(work))
        tags = {version.id: procedure_of(work, version.id).version_tag for version in versions}
        published = [
            {"process_id": version.process_id, "number": version.number, "version_tag": tags[version.id]}
            for version in versions
        ]
    found = [
        {
            "folder": str(folder),
            "file": p.file,
            "element": p.element,
            "line": p.line,
            "severity": p.severity,
            "message": p.sentence.en,
        }
        for folder, p in problems
    ]
    lines = [f"{place_of(folder, p)} — {_MARKS[p.severity]}{p.sentence.en}" for folder, p in problems]
    for item in published:
        tag = f" ({item['version_tag']})" if item["version_tag"] else ""
        lines.append(f"{item['process_id']} is at version {item['number']}{tag}.")
    source = store.engine.url.render_as_string()
    if not as_json:
        click.echo(f"{posts} posts as the database {source} has them.", err=True)
    finish({"published": published, "problems": found, "posts_of": source}, as_json, lines, is_good=bool(published))


@click.command()
@click.argument("process_id")
@click.option("--user", required=True, help="The user name of the person who starts the case.")
@click.option("--answers", default="{}", help="Answers to the start form, as a JSON object.")
@click.option("--json", "as_json", is_flag=True, help="Print one JSON object.")
def start(process_id: str, user: str, answers: str, as_json: bool) -> None:
    """Start a case of PROCESS_ID as a user, under the same rules as the page."""
    store = open_store()
    try:
        given = json.loads(answers)
        with transaction(store) as work:
            user_id = work.session.scalar(select(User.id).where(User.username == user))
            actor = actor_for(work, user_id) if user_id else None
            if actor is None:
                raise click.ClickException(f"There is no open account {user}.")
            case = start_case(work, process_id, actor=actor, answers=given)
            data = {"case": str(case.id), "title": case.title}
    except json.JSONDecodeError as error:
        raise click.ClickException(f"--answers is not JSON: {error}.") from None
    except InvalidAnswers as error:
        fields = "; ".join(f"{key}: {english}" for key, (english, _) in error.fields.items())
        raise click.ClickException(f"{error.sentence.en} {fields}") from None
    except CaseworkError as error:
        raise click.ClickException(error.sentence.en) from None
    finish(data, as_json, [f"{data['title']} — case {data['case']}"], is_good=True)
