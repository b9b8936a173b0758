// Autosave and small comforts. Every page works without this file.
//
// A form with data-autosave holds questions (data-question="<key>"). What differs from what the
// server last confirmed is posted as JSON to data-save-url; until it is confirmed it is also kept in
// localStorage under data-store (person and assessment), so a closed tab or a lost line loses nothing.
// The texts shown come from data-texts, so that they are translated with the page.
(() => {
  "use strict";

  const DOUBLE_CLICK_MS = 2000;
  const PAUSE_MS = 800;
  const HERE_MS = 30000;
  const LONGEST_WAIT_MS = 60000;
  const KEPT_FOR_MS = 30 * 24 * 3600 * 1000;

  const first = (selector, within = document) => within.querySelector(selector);
  const every = (selector, within = document) => [...within.querySelectorAll(selector)];

  first(".govuk-error-summary")?.focus();

  // A folded part that somebody opened stays open while they move between pages.
  for (const details of every("details[data-remember]")) {
    const name = "icf-open:" + details.id;
    if (sessionStorage.getItem(name)) details.open = true;
    details.addEventListener("toggle", () => {
      if (details.open) sessionStorage.setItem(name, "1");
      else sessionStorage.removeItem(name);
    });
  }

  for (const box of every("[data-word-guide]")) {
    const count = document.getElementById(box.id + "-count");
    const show = () => {
      const words = box.value.match(/\S+/g)?.length ?? 0;
      count.textContent = words ? count.dataset.text.replace("{n}", words) : "";
    };
    box.addEventListener("input", show);
    show();
  }

  // A double click sends a form once. The answers' form looks after itself, below.
  const sent = new WeakSet();
  document.addEventListener("submit", (event) => {
    const { target } = event;
    if (target.method !== "post" || "autosave" in target.dataset) return;
    if (sent.has(target)) event.preventDefault();
    sent.add(target);
    setTimeout(() => sent.delete(target), DOUBLE_CLICK_MS);
  });

  // How many have voted, while a workshop's question is on the screen; once it is over, the spread.
  const LOOK_AGAIN_MS = 3000;
  const live = first("[data-live]");
  async function lookAgain() {
    try {
      const reply = await fetch(live.dataset.live, { headers: { Accept: "application/json" } });
      if (!reply.ok) return;
      const { words, over } = await reply.json();
      if (over) return location.reload();
      if (live.textContent !== words) live.textContent = words;
    } catch { /* the line is down: the link below the number looks again */ }
    setTimeout(lookAgain, LOOK_AGAIN_MS);
  }
  if (live) setTimeout(lookAgain, LOOK_AGAIN_MS);

  // Passkeys: a form with data-passkey is shown where the browser knows them. Its options come from
  // data-options; what the browser makes of them goes to the form's own address.
  const knowsPasskeys = window.PublicKeyCredential?.parseRequestOptionsFromJSON;
  for (const asking of every("form[data-passkey]")) {
    if (!knowsPasskeys) continue;
    const { passkey, options, refused } = asking.dataset;
    const fault = first("[data-fault]", asking);
    let busy = false;
    asking.hidden = false;
    const send = async (address, body) => {
      const reply = await fetch(address, {
        method: "POST",
        headers: {
          Accept: "application/json", "Content-Type": "application/json",
          "X-CSRFToken": asking.elements.csrf_token.value,
        },
        body: JSON.stringify(body),
      });
      const said = await reply.json();
      if (!reply.ok) throw new Error([said.message, said.hint].filter(Boolean).join(" "));
      return said;
    };
    asking.addEventListener("submit", async (event) => {
      event.preventDefault();
      if (busy) return;
      busy = true;
      fault.hidden = true;
      try {
        const wanted = await send(options, Object.fromEntries(new FormData(asking)));
        const credential = passkey === "create"
          ? await navigator.credentials.create({
            publicKey: PublicKeyCredential.parseCreationOptionsFromJSON(wanted),
          })
          : await navigator.credentials.get({
            publicKey: PublicKeyCredential.parseRequestOptionsFromJSON(wanted),
          });
        const done = await send(asking.action, { credential: credential.toJSON() });
        location.assign(done.location);
      } catch (error) {
        // The browser says "NotAllowedError" for a person who changed their mind.
        fault.textContent = error instanceof DOMException ? refused : error.message;
        fault.hidden = false;
        fault.focus();
      }
      busy = false;
    });
  }

  const form = first("form[data-autosave]");
  if (!form) return;

  // Says every half minute that this page is open, and who else has it open. No harm if it fails.
  const here = first("[data-here]");
  async function tellHere() {
    if (document.visibilityState !== "visible") return;
    try {
      const reply = await fetch(here.dataset.here, {
        method: "POST", headers: {Accept: "application/json", "X-CSRFToken": form.elements.csrf_token.value},
      });
      const words = reply.ok ? (await reply.json()).words : "";
      if (here.textContent !== words) here.textContent = words;
    } catch { /* the autosave says so when the line is down */ }
  }
  if (here) {
    setTimeout(tellHere, HERE_MS / 10);
    setInterval(tellHere, HERE_MS);
  }

  const texts = JSON.parse(form.dataset.texts);
  const saved = first("[data-saved]", form);
  const alertBox = first("[data-alert]", form);
  const blocks = new Map(every("[data-question]", form).map((el) => [el.dataset.question, el]));
  const confirmed = new Map(); // key → fingerprint of what the server has
  const held = new Map(); // key → fingerprint that was refused, or null while in conflict
  const posted = new Map(); // key → fingerprint of what was sent and not yet confirmed
  let underway = null;
  let lastBatch = {};
  let timer;
  let failures = 0;

  // The parts of an answer that its kind reads: "value", or several, such as "value-day" or "rating".
  const own = ["version", "blank", "reason", "words", "strength", "later", "keep"];
  const kindParts = (key) => [...new Set([...blocks.get(key).querySelectorAll(`[name^="a-${key}-"]`)]
    .map((el) => el.name.slice(`a-${key}-`.length)).filter((part) => !own.includes(part)))];

  const fields = (key, part) => [...form.elements].filter((el) => el.name === `a-${key}-${part}`);

  // What an answer's fields say now or, with `initial`, what the page came with.
  function read(key, initial) {
    const typed = initial ? "defaultValue" : "value";
    const on = initial ? "defaultChecked" : "checked";
    const text = (part) => fields(key, part)[0]?.[typed] ?? "";
    const ticked = (part) => fields(key, part).filter((el) => el[on]).map((el) => el.value);
    let blank = ticked("blank")[0] ?? null;
    let value;
    const type = fields(key, "value")[0]?.type;
    if (type === "radio") {
      value = ticked("value")[0];
      if (value?.startsWith("blank:")) [blank, value] = [value.slice(6), null];
    } else if (type === "checkbox") {
      value = ticked("value");
      if (!value.length) value = null;
    } else if (type) {
      value = text("value");
    } else {
      const part = (name) => fields(key, name)[0].type === "radio" ? ticked(name)[0] ?? "" : text(name);
      value = Object.fromEntries(kindParts(key).map((name) => [name.replace(/^value-/, ""), part(name)]));
      if (!Object.values(value).some(Boolean)) value = null;
    }
    return {
      key, version: Number(text("version")), value: value || null, blank, reason: text("reason"),
      words: text("words"), strength: ticked("strength")[0] ?? null, later: ticked("later").length > 0,
    };
  }

  function write(key, answer) {
    const put = (part, text) => fields(key, part).forEach((el) => (el.value = text ?? ""));
    const tick = (part, values) =>
      fields(key, part).forEach((el) => (el.checked = [values].flat().includes(el.value)));
    const type = fields(key, "value")[0]?.type;
    if (type === "radio") tick("value", answer.blank ? "blank:" + answer.blank : answer.value);
    else if (type === "checkbox") tick("value", answer.value);
    else if (type) put("value", answer.value);
    else {
      // The server sends a date as one text.
      const [year, month, day] = typeof answer.value === "string" ? answer.value.split("-") : [];
      const parts = year ? { year, month, day } : answer.value ?? {};
      for (const name of kindParts(key)) {
        const said = parts[name.replace(/^value-/, "")] ?? "";
        if (fields(key, name)[0].type === "radio") tick(name, said);
        else put(name, said);
      }
    }
    tick("blank", answer.blank);
    tick("strength", answer.strength);
    tick("later", answer.later ? "1" : null);
    put("reason", answer.reason);
    put("words", answer.words);
    every("[data-word-guide]", blocks.get(key)).forEach((el) => el.dispatchEvent(new Event("input")));
  }

  const setVersion = (key, version) => fields(key, "version").forEach((el) => (el.value = version));
  const fingerprint = (answer) => JSON.stringify({ ...answer, key: 0, version: 0 });
  const isUnsaved = (key) => fingerprint(read(key)) !== confirmed.get(key);
  const isHeld = (key) => held.has(key) && [null, fingerprint(read(key))].includes(held.get(key));

  const slot = (key) => form.dataset.store + ":" + key;
  function keep(key) {
    try {
      if (isUnsaved(key)) {
        const entry = { answer: read(key), sent: posted.get(key), at: Date.now() };
        localStorage.setItem(slot(key), JSON.stringify(entry));
      } else localStorage.removeItem(slot(key));
    } catch {
      // Storage is full or forbidden: saving to the server goes on all the same.
    }
  }

  function warn(text, link) {
    alertBox.textContent = text;
    if (link) {
      const anchor = document.createElement("a");
      anchor.href = link;
      anchor.textContent = texts.signIn;
      alertBox.append(" ", anchor);
    }
    alertBox.hidden = !text;
    if (text) saved.textContent = texts.notSaved;
  }

  // The words of an answer as a person would read them.
  function inWords(key, answer) {
    const chosen = answer.blank ? ["blank:" + answer.blank, answer.blank] : [answer.value].flat();
    const options = [...fields(key, "value"), ...fields(key, "blank")];
    const labels = options.filter((el) => el.labels[0] && chosen.includes(el.value));
    const isOption = (el) => el.type === "radio" || el.type === "checkbox";
    const shown = labels.filter(isOption).map((el) => el.labels[0].textContent.trim());
    if (!shown.length) {
      const words = (value) => value && typeof value === "object" ? inParts(key, value) : value;
      shown.push([answer.value ?? ""].flat().map(words).join(", "));
    }
    const sure = labelOf(key, "strength", answer.strength);
    return [shown.join(", "), answer.reason, answer.words, sure].filter(Boolean).join("\n");
  }

  // The label of a choice; of what is typed, the text itself.
  function labelOf(key, part, said) {
    const chosen = fields(key, part).find((el) => el.type === "radio" && el.value === said);
    return chosen ? chosen.labels[0].textContent.trim() : said;
  }

  // An answer of several parts, a line for each, in the order of the page.
  function inParts(key, value) {
    const said = (name) => value[name.replace(/^value-/, "")];
    return kindParts(key).filter(said).map((name) => labelOf(key, name, said(name))).join("\n");
  }

  function showConflict({ key, theirs, version, who }) {
    const block = blocks.get(key);
    first("[data-conflict]", block)?.remove();
    const panel = first("#icf-conflict").content.firstElementChild.cloneNode(true);
    first("[data-who]", panel).textContent = who;
    first("[data-theirs]", panel).textContent = inWords(key, theirs);
    first("[data-mine]", panel).textContent = inWords(key, read(key));
    Object.assign(panel, { theirs, version });
    block.prepend(panel);
    held.set(key, null);
    panel.focus();
  }

  const joined = (a, b, between = "\n\n") => (a && b && a !== b ? a + between + b : a || b);

  // Texts of both; where only one can be chosen, mine.
  function bothValues(key, theirs, mine) {
    if (fields(key, "value")[0]?.type === "textarea") return joined(theirs, mine);
    const severalParts = [theirs, mine].every((value) => value && typeof value === "object" && !Array.isArray(value));
    if (!severalParts) return mine;
    const both = {};
    for (const name of kindParts(key)) {
      const part = name.replace(/^value-/, "");
      const { type } = fields(key, name)[0];
      if (type === "radio") both[part] = mine[part] || theirs[part];
      else both[part] = joined(theirs[part], mine[part], type === "textarea" ? "\n\n" : "; ");
    }
    return both;
  }
  function resolve(panel, choice) {
    const key = panel.closest("[data-question]").dataset.question;
    const { theirs, version } = panel;
    const mine = read(key);
    if (choice === "theirs") write(key, theirs);
    if (choice === "both") {
      const value = bothValues(key, theirs.value, mine.value);
      write(key, { ...mine, value, words: joined(theirs.words, mine.words) });
    }
    setVersion(key, version);
    confirmed.set(key, choice === "theirs" ? fingerprint(read(key)) : "");
    held.delete(key);
    keep(key);
    panel.remove();
    warn("");
    fields(key, kindParts(key)[0])[0].focus();
    saveSoon();
  }

  function takeReply(reply, sent, status) {
    for (const { key, version, saved_at: at } of reply.saved ?? []) {
      setVersion(key, version);
      confirmed.set(key, sent.get(key));
      held.delete(key);
      posted.delete(key);
      keep(key);
      const clock = { hour: "2-digit", minute: "2-digit", hourCycle: "h23" };
      const time = new Date(at).toLocaleTimeString(document.documentElement.lang, clock);
      saved.textContent = texts.saved.replace("{time}", time);
    }
    reply.conflicts?.forEach(showConflict);
    reply.errors?.forEach(({ key }) => held.set(key, sent.get(key)));
    if (reply.errors?.length) warn(texts.refused + " " + reply.errors.map((e) => e.message).join(" "));
    else if (reply.conflicts?.length) warn(texts.conflict);
    else if (!reply.saved) warn(texts.reload);
    else warn("");
    if (reply.conflicts?.length) return "conflict";
    return reply.errors?.length || status > 299 ? "refused" : "saved";
  }

  async function send(answers, leaving) {
    const content = JSON.stringify(answers);
    // Trying the same content again repeats its key, so that the server saves it once.
    if (lastBatch.content !== content)
      lastBatch = { content, id: crypto.randomUUID?.() ?? `${Date.now()}-${Math.random()}` };
    lastBatch.lost = false;
    const sent = new Map(answers.map((answer) => [answer.key, fingerprint(answer)]));
    sent.forEach((print, key) => {
      posted.set(key, print);
      keep(key);
    });
    try {
      const response = await fetch(form.dataset.saveUrl, {
        method: "POST",
        redirect: "manual",
        keepalive: leaving,
        headers: {
          Accept: "application/json",
          "Content-Type": "application/json",
          "X-CSRFToken": form.elements.csrf_token.value,
        },
        body: JSON.stringify({ idempotency_key: lastBatch.id, answers }),
      });
      if ([0, 401, 403].includes(response.status)) {
        warn(texts.signedOut, form.dataset.signInUrl);
        return "signed out";
      }
      if (response.status === 429 || response.status > 499) throw new Error();
      failures = 0;
      return takeReply(await response.json().catch(() => ({})), sent, response.status);
    } catch (error) {
      // No reply at all: the save may have arrived, or not.
      lastBatch.lost = error instanceof TypeError;
      warn(navigator.onLine ? texts.failed : texts.offline);
      saveSoon(Math.min(LONGEST_WAIT_MS, 2000 * 2 ** failures++));
      return "offline";
    }
  }

  // One request at a time: a second one would carry versions that the first is about to change.
  async function save(leaving) {
    if (underway) {
      if (leaving) return "underway";
      await underway;
    }
    clearTimeout(timer);
    // A save whose reply was lost goes out again as it was, before anything that was typed since: otherwise
    // the server would take the newer text for somebody else's.
    const again = lastBatch.lost;
    const answers = again
      ? JSON.parse(lastBatch.content)
      : [...blocks.keys()].filter((key) => isUnsaved(key) && !isHeld(key)).map((key) => read(key));
    if (!answers.length) return [...held.values()].includes(null) ? "conflict" : "saved";
    underway = send(answers, leaving);
    const outcome = await underway;
    underway = null;
    return again && outcome === "saved" ? save(leaving) : outcome;
  }

  function saveSoon(wait = PAUSE_MS) {
    clearTimeout(timer);
    timer = setTimeout(save, wait);
  }

  function restore() {
    let restored = false;
    for (const key of blocks.keys()) {
      const entry = JSON.parse(localStorage.getItem(slot(key)));
      if (entry && fingerprint(entry.answer) !== confirmed.get(key)) {
        // Our own save may have arrived although its reply did not: then the page is not newer.
        if (entry.sent !== confirmed.get(key)) setVersion(key, entry.answer.version);
        write(key, entry.answer);
        restored = true;
      } else localStorage.removeItem(slot(key));
    }
    if (restored) saved.textContent = texts.restored;
    saveSoon(); // also what the browser itself put back after Back or a reload
  }

  function forgetOld() {
    for (const name of Object.keys(localStorage)) {
      if (!name.startsWith("icf:")) continue;
      const { at = 0 } = JSON.parse(localStorage.getItem(name)) ?? {};
      if (Date.now() - at > KEPT_FOR_MS) localStorage.removeItem(name);
    }
  }

  form.addEventListener("input", ({ target }) => {
    const key = target.closest("[data-question]")?.dataset.question;
    if (!key) return;
    if (target.name === `a-${key}-blank` && target.checked)
      fields(key, "blank").forEach((el) => (el.checked = el === target));
    keep(key);
    saveSoon();
  });

  form.addEventListener("click", (event) => {
    const button = event.target.closest("[data-keep]");
    const panel = button?.closest("[data-conflict]");
    if (!panel?.theirs) return;
    event.preventDefault();
    resolve(panel, button.dataset.keep);
  });

  // The Save button waits for what is under way, then posts the form as it would without this file.
  let goes = false;
  let waits = false;
  form.addEventListener("submit", async (event) => {
    if (goes) return;
    event.preventDefault();
    if (waits) return;
    waits = true;
    const outcome = await save();
    waits = false;
    if (outcome === "offline" || outcome === "conflict") return;
    goes = true;
    // Not before this event is over: until then browsers ignore a second submit.
    setTimeout(() => form.requestSubmit(event.submitter));
  });

  document.addEventListener("visibilitychange", () => document.hidden && !goes && save(true));
  addEventListener("pagehide", () => !goes && save(true));
  addEventListener("pageshow", () => (goes = false));
  addEventListener("online", () => save());

  for (const [key, block] of blocks)
    confirmed.set(key, "unsaved" in block.dataset ? "" : fingerprint(read(key, true)));
  try {
    forgetOld();
    restore();
  } catch {
    // Without storage the page still saves; only a closed tab can lose what is being typed.
  }
})();
