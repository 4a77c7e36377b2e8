// A caseworker who has left her desk: the page is covered after some minutes, and locked with her password later.
// What she wrote stays in the page; nothing of it is kept by the browser.
"use strict";

(function () {
  var COVER = 300000; // milliseconds without a key or a touch: five minutes
  var LOCK = 1200000; // twenty minutes: the session has ten left, and then asks for the password anyway
  var cover = document.getElementById("away");
  var lock = document.querySelector('button[name="step"][value="lock"]');
  var covers;
  var locks;

  function hide() {
    if (!cover.open) {
      cover.showModal();
    }
  }

  function watch() {
    if (cover.open) {
      return; // only "Continue" uncovers
    }
    window.clearTimeout(covers);
    window.clearTimeout(locks);
    covers = window.setTimeout(hide, COVER);
    if (lock) {
      locks = window.setTimeout(function () {
        lock.form.requestSubmit(lock);
      }, LOCK);
    }
  }

  if (cover && cover.showModal) {
    cover.addEventListener("cancel", function (event) {
      event.preventDefault();
    });
    cover.addEventListener("close", watch);
    document.getElementById("away-leave").addEventListener("click", function (event) {
      event.preventDefault();
      document.querySelector("a.exit").click(); // which leaves no entry in the history
    });
    ["keydown", "pointerdown", "scroll", "touchstart"].forEach(function (name) {
      document.addEventListener(name, watch, { passive: true });
    });
    watch();
  }
})();
