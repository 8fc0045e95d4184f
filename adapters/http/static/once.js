// A form that is sent again after the back button carries the same command: what was recorded is not recorded twice.
// Browsers bring back what was typed, and a hidden value only where a script has set it.
"use strict";

document.addEventListener("submit", (event) => {
  const command = event.target.elements._command;
  if (command) command.value = command.value;
});
