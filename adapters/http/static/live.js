// A page that is brought up to date keeps what was open, the focus, and what is on the screen where it is. What was
// searched for stays too. It listens only while somebody has it before them: browsers keep few connections to one
// address, for all windows together, and would open no page any more.
"use strict";

(() => {
  const said = document.getElementById("live-said");
  const live = document.getElementById("live");
  const search = document.getElementById("words");
  const SOONEST = 2000, LATEST = 64000;
  let before = null, news = null, after = live.dataset.after, again = 0, pause = SOONEST, isOver = false;

  function listen() {
    if (document.hidden || isOver) return;
    news = new EventSource(`${live.dataset.news}?after=${after}`);
    news.addEventListener("open", () => { pause = SOONEST; });
    news.addEventListener("change", (event) => {
      after = event.lastEventId;
      htmx.trigger(live, "news");
    });
    news.addEventListener("ended", () => {
      isOver = true;
      news.close();
      said.textContent = said.dataset.ended;
    });
    news.addEventListener("error", () => {
      if (news.readyState !== EventSource.CLOSED) return;  // else the browser tries again by itself
      again = setTimeout(listen, pause);
      pause = Math.min(2 * pause, LATEST);
    });
  }

  document.addEventListener("visibilitychange", () => {
    clearTimeout(again);
    news?.close();
    listen();
  });

  const isOurs = (event) => event.detail.requestConfig?.elt === live;
  const isSearching = () => Boolean(search?.value.trim());
  const nameOf = (details) => details.querySelector("summary").textContent.trim();
  const textOf = (element) => element.textContent.replace(/\s+/g, " ").trim();
  const links = () => [...live.querySelectorAll("a[href]")];
  const linkTo = (href) => links().find((one) => one.getAttribute("href") === href);

  function say(words) {
    const time = new Date().toLocaleTimeString(document.documentElement.lang, { hour: "2-digit", minute: "2-digit" });
    said.textContent = words.replace("{time}", time);
  }

  // What would be shown, without what the visitor opened and what htmx leaves behind.
  function bare(element) {
    const copy = element.cloneNode(true);
    for (const details of copy.querySelectorAll("details")) details.open = false;
    return copy.innerHTML.replaceAll(' class=""', "");
  }

  function answered(text) {
    const page = new DOMParser().parseFromString(text, "text/html");
    page.getElementById("found")?.remove();
    return page.getElementById("live") || page.body;
  }

  function held() {
    const here = live.contains(document.activeElement) && document.activeElement;
    const top = window.scrollY > 0 && ((here && here.closest("a[href]"))
      || links().find((one) => one.getBoundingClientRect().top >= 0));
    return {
      text: textOf(live),
      open: [...live.querySelectorAll("details[open]")].map(nameOf),
      at: here && {
        summary: here.tagName === "SUMMARY" ? here.textContent.trim() : null, id: here.id, href: here.getAttribute("href"),
      },
      top: top && { href: top.getAttribute("href"), y: top.getBoundingClientRect().top },
    };
  }

  function found(at) {
    if (at.summary) return [...live.querySelectorAll("summary")].find((one) => one.textContent.trim() === at.summary);
    return at.id ? document.getElementById(at.id) : linkTo(at.href);
  }

  document.addEventListener("htmx:beforeRequest", (event) => {
    if (!isOurs(event)) return;
    if (isSearching()) say(said.dataset.searching);
    if (isSearching() || document.hidden) event.preventDefault();
  });

  document.addEventListener("htmx:beforeSwap", (event) => {
    if (!isOurs(event)) return;
    const isNew = () => bare(answered(event.detail.xhr.responseText)) !== bare(live);
    event.detail.shouldSwap = event.detail.xhr.status === 200 && !isSearching() && isNew();
    before = event.detail.shouldSwap ? held() : null;
  });

  document.addEventListener("htmx:afterSwap", (event) => {
    if (event.detail.requestConfig?.elt === search?.form) say("");
    if (!isOurs(event) || !before) return;
    const { text, open, at, top } = before;
    before = null;  // it is told of each new element
    for (const details of live.querySelectorAll("details")) details.open = open.includes(nameOf(details));
    if (at) (found(at) || live).focus({ preventScroll: true });
    const still = top && linkTo(top.href);
    if (still) window.scrollBy(0, still.getBoundingClientRect().top - top.y);
    if (textOf(live) !== text) say(said.dataset.new);
  });

  document.addEventListener("DOMContentLoaded", listen);  // by then htmx knows the page
})();
