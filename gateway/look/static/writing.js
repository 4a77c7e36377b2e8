// On top of the caseworker's form: the same checks as on review, while she types. Nothing is kept anywhere.
"use strict";

(function () {
  var PAUSE = 900; // milliseconds without a key before the form is looked at
  var form = document.querySelector("form[data-screen]");
  var waiting;
  var asked = 0;

  function described(field, id, on) {
    var ids = (field.getAttribute("aria-describedby") || "").split(" ").filter(function (one) {
      return one && one !== id;
    });
    if (on) {
      ids.push(id);
    }
    field.setAttribute("aria-describedby", ids.join(" "));
  }

  // The notes of one field, where the page itself would have put them.
  function note(id, html) {
    var field = document.getElementById(id);
    var box = document.getElementById(id + "-found");
    if (!field) {
      return;
    }
    if (!box && html) {
      box = document.createElement("div");
      box.id = id + "-found";
      box.className = "found";
      field.after(box);
    }
    if (!box) {
      return;
    }
    if (box.contains(document.activeElement)) {
      return; // never from under somebody's finger
    }
    if (html) {
      box.replaceChildren.apply(box, new DOMParser().parseFromString(html, "text/html").body.childNodes);
    } else {
      box.remove();
    }
    described(field, id + "-found", Boolean(html));
    field.setAttribute("aria-invalid", String(Boolean(html) && html.indexOf("finding block") >= 0));
  }

  function say(id, text) {
    var place = document.getElementById(id);
    if (place && place.textContent !== text) {
      place.textContent = text;
    }
  }

  // What stands there is replaced; what she had unfolded stays unfolded, and nothing goes from under her finger.
  function fill(id, html) {
    var place = document.getElementById(id);
    if (!place) {
      return; // a step shows only what belongs to it
    }
    var open = Array.from(place.querySelectorAll("details"), function (one) {
      return one.open;
    });
    if (place.contains(document.activeElement)) {
      return;
    }
    place.replaceChildren.apply(place, new DOMParser().parseFromString(html, "text/html").body.childNodes);
    place.querySelectorAll("details").forEach(function (one, at) {
      one.open = Boolean(open[at]);
    });
  }

  function show(found) {
    document.querySelectorAll(".found").forEach(function (box) {
      var id = box.id.replace(/-found$/, "");
      if (!(id in found.notes)) {
        note(id, "");
      }
    });
    Object.keys(found.notes).forEach(function (id) {
      note(id, found.notes[id]);
    });
    fill("gauges", found.gauges);
    fill("needed", found.needed);
    say("found-summary", found.summary);
    say("room-crime", found.room.crime);
    say("room-identity", found.room.identity);
  }

  function look() {
    var mine = (asked += 1);
    fetch(form.dataset.screen, { method: "POST", body: new URLSearchParams(new FormData(form)), cache: "no-store" })
      .then(function (answer) {
        return answer.ok ? answer.json() : null;
      })
      .then(function (found) {
        if (found && mine === asked) {
          show(found);
        }
      })
      .catch(function () {}); // the check before sending is made in any case
  }

  if (form) {
    form.addEventListener("input", function () {
      window.clearTimeout(waiting);
      waiting = window.setTimeout(look, PAUSE);
    });
    form.addEventListener("keydown", function (event) {
      if (event.key === "Enter" && (event.ctrlKey || event.metaKey)) {
        event.preventDefault();
        form.requestSubmit(form.querySelector('button[type="submit"]'));
      }
    });
  }
})();
