// On top of a page with her code: buttons that print one sheet, and a tick without which leaving the page asks first.
// Without script the browser's own command prints what is chosen on the page, and nothing is asked.
"use strict";

(function () {
  var choices = document.getElementById("prints");
  if (choices) {
    choices.hidden = true; // the buttons choose
  }
  document.querySelectorAll("button[data-prints]").forEach(function (button) {
    button.hidden = false;
    button.addEventListener("click", function () {
      var choice = document.getElementById(button.dataset.prints);
      if (choice) {
        choice.checked = true;
      }
      window.print();
    });
  });

  var tick = document.getElementById("has-it");
  if (tick) {
    tick.addEventListener("change", function () {
      tick.form.dataset.written = tick.checked ? "no" : "yes"; // page.js and desk.js ask while it is "yes"
    });
  }
})();
