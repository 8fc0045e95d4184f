// What is typed into a form is kept as it is typed, and a form is sent only once the server answers.
// Without this script a form is sent as ever, and what was typed is kept when the session has ended.
"use strict";

(() => {
  const PAUSE = 1000, AGAIN = 4000, LONGEST = 8000;
  const words = document.getElementById("keeping").dataset;

  for (const form of document.forms) {
    if (form.elements._command && form.method === "post" && !form.dataset.save) look(form);
  }

  function look(form) {
    const action = form.getAttribute("action");
    const episode = form.hasAttribute("hx-post") ? null : /^\/episodes\/[^/]+(?=\/)/.exec(action);
    const areas = [...form.querySelectorAll("textarea")];
    const line = document.createElement("p");
    let dirty = false, saving = null, timer = 0, sending = false, leaving = false;

    line.className = "hint keeping";
    line.setAttribute("role", "status");
    (form.querySelector(".actions") || form.lastElementChild).before(line);

    function say(word) {
      const text = word ? words[word] : "";
      if (line.textContent !== text) line.textContent = text;
      line.classList.toggle("trouble", Boolean(word) && word !== "saved" && word !== "back");
    }

    function changed() {
      if (!episode || !areas.some((area) => area.value.trim() && area.value !== area.defaultValue)) return;
      dirty = true;
      clearTimeout(timer);
      timer = setTimeout(save, PAUSE);
    }

    function save() {
      clearTimeout(timer);
      if (saving || leaving) return;
      const was = line.classList.contains("trouble");
      dirty = false;
      saving = post().catch(() => "offline").then((how) => {
        saving = null;
        if (leaving) return;
        say(how === "saved" && was ? "back" : how);
        if (how === "saved" && !dirty) return;
        dirty = true;
        if (how !== "refused") timer = setTimeout(save, how === "saved" ? PAUSE : AGAIN);
      });
    }

    async function post() {
      const typed = new FormData(form);
      typed.append("_action", action);
      typed.append("_title", heading());
      const answer = await fetch(episode[0] + "/drafts", {
        method: "POST", body: typed, headers: { Accept: "application/json" }, signal: AbortSignal.timeout(LONGEST),
      });
      if (answer.ok && !answer.redirected) return "saved";
      if (answer.status >= 500) return "offline";
      return answer.redirected || answer.status === 401 ? "signedOut" : "refused";
    }

    function heading() {
      const above = form.closest("section")?.querySelector("h2") || document.querySelector("h1");
      return above.textContent.trim();
    }

    form.addEventListener("input", changed);
    form.addEventListener("submit", (event) => {
      if (leaving) return;
      event.preventDefault();
      if (sending) return;
      sending = true;
      const by = event.submitter;
      fetch("/health", { cache: "no-store", signal: AbortSignal.timeout(LONGEST) }).then(() => {
        leaving = true;
        clearTimeout(timer);
        form.requestSubmit(by);
      }, () => say("unsent")).finally(() => { sending = false; });
    });
    window.addEventListener("online", () => { dirty ? save() : line.classList.contains("trouble") && say("back"); });
    window.addEventListener("beforeunload", (event) => { if (dirty && !leaving) event.preventDefault(); });
    window.addEventListener("pageshow", (event) => { if (event.persisted) leaving = false; });
  }
})();
