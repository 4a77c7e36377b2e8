// A passkey: the browser asks its owner for it, and what it signed goes into the form. Without script there are codes.
"use strict";

(function () {
  function bytes(text) {
    var plain = window.atob(text.replace(/-/g, "+").replace(/_/g, "/"));
    return Uint8Array.from(plain, function (sign) {
      return sign.charCodeAt(0);
    });
  }

  function text(buffer) {
    var plain = String.fromCharCode.apply(null, new Uint8Array(buffer));
    return window.btoa(plain).replace(/\+/g, "-").replace(/\//g, "_");
  }

  // The options as the browser takes them: what JSON cannot hold is in base64.
  function read(json) {
    var options = JSON.parse(json);
    options.challenge = bytes(options.challenge);
    (options.excludeCredentials || []).forEach(function (known) {
      known.id = bytes(known.id);
    });
    if (options.user) {
      options.user.id = bytes(options.user.id);
    }
    return options;
  }

  function asked(options) {
    if (options.user) {
      return navigator.credentials.create({ publicKey: options }).then(function (made) {
        return [made.response.clientDataJSON, made.response.attestationObject];
      });
    }
    return navigator.credentials.get({ publicKey: options }).then(function (shown) {
      var response = shown.response;
      return [shown.rawId, response.clientDataJSON, response.authenticatorData, response.signature];
    });
  }

  document.querySelectorAll("button[data-passkey]").forEach(function (button) {
    var form = button.form;
    var failed = document.getElementById("passkey-failed");
    var code = form.elements.code; // which a passkey stands in for
    if (!window.PublicKeyCredential) {
      return;
    }
    button.hidden = false;
    document.querySelectorAll(".no-passkey").forEach(function (words) {
      words.hidden = true;
    });

    function wantsCode(wanted) {
      if (code) {
        code.required = wanted;
      }
    }

    button.addEventListener("click", function () {
      failed.hidden = true;
      wantsCode(false);
      if (!form.reportValidity()) {
        wantsCode(true);
        return;
      }
      asked(read(button.dataset.passkey))
        .then(function (parts) {
          form.elements.passkey.value = parts.map(text).join(".");
          form.requestSubmit();
        })
        .catch(function () {
          failed.hidden = false;
          failed.focus();
          wantsCode(true);
        });
    });
  });
})();
