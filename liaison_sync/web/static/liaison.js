"use strict";
// What only makes the console quicker; every page works without it.
(() => {
  const $ = (s, from = document) => from.querySelector(s);
  const $$ = (s, from = document) => [...from.querySelectorAll(s)];
  const GO = { h: "/", u: "/threads", m: "/partners", a: "/agenda", p: "/projects", t: "/followups", b: "/letters", d: "/directory", l: "/reports", s: "/mailboxes" };
  const stored = (name) => { try { return localStorage.getItem(name); } catch { return null; } };
  const store = (name, value) => { try { localStorage.setItem(name, value); } catch { /* a private window */ } };

  // --- keys (switchable, WCAG 2.1.4; never while typing) ---
  const dialog = $("#keys"), box = $("#keys-on");
  let on = stored("keys") !== "off", after = "", timer = 0;
  if (box) {
    box.checked = on;
    box.addEventListener("change", () => { on = box.checked; store("keys", on ? "on" : "off"); });
  }
  const typing = (e) => e.target.closest("input:not([type=checkbox]), textarea, select, [contenteditable]");
  const said = (el) => (el.getAttribute("aria-label") || el.labels?.[0]?.textContent || el.textContent || el.title).trim().replace(/\s+/g, " ");
  const deeds = () => [...new Map($$("[data-key]").map((el) => [el.dataset.key, el]).reverse()).entries()].reverse();
  function help() {
    if (!dialog || dialog.open) return;
    const list = $("[data-keys-here]", dialog), found = deeds();
    list.replaceChildren(...found.map(([key, el]) => {
      const line = document.createElement("div"), dt = document.createElement("dt"), dd = document.createElement("dd"), kbd = document.createElement("kbd");
      kbd.textContent = key; dd.textContent = said(el); dt.append(kbd); line.append(dt, dd);
      return line;
    }));
    list.previousElementSibling.hidden = !found.length;
    dialog.showModal();
  }
  const act_on = (el) => { if (el.matches("select, input, textarea")) el.focus(); else el.click(); };
  for (const b of $$("[data-help]")) { b.hidden = false; b.addEventListener("click", help); }

  // --- a narrow window shows the page one is on, not the first ones ---
  const nav = $(".side nav"), page = nav && $("[aria-current]", nav);
  if (page) nav.scrollLeft = page.offsetLeft - (nav.clientWidth - page.offsetWidth) / 2;

  let row = -1;
  const rows = () => $$("[data-row]");
  function move(by) {
    const all = rows();
    if (!all.length) return;
    all[row]?.classList.remove("here");
    row = Math.max(0, Math.min(all.length - 1, row + by));
    const link = $("[data-open]", all[row]) || $("a, button", all[row]);
    all[row].classList.add("here");
    all[row].scrollIntoView({ block: "nearest" });
    link?.focus({ preventScroll: true });
  }
  document.addEventListener("keydown", (e) => {
    if (e.key === "Escape") $$("details.menu[open]").forEach((d) => { d.open = false; $("summary", d).focus(); });
    if (!on || e.defaultPrevented || e.ctrlKey || e.metaKey || e.altKey || typing(e) || dialog?.open) return;
    if (after === "g") {
      after = ""; clearTimeout(timer);
      if (GO[e.key]) { e.preventDefault(); location.assign(GO[e.key]); }
      return;
    }
    const act = {
      g: () => { after = "g"; timer = setTimeout(() => { after = ""; }, 1500); },
      "/": () => { const q = $("#q"); q?.focus(); q?.select(); },
      "?": help,
      j: () => move(1),
      k: () => move(-1),
      u: () => history.length > 1 && history.back(),
      z: () => $("[data-undo] button, [data-undo-here]")?.click(),
    }[e.key];
    const key = `[data-key="${e.key}"]`, here = rows()[row]; // the row one stands on comes first
    const marked = !act && /^[a-z]$/i.test(e.key) ? (here && $(key, here)) || $(key) : null;
    if (!act && !marked) return;
    e.preventDefault();
    if (act) act(); else act_on(marked);
  });

  // --- Ctrl K: any page, any act of this page, or a search ---
  const palette = $("#palette");
  if (palette) {
    const input = $("input", palette), list = $("ul", palette);
    const known = () => [
      ...$$("nav a[href], a[rel=next], a[rel=prev]").map((a) => [said($("span", a) || a), () => location.assign(a.href)]),
      ...deeds().map(([, el]) => [said(el), () => act_on(el)]),
    ];
    const show = () => {
      const words = input.value.toLowerCase().split(/\s+/).filter(Boolean);
      const hits = known().filter(([name]) => name && words.every((w) => name.toLowerCase().includes(w))).slice(0, 12);
      if (words.length) hits.push([`${palette.dataset.search}: ${input.value.trim()}`, () => location.assign(`/search?q=${encodeURIComponent(input.value.trim())}`)]);
      list.replaceChildren(...hits.map(([name, go]) => {
        const item = document.createElement("li"), button = document.createElement("button");
        button.type = "button"; button.className = "plain"; button.textContent = name;
        button.addEventListener("click", () => { palette.close(); go(); });
        item.append(button);
        return item;
      }));
    };
    input.addEventListener("input", show);
    palette.addEventListener("keydown", (e) => {
      const all = $$("button", list), at = all.indexOf(document.activeElement);
      if (e.key === "Enter" && at < 0) { e.preventDefault(); all[0]?.click(); }
      if (e.key === "ArrowDown") { e.preventDefault(); all[Math.min(at + 1, all.length - 1)]?.focus(); }
      if (e.key === "ArrowUp") { e.preventDefault(); (all[at - 1] || input).focus(); }
    });
    document.addEventListener("keydown", (e) => {
      if (!(e.ctrlKey || e.metaKey) || e.altKey || e.key.toLowerCase() !== "k" || dialog?.open) return;
      e.preventDefault();
      if (palette.open) { palette.close(); return; }
      input.value = ""; show(); palette.showModal(); input.focus();
    });
  }

  // --- menus: one open at a time, closed by a click elsewhere ---
  document.addEventListener("click", (e) => {
    $$("details.menu[open]").forEach((d) => { if (!d.contains(e.target)) d.open = false; });
  });

  // --- filters send themselves ---
  $$("select[data-send]").forEach((s) => {
    s.addEventListener("change", () => s.form.requestSubmit());
    const button = $("button:not([name])", s.form);
    if (button && !$("input:not([type=hidden])", s.form)) button.hidden = true;
  });

  // --- select all ---
  $$("[data-bulk]").forEach((form) => {
    const boxes = $$(`input[type=checkbox][form="${form.id}"]`);
    if (boxes.length < 2) return;
    const all = document.createElement("input");
    all.type = "checkbox";
    all.setAttribute("aria-label", form.dataset.all || "✓");
    all.addEventListener("change", () => boxes.forEach((b) => { b.checked = all.checked; }));
    form.prepend(all);
  });

  // --- the undo bar counts down, then says so by going ---
  const undo = $("[data-undo]");
  if (undo) {
    const button = $("button", undo), word = button.textContent;
    let left = Number(undo.dataset.undo) || 30;
    const tick = setInterval(() => {
      left -= 1;
      button.textContent = `${word} (${left})`;
      if (left <= 0) { clearInterval(tick); undo.remove(); }
    }, 1000);
  }

  // --- an answer is kept while one types ---
  $$("form[data-keep]").forEach((form) => {
    let later = 0;
    form.addEventListener("input", () => {
      clearTimeout(later);
      later = setTimeout(() => {
        const typed = new URLSearchParams(new FormData(form));
        typed.set("do", "keep");
        fetch(form.action, { method: "POST", body: typed, redirect: "manual" }).catch(() => { /* asked again at the next key */ });
      }, 2000);
    });
    form.addEventListener("submit", () => clearTimeout(later));
  });

  // --- what is typed, as its reader will see it ---
  $$("[data-preview]").forEach((button) => {
    let later = 0;
    const show = () => { if (button.form.checkValidity()) button.form.requestSubmit(button); };
    button.form.addEventListener("input", () => { clearTimeout(later); later = setTimeout(show, 700); });
    button.hidden = true;
    show();
  });

  // --- one click, one act ---
  document.addEventListener("submit", (e) => {
    if (e.target.method !== "post" || e.target.target || e.submitter?.formTarget) return;
    if (e.target.dataset.sent) { e.preventDefault(); return; }
    e.target.dataset.sent = "1";
    setTimeout(() => delete e.target.dataset.sent, 3000); // a download leaves the page as it is
  });
  addEventListener("pageshow", () => $$("form[data-sent]").forEach((f) => delete f.dataset.sent));
})();
