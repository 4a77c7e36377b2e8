// On top of pages that need no script: what was written is not lost by a stray press, a field is copied at a press,
// and a page that nobody looks at does not stay on the screen when the desk has locked.
"use strict";

(function () {
  var going = false;
  var idle;
  var seconds = Number(document.body.dataset.idle || 0);

  function written() {
    return document.querySelector('form[data-written="yes"]');
  }

  function away() {
    if (written()) {
      document.body.dataset.away = "yes"; // only the form stays; sending it asks for the passphrase
      return;
    }
    window.location.replace(document.body.dataset.first);
  }

  function watch() {
    window.clearTimeout(idle);
    if (seconds) {
      idle = window.setTimeout(away, (seconds + 10) * 1000);
    }
  }

  document.addEventListener("input", function (event) {
    if (event.target.form && event.target.form.dataset.written) {
      event.target.form.dataset.written = "yes";
    }
  });

  document.addEventListener("submit", function (event) {
    going = true;
    var button = event.submitter;
    if (button && !event.target.dataset.download) {
      window.setTimeout(function () {
        button.disabled = true; // a second press does not send twice; the browser shows that it works
      }, 0);
    }
  });

  window.addEventListener("beforeunload", function (event) {
    if (!going && written()) {
      event.preventDefault();
    }
  });

  // A page brought back by the browser's own memory may be of a desk that is locked by now.
  window.addEventListener("pageshow", function (event) {
    if (event.persisted) {
      window.location.reload();
    }
  });

  document.querySelectorAll("[data-copies]").forEach(function (button) {
    button.hidden = false;
    button.addEventListener("click", function () {
      var box = document.getElementById(button.dataset.copies);
      navigator.clipboard.writeText(box.textContent).then(function () {
        var said = button.textContent;
        button.textContent = "Copied";
        window.setTimeout(function () {
          button.textContent = said;
        }, 1500);
      });
    });
  });

  document.querySelectorAll("[data-prints]").forEach(function (button) {
    button.hidden = document.getElementById(button.getAttribute("aria-describedby")).hidden = false;
    button.addEventListener("click", function () {
      window.print();
    });
  });

  watch();
})();
