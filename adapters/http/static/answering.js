// Answers a questionnaire by keyboard, and saves it as it is filled in. Without this script the buttons do the same.
(() => {
  "use strict";
  const form = document.querySelector("form[data-save]");
  if (!form) return;
  const main = form.closest("main");
  const items = [...form.querySelectorAll("fieldset.item")];
  const kept = document.getElementById("kept");
  const trouble = document.getElementById("trouble");
  const far = document.getElementById("far");
  const PAUSE = 700, AGAIN = 4000, LONGEST = 8000;
  let dirty = false, saving = null, timer = 0, leaving = false, wasOff = false;

  function say(word) {
    const text = word ? trouble.dataset[word] : "";
    if (trouble.textContent !== text) trouble.textContent = text;
  }

  function count() {
    const n = items.filter((item) => item.querySelector("input:checked")).length;
    document.getElementById("progress").value = n;
    far.textContent = far.dataset.said.replace("{n}", n).replace("{all}", items.length);
  }

  function goOn(item) {
    const next = items[items.indexOf(item) + 1];
    const to = next ? next.querySelector("input:checked") || next.querySelector("input") : form.querySelector(".finish button");
    to.focus();
  }

  // Where nothing that takes keys itself has the focus, the first item that has no answer is answered.
  function firstOpen(target) {
    if (target.closest("a, button, input, select, textarea, summary")) return null;
    return items.find((item) => !item.querySelector("input:checked"));
  }

  main.addEventListener("keydown", (event) => {
    if (event.ctrlKey || event.metaKey || event.altKey) return;
    const focused = event.target.closest("fieldset.item");
    const item = focused || firstOpen(event.target);
    if (!item) return;
    if (focused && event.key === "Enter") {
      event.preventDefault();
      goOn(item);
      return;
    }
    if (focused && (event.key === "Delete" || event.key === "Backspace")) {
      const chosen = item.querySelector("input:checked");
      if (!chosen || form.dataset.keeps) return;
      event.preventDefault();
      chosen.checked = false;
      changed();
      return;
    }
    const value = event.key === "-" ? "declined" : /^[0-9]$/.test(event.key) ? event.key : null;
    const choice = value && item.querySelector(`input[value="${value}"]`);
    if (!choice) return;
    event.preventDefault();
    choice.checked = true;
    changed();
    goOn(item);
  });
  form.addEventListener("input", changed);

  function changed() {
    dirty = true;
    count();
    clearTimeout(timer);
    timer = setTimeout(save, PAUSE);
  }

  // "saved"; "off": no connection; "out": the session ended, and a form that is sent now is kept for its owner;
  // "gone": signed out, nothing would be kept; "closed": the tablet's questionnaire is over; "refused": too long
  function save() {
    clearTimeout(timer);
    if (saving) return saving.then(() => (dirty ? save() : "saved"));
    dirty = false;
    kept.textContent = kept.dataset.saving;
    saving = post(true).catch(() => "off").then((how) => {
      saving = null;
      if (how !== "saved") {
        dirty = true;
        kept.textContent = "";
        say({ off: "offline", out: "signedOut", gone: "gone", closed: "closed", refused: "refused" }[how]);
        wasOff = wasOff || how === "off";
        if (how !== "refused" && how !== "closed") timer = setTimeout(save, AGAIN);
      } else if (wasOff) {
        wasOff = false;
        say("back");
      }
      return how;
    });
    return saving;
  }

  async function post(mayRenew) {
    const answer = await fetch(form.dataset.save, {
      method: "POST", body: new FormData(form), headers: { Accept: "application/json" },
      keepalive: document.visibilityState === "hidden", signal: AbortSignal.timeout(LONGEST),
    });
    const isOurs = !answer.redirected && (answer.headers.get("content-type") || "").startsWith("application/json");
    if (answer.ok && isOurs) {
      const said = await answer.json();
      form.elements._draft.value = said.draft;
      form.elements._draft_version.value = said.version;
      kept.textContent = kept.dataset.saved + " " + said.at;
      if (!wasOff) say(said.beside ? "beside" : "");
      return "saved";
    }
    if (answer.status >= 500) return "off";
    if (answer.status === 410) return "closed";
    if (answer.ok || answer.status === 401 || answer.status === 403) {
      if (mayRenew && (await renewed())) return post(false);
      return answer.status === 401 ? "out" : "gone";
    }
    return "refused";
  }

  // They signed in again elsewhere: the same person's new session may go on with this form.
  async function renewed() {
    const answer = await fetch(location.href, { headers: { Accept: "text/html" } });
    if (!answer.ok || answer.redirected) return false;
    const page = new DOMParser().parseFromString(await answer.text(), "text/html");
    const same = page.querySelector("form[data-save]");
    if (!same || same.dataset.who !== form.dataset.who) return false;
    form.elements._csrf.value = same.elements._csrf.value;
    return true;
  }

  form.addEventListener("submit", (event) => {
    if (leaving) return;
    event.preventDefault();
    const by = event.submitter;
    save().then((how) => {
      if (how === "off" || how === "gone" || how === "refused") return;
      clearTimeout(timer);
      leaving = true;
      dirty = false;
      form.requestSubmit(by);
    });
  });
  window.addEventListener("online", () => dirty && save());
  window.addEventListener("focus", () => dirty && save());
  document.addEventListener("visibilitychange", () => dirty && document.visibilityState === "hidden" && save());
  window.addEventListener("beforeunload", (event) => dirty && event.preventDefault());
  // a page that is brought back by the back button may have been recorded meanwhile: ask for it anew
  window.addEventListener("pageshow", (event) => event.persisted && location.reload());
  count();
  // Keys answer from the first moment on. A screen reader begins at the heading, where it would anyway.
  if (document.activeElement === document.body && !location.hash && !main.querySelector("[autofocus]")) {
    main.focus({ preventScroll: true });
  }
})();
