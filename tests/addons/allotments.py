"""An add-on with everything that an add-on can have, as files: questions, pages, a store, files."""

from pathlib import Path

METADATA = """\
name = "allotments"
title = "Allotments"
version = "1.0.0"
publisher = "Hillside Growers"
hook_api = ">=1.1,<2"
stores = "A waiting list."
pack = "pack.yaml"
module = "code.py"
"""

PACK = """\
format: 1
pack: allotments
version: 1.0.0
extends: icf
language: en
title: Allotments
publisher: Hillside Growers
sections:
  - key: plots
    instrument: planning
    title: Plots
    visible_to: submitted
    questions:
      - {key: how-many, text: How many plots are there?, kind: text, depth: quick}
  - key: neighbours
    instrument: planning
    title: Neighbours
    questions:
      - {key: quarrel, text: With whom is there a quarrel?, kind: text, depth: quick}
"""

CODE = """\
from pathlib import Path
from icf.plugin import *

HERE = Path(__file__).parent

def plots(request):
    if (HERE / "broken").exists():
        request.store.set("lost", 1) if request.method == "POST" else None
        raise RuntimeError("the shed has burnt down")
    rows = tuple(
        (one.title, one.answers["allotments:how-many"].displayed, one.state)
        for one in request.filled_in() if "allotments:how-many" in one.answers
    )
    words = (Heading("Plots"), Words(f"For {request.person} of {request.organisation}."))
    table = (Table("Plots", ("Work", "Plots", "State"), rows),) if rows else ()
    return Page("All plots", words + table, (Link("One plot", "/plots/7?look=<b>"),))

def one(request):
    look = submitted(request.query, "look")
    return Page(f"Plot {request.params['number']}", (Words(f"<script>{look}</script>"),))

def waiting(request):
    found = request.store.get("waiting")
    names, version = (found.value, found.version) if found else ([], 0)
    if request.method == "POST":
        name = submitted(request.form, "name")
        if not name:
            raise InvalidInput("Enter a name.", "Go back and try again.")
        seen = submitted(request.form, "version")
        request.store.set("waiting", [*names, name], int(seen) if seen else None)
        return Redirect("/waiting", f"{name} is on the list.")
    return TemplatePage("allotments/waiting.html", "Waiting list",
                        {"names": names, "version": version})

def table(request):
    return Download("waiting list.csv", "text/csv", csv_text([("Name",), ("=1+1",)]))

def quarrels(request):
    found = [answer.displayed for one in request.filled_in() for answer in one.answers.values()]
    return Page("What growers say", (Bullets(tuple(found)),) if found else ())

def secret(request):
    return Page("Only leads", (Words("The key is under the pot."),))

@hookimpl
def register_routes():
    return [
        Route("/", plain("All plots"), "signed_in", plots, ("GET", "POST")),
        Route("/plots/<number>", plain("One plot"), "signed_in", one),
        Route("/waiting", plain("Waiting list"), "signed_in", waiting, ("GET", "POST")),
        Route("/waiting.csv", plain("Waiting list as a file"), "signed_in", table),
        Route("/keys", plain("Keys"), "people", secret),
        Route("/", plain("Growers"), "public", quarrels),
    ]

@hookimpl
def register_exporters():
    def export(context):
        if (HERE / "broken").exists():
            raise RuntimeError("no paper")
        shown = [answer.displayed for answer in context.answers.values()]
        return csv_text([(context.title, context.reference, text) for text in shown])
    return [Exporter("allotments:answers", plain("Answers"), "text/csv", "csv", export)]

@hookimpl
def register_report_sections():
    return [ReportSection("allotments:part", plain("Growers"), lambda context: [
        Words("We listened to growers: " + str(sorted(context.answers)))])]

def note(name, event):
    if (HERE / "broken").exists():
        event.store.set("half", 1)
        raise RuntimeError("the pen is dry")
    given = sorted(event.filled_in.answers)
    event.store.set(name, {"given": given, "actions": [one.what for one in event.actions]})

@hookimpl
def assessment_signed_off(event):
    note("signed", event)

@hookimpl
def plan_changed(event):
    note("changed", event)
"""

WAITING = """\
{% from "macros/forms.html" import csrf %}
<ul class="govuk-list">{% for name in names %}<li>{{ name }}</li>{% endfor %}</ul>
<form method="post" action="{{ address("/waiting") }}">
  {{ csrf() }}
  <input type="hidden" name="version" value="{{ version }}">
  <div class="govuk-form-group">
    <label class="govuk-label" for="name">Name</label>
    <input class="govuk-input" id="name" name="name">
  </div>
  <button class="govuk-button">Put on the list</button>
</form>
"""


def write_allotments(root: Path, name: str = "allotments", pack: str = PACK) -> Path:
    """Make the add-on's folder in ``root``. A file ``broken`` in it makes the add-on fail."""
    folder = root / name
    (folder / "templates" / name).mkdir(parents=True)
    for path, text in (
        ("plugin.toml", METADATA),
        ("pack.yaml", pack),
        ("code.py", CODE),
        (f"templates/{name}/waiting.html", WAITING),
    ):
        (folder / path).write_text(text, encoding="utf-8")
    return folder
