// On top of pages that need no script: leaving without a trace in the history, her page in one history entry,
// a page left open goes blank, and a caseworker is asked before what she wrote is gone.
"use strict";

(function () {
  var COVERED_AFTER = 60000; // milliseconds: a mistyped code that nobody mends is covered
  var IDLE = 120000; // milliseconds: her page, left alone for two minutes, becomes the empty form
  var THRICE = 800; // milliseconds between presses of Shift that count together
  var presses = 0;
  var lastPress = 0;
  var idle;
  var voices = {}; // by language
  var sound = null; // what is heard now
  var turn = 0; // of the last press
  var going = false; // nothing more is asked

  function exit() {
    return document.querySelector("a.exit");
  }

  function leave(event) {
    if (event) {
      event.preventDefault();
    }
    var way = exit();
    going = true;
    hush();
    document.querySelectorAll("input, textarea").forEach(function (field) {
      if (field.type !== "hidden") {
        field.value = "";
      }
    });
    document.body.hidden = true;
    document.title = "";
    fetch(way.href, { method: "POST", keepalive: true }).catch(function () {});
    window.location.replace(way.dataset.away);
  }

  function startAgain() {
    hush();
    document.body.hidden = true;
    window.location.replace(window.location.pathname);
  }

  // What says something goes blank; the empty form only when somebody has typed into it and gone away.
  function fade() {
    var typed = Array.from(document.querySelectorAll("input[type=text], #code, textarea")).some(function (field) {
      return field.value;
    });
    if (typed || document.body.dataset.fades === "yes") {
      startAgain();
    }
  }

  // A code that stands in its field is covered when nobody has touched it for a minute.
  function coverCode() {
    var code = document.getElementById("code");
    if (!code) {
      return;
    }
    var cover = function () {
      code.type = code.value ? "password" : "text";
    };
    var waiting = window.setTimeout(cover, COVERED_AFTER);
    code.addEventListener("input", function () {
      window.clearTimeout(waiting);
      waiting = window.setTimeout(cover, COVERED_AFTER);
    });
    code.addEventListener("focus", function () {
      code.type = "text";
    });
  }

  function watch() {
    window.clearTimeout(idle);
    if (document.body.dataset.fades) {
      idle = window.setTimeout(fade, IDLE);
    }
  }

  // Her forms: the answer takes the place of the page, so that the history keeps one entry and nothing was posted in it.
  // The pressed button says more: an answer, a language, or another page.
  // A browser that sends the form itself does not write down what it sent: see _unkept.html.
  function unkept(form) {
    var field = document.createElement("input");
    field.type = "password";
    field.name = "unkept";
    field.value = "no";
    field.hidden = true;
    form.append(field);
  }

  function inPlace(form) {
    form.addEventListener("submit", function (event) {
      if (form.dataset.plain) {
        return;
      }
      event.preventDefault();
      var button = event.submitter || form.querySelector("button");
      var fields = new URLSearchParams(new FormData(form));
      if (button.name) {
        fields.append(button.name, button.value);
      }
      button.disabled = true;
      fetch(button.getAttribute("formaction") || form.action, { method: "POST", body: fields, cache: "no-store" })
        .then(function (answer) {
          return answer.text();
        })
        .then(function (html) {
          var next = new DOMParser().parseFromString(html, "text/html");
          document.documentElement.lang = next.documentElement.lang;
          document.documentElement.dir = next.documentElement.dir;
          document.body.replaceWith(next.body);
          begin();
          window.scrollTo(0, 0);
          (document.querySelector("[aria-invalid]") || document.getElementById("main")).focus({ preventScroll: true });
        })
        .catch(function () {
          form.dataset.plain = "yes"; // the next press sends it without script
          unkept(form);
          button.disabled = false;
        });
    });
  }

  // A sentence read aloud. Whichever it is, all recordings of the language are fetched, and stay in memory alone.
  function fetchVoices(where) {
    var language = document.documentElement.lang;
    if (!voices[language]) {
      voices[language] = fetch(where, {
        method: "POST",
        body: new URLSearchParams({ language: language }),
        cache: "no-store",
      })
        .then(function (answer) {
          return answer.arrayBuffer();
        })
        .catch(function () {
          delete voices[language];
          return new ArrayBuffer(0);
        });
    }
    return voices[language];
  }

  function hush() {
    if (sound) {
      sound.pause();
      URL.revokeObjectURL(sound.src);
      sound = null;
    }
    turn += 1;
  }

  function play(bytes, pieces, mine) {
    if (!pieces.length || mine !== turn || !bytes.byteLength) {
      return;
    }
    var piece = pieces[0].split("-");
    var part = new Blob([bytes.slice(Number(piece[0]), Number(piece[1]))], { type: piece[2] });
    sound = new Audio(URL.createObjectURL(part));
    sound.addEventListener("ended", function () {
      URL.revokeObjectURL(sound.src);
      sound = null;
      play(bytes, pieces.slice(1), mine);
    });
    sound.play().catch(hush);
  }

  function aloud(button) {
    button.hidden = false;
    button.addEventListener("click", function () {
      var playing = sound;
      hush();
      if (playing) {
        return; // the second press is quiet again
      }
      var mine = turn;
      fetchVoices(button.dataset.voices).then(function (bytes) {
        play(bytes, button.dataset.pieces.split(" "), mine);
      });
    });
  }

  function begin() {
    hush();
    document.querySelectorAll("button.aloud").forEach(aloud);
    exit().addEventListener("click", leave);
    document.querySelectorAll("form.in-place").forEach(inPlace);
    coverCode();
    watch();
  }

  // What a caseworker wrote is only in the page: "Back" or another link would lose it.
  document.addEventListener("input", function (event) {
    if (event.target.form && event.target.form.dataset.written) {
      event.target.form.dataset.written = "yes";
    }
  });

  document.addEventListener("submit", function (event) {
    going = going || Boolean(event.target.dataset.written);
  });

  window.addEventListener("beforeunload", function (event) {
    if (!going && document.querySelector('form[data-written="yes"]')) {
      event.preventDefault();
    }
  });

  document.addEventListener("keydown", function (event) {
    if (event.key !== "Shift") {
      presses = 0;
    } else if (!event.repeat) {
      presses = event.timeStamp - lastPress < THRICE ? presses + 1 : 1;
      lastPress = event.timeStamp;
      if (presses === 3) {
        leave();
      }
    }
  });

  ["keydown", "pointerdown", "scroll", "touchstart"].forEach(function (name) {
    document.addEventListener(name, watch, { passive: true });
  });

  // A page brought back by the browser's own memory is asked for again: it comes back as the empty form.
  window.addEventListener("pageshow", function (event) {
    if (event.persisted) {
      startAgain();
    }
  });

  begin();
})();
