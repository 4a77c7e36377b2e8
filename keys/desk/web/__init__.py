"""The local page of a desk: the same acts as its commands, in a browser on the same computer.

`amparo-desk web` serves it (`serve`). `security` lets in only the browser that was opened here, `session` holds the
desk while it is open and forgets it when it locks, `sync` fetches and sends beside the pages, `pages` is what views are
made with. A view is thin: it reads a form, calls one act on the desk, and says what happened. An act of an NGO's desk
that is one press or one text needs no page here: a row of `keys.desk.acts` is enough.

To add a page
- Make a module here with a module-level `blueprint = Pages("name", __name__, audience="ngo")` (`pages.Pages`). It is
  mounted by itself. `audience` is `police`, `ngo` (mounted at that kind of desk alone) or `desk` (both). For an entry
  in the bar on top: `nav=[NavItem("Today", "name.view", 10)]`, in that order; 90 and above are both kinds'.
- Write the views as functions: `@blueprint.get("/today")`. A report in a path is `<report:ref>`: the view gets its
  whole reference, the address shows a code that means nothing tomorrow. Nothing of a report stands in an address.
- The desk is `desk()`, already open and this request's alone; a locked desk never reaches a view. Return
  `gateway.look.http.page("name_view.html", ...)`. After an act: `return done("One sentence on what happened.",
  "name.view", ref=...)`. It sends what may leave at once and goes there; the sentence holds none of a report's words.
- An `AmparoError` becomes a page with its sentence; to show it at the form instead, catch it and give the form back
  with `values`, so that nothing typed is lost. Any other exception becomes a page without a word of the cause.
- The template extends `desk.html` (blocks: `title`, `main` for ` class="middle"` or `"wide"`, `content`). Every form is
  `method="post"` and begins with `{{ csrf_field() }}`. The pieces of `gateway/look/templates` can be imported
  (`_fields.html` wants `values`, `errors`, `findings`); `style.css` first, then `static/desk.css`. No style or script
  inline. Everything works without script; `data-written` on a form asks before typed words are lost.
- In tests: the fixtures `police_page` and `ngo_page` of `tests/keys/desk/web/conftest.py`.
"""
