// A form that the back button brings back is the same command still: sent again, it records nothing twice.
// Browsers bring back what was typed and no hidden value, so the command stays with the page's place in the history.
"use strict";

(() => {
  const sent = history.state?.sent ?? {};
  for (const form of document.forms) {
    const command = sent[form.getAttribute("action")];
    if (command && form.elements._command) form.elements._command.value = command;
  }
  document.addEventListener("submit", (event) => {
    const form = event.target, command = form.elements._command?.value;
    if (!command || event.defaultPrevented) return;
    sent[form.getAttribute("action")] = command;
    history.replaceState({ ...history.state, sent }, "");
  });
})();
