"""The page that treatment staff work in: FastAPI, Jinja2, htmx where there is script, and every write without it.

How it is laid out, and how a screen is added:

- `screens/NAME.py` has a `router` of plain functions (FastAPI runs them in worker threads, so they may read and
  wait) and is named in `screens/__init__.py`. A function asks for `Signed`, `Clinical` or `Managing`
  (`visits.py`): its `Visit` holds who came, what they posted (`visit.posted`), the time, and `visit.web`, which
  every request shares. Session, CSRF and origin have been checked by then.
- Whatever shows an episode gets it from `seeing.see_episode`, a list of them from `seeing.may_see` and `note_list`:
  they refuse who may not see it, and keep the reading in the access log. Nothing else reads an episode for a page.
- It answers with `pages.page(visit, "NAME.html", …)`; after a form was carried out, with `pages.done(visit, to,
  notice)`. Where `visit.is_htmx`, it may answer with a part of a page instead.
- A form is a `forms.form.Form`: its fields come from a model by `forms.describing.fields_of`, or are listed.
  `form.sent(visit.posted)` holds what was typed, `form.values()` is that for the model, `carrying_out.carry_out`
  gives the command to the engine under the id that was rendered into the form, so that sending it twice records
  once; what is refused comes back as the same form with each problem beside its field. `_form.html` shows it.
- What cannot be shown is raised: `NotFound`, `visits.Forbidden` and every other refusal have their page
  (`turning_away.py`); what nobody expected becomes an incident id (`headers.py`).
- Words: templates say `_("…")`, `ngettext(…)`, `code|words`, `date|day`, `time|moment`, and `sentence|said` for what
  the engine says in English; Python marks a message with `languages.mark("…")`. Catalogues are `translations/es/*.po`.
- Colours, spaces and pieces are in `static/homeport.css`. No style or script stands in a page: the policy forbids it.
"""
