// A page that is brought up to date keeps what was open and where the visitor was.
"use strict";

(() => {
  const said = document.getElementById("live-said");
  let open = [], at = null;

  const nameOf = (details) => details.querySelector("summary").textContent.trim();
  const isOurs = (event) => event.detail.target && event.detail.target.id === "live";

  document.addEventListener("htmx:beforeSwap", (event) => {
    if (!isOurs(event)) return;
    if (event.detail.xhr.status !== 200) {
      event.detail.shouldSwap = false;
      return;
    }
    open = [...event.detail.target.querySelectorAll("details[open]")].map(nameOf);
    const here = document.activeElement;
    at = !event.detail.target.contains(here) ? null
      : here.tagName === "SUMMARY" ? { summary: here.textContent.trim() }
      : { href: here.getAttribute("href"), id: here.id };
  });

  document.addEventListener("htmx:afterSwap", (event) => {
    if (!isOurs(event)) return;
    const live = document.getElementById("live");
    for (const details of live.querySelectorAll("details")) {
      details.open = open.includes(nameOf(details));
      if (at && at.summary === nameOf(details)) details.querySelector("summary").focus();
    }
    if (at && at.id) document.getElementById(at.id)?.focus();
    else if (at && at.href) [...live.querySelectorAll("a[href]")].find((one) => one.getAttribute("href") === at.href)?.focus();
    if (said) said.textContent = said.dataset.new;
  });

  document.addEventListener("htmx:sseClose", (event) => {
    if (said && event.detail.type === "message") said.textContent = said.dataset.ended;
  });
})();
