// Works on top of pages that need no script: leaving without a trace in the history, and a page left open goes blank.
"use strict";

(function () {
  var exit = document.querySelector("a.exit");
  var IDLE = 120000; // milliseconds: her page, left alone for two minutes, becomes the empty form
  var presses = 0;
  var lastPress = 0;

  function empty() {
    document.querySelectorAll("form").forEach(function (form) {
      form.reset();
    });
    document.querySelectorAll("input, textarea").forEach(function (field) {
      if (field.type !== "hidden") {
        field.value = "";
      }
    });
    document.body.hidden = true;
  }

  function leave(event) {
    if (event) {
      event.preventDefault();
    }
    var away = exit.dataset.away;
    empty();
    document.title = "";
    try {
      fetch(exit.href, { method: "POST", keepalive: true, credentials: "same-origin" }).catch(function () {});
    } catch (error) {
      // leaving matters more than tidying
    }
    window.location.replace(away);
  }

  if (exit) {
    exit.addEventListener("click", leave);
    document.addEventListener("keydown", function (event) {
      if (event.key !== "Shift" || event.repeat) {
        if (event.key !== "Shift") {
          presses = 0;
        }
        return;
      }
      presses = event.timeStamp - lastPress < 800 ? presses + 1 : 1;
      lastPress = event.timeStamp;
      if (presses >= 3) {
        leave();
      }
    });
  }

  // A page brought back by the browser's own memory is asked for again: it comes back as the empty form.
  window.addEventListener("pageshow", function (event) {
    if (event.persisted) {
      document.body.hidden = true;
      window.location.replace(window.location.pathname);
    }
  });

  if (document.body.dataset.fades) {
    var timer;
    var again = function () {
      window.clearTimeout(timer);
      timer = window.setTimeout(function () {
        document.body.hidden = true;
        window.location.replace(window.location.pathname);
      }, IDLE);
    };
    ["keydown", "pointerdown", "scroll", "touchstart"].forEach(function (name) {
      document.addEventListener(name, again, { passive: true });
    });
    again();
  }
})();
