// The shortlist in this browser: slugs, notes and calls under one key of localStorage. The key is there only after the
// person pressed “Keep in this browser”; until then nothing is stored, and the list lives in a link as it does without
// this script. Notes and calls are never sent anywhere.
const KEY = "wayhome.shortlist";
const MOST = 10;
const parts = document.getElementById("keep-parts")?.content;

function read() {
  try {
    const held = JSON.parse(localStorage.getItem(KEY));
    return Array.isArray(held?.centers) ? held : null;
  } catch {
    return null;
  }
}

function write(held) {
  try {
    localStorage.setItem(KEY, JSON.stringify(held));
    return true;
  } catch {
    return false;
  }
}

// Read, change, write in one go: another tab may have changed or wiped the list. After a wipe nothing is written.
function change(alter) {
  const held = read();
  return held !== null && alter(held.centers) !== false && write(held);
}

const find = (slug) => read()?.centers.find((center) => center.slug === slug);
const addAddress = (slugs) => `/shortlist/add?${new URLSearchParams(slugs.map((slug) => ["center", slug]))}`;

function add(slugs) {
  let full = false;
  const done = change((centers) => {
    for (const slug of slugs) {
      if (centers.some((center) => center.slug === slug)) continue;
      if (centers.length >= MOST) full = true;
      else centers.push({ slug, note: "", calls: [] });
    }
  });
  return full ? "full" : done ? "saved" : "blocked";
}

function remove(slug) {
  const center = find(slug);
  const words = document.querySelector(".keep-said").dataset.confirm;
  if (center && (center.note || center.calls.length) && !confirm(words)) return false;
  change((centers) => {
    const place = centers.findIndex((each) => each.slug === slug);
    if (place >= 0) centers.splice(place, 1);
  });
  return true;
}

function say(what) {
  const said = document.querySelector(".keep-said");
  said.textContent = said.dataset[what];
  said.hidden = false;
  if (what === "saved" || what === "full") {
    const link = document.createElement("a");
    link.href = addAddress(read().centers.map((center) => center.slug));
    link.textContent = said.dataset.open;
    said.append(" ", link);
  }
}

// Ask once, in words, before anything is stored.
function ask(slugs) {
  const dialog = document.querySelector(".keep-ask");
  dialog.querySelector("[data-do=link]").href = addAddress(slugs);
  dialog.querySelector("[data-do=keep]").onclick = () => {
    dialog.close();
    say(read() || write({ centers: [] }) ? add(slugs) : "blocked");
    refresh();
  };
  dialog.querySelector("[data-do=close]").onclick = () => dialog.close();
  dialog.showModal();
}

function toggle(slug) {
  if (!read()) ask([slug]);
  else if (!find(slug)) say(add([slug]));
  else if (remove(slug)) say("removed");
  refresh();
}

// ---------- a center's page, and the cards of the results ----------

function addStars() {
  for (const link of document.querySelectorAll("a[data-keep]")) {
    const star = parts.querySelector(".keep-star").cloneNode(true);
    star.dataset.slug = link.dataset.keep;
    star.dataset.name = link.querySelector(".visually-hidden")?.textContent.trim() ?? "";
    star.addEventListener("click", () => toggle(link.dataset.keep));
    link.replaceWith(star);
  }
}

// ---------- the list itself ----------

const listed = [...document.querySelectorAll("[data-listed]")];
const bar = document.querySelector("[data-keep-bar]");
const slugsHere = listed.map((item) => item.dataset.listed);

function today() {
  const now = new Date();
  return [now.getFullYear(), now.getMonth() + 1, now.getDate()].map((part) => String(part).padStart(2, "0")).join("-");
}

function drawCalls(log, slug, how) {
  log.replaceChildren();
  for (const [place, call] of (find(slug)?.calls ?? []).entries()) {
    const row = document.createElement("li");
    const day = new Date(`${call.day}T12:00`).toLocaleDateString(document.documentElement.lang, { dateStyle: "long" });
    const undo = document.createElement("button");
    undo.type = "button";
    undo.className = "keep-undo";
    undo.textContent = log.dataset.undo;
    undo.setAttribute("aria-label", `${log.dataset.undo}: ${day}, ${how[call.how]}`);
    undo.addEventListener("click", () => {
      change((centers) => centers.find((center) => center.slug === slug)?.calls.splice(place, 1));
      drawCalls(log, slug, how);
    });
    row.append(`${day}: ${how[call.how] ?? ""} `, undo);
    log.append(row);
  }
}

function drawNotes(item) {
  const slug = item.dataset.listed;
  const center = find(slug);
  const shown = item.querySelector(".keep-notes");
  if (!center) return shown?.remove();
  if (shown) return undefined;
  const notes = document.getElementById("keep-notes").content.firstElementChild.cloneNode(true);
  const text = notes.querySelector("textarea");
  text.value = center.note;
  text.addEventListener("input", () => {
    const kept = change((centers) => {
      const held = centers.find((each) => each.slug === slug);
      if (!held) return false;
      held.note = text.value;
      return true;
    });
    if (!kept) say("blocked");
  });
  const buttons = [...notes.querySelectorAll("[data-how]")];
  const how = Object.fromEntries(buttons.map((button) => [button.dataset.how, button.textContent]));
  const log = notes.querySelector(".keep-log");
  for (const button of buttons) {
    button.addEventListener("click", () => {
      change((centers) => centers.find((each) => each.slug === slug)?.calls.push({ how: button.dataset.how, day: today() }));
      drawCalls(log, slug, how);
    });
  }
  drawCalls(log, slug, how);
  item.append(notes);
  return undefined;
}

function wipe() {
  try {
    localStorage.removeItem(KEY);
  } catch {
    // what cannot be reached cannot be wiped; the next page says so
  }
  const after = read() ? "#not-wiped" : "#wiped";
  if (location.pathname !== "/shortlist" || location.search) return location.replace(`/shortlist${after}`);
  location.hash = after;
  return refresh();
}

function drawBar() {
  const held = read();
  const missing = held?.centers.filter((center) => !slugsHere.includes(center.slug)) ?? [];
  const state = {
    off: !held && listed.length > 0,
    on: held !== null,
    more: listed.length > 0 && missing.length > 0,
    wiped: !held && location.hash === "#wiped",
    failed: location.hash === "#not-wiped",
  };
  for (const line of bar.querySelectorAll("[data-when]")) line.hidden = !state[line.dataset.when];
  bar.hidden = !Object.values(state).includes(true);
  if (held) {
    const all = [...slugsHere, ...missing.map((center) => center.slug)];
    bar.querySelector("[data-do=open]").href = addAddress(all.slice(0, MOST));
  }
}

function openList() {
  bar.append(document.getElementById("keep-bar").content.cloneNode(true));
  bar.setAttribute("role", "status");
  bar.querySelector("[data-do=ask]").addEventListener("click", () => ask(slugsHere));
  bar.querySelector("[data-do=wipe]").addEventListener("click", wipe);
  for (const item of listed) {
    const slug = item.dataset.listed;
    item.querySelector("[data-remove]").addEventListener("click", (event) => {
      if (!remove(slug)) event.preventDefault();
    });
    for (const link of item.querySelectorAll("[data-move]")) {
      link.addEventListener("click", () => change((centers) => {
        const place = centers.findIndex((center) => center.slug === slug);
        const next = place + Number(link.dataset.move);
        if (place < 0 || next < 0 || next >= centers.length) return false;
        [centers[place], centers[next]] = [centers[next], centers[place]];
        return true;
      }));
    }
    const star = document.createElement("a");
    star.dataset.keep = slug;
    const name = document.createElement("span");
    name.className = "visually-hidden";
    name.textContent = item.querySelector("h2").textContent;
    star.append(name);
    item.querySelector(".card-act").append(star);
  }
}

function refresh() {
  const saved = read()?.centers.map((center) => center.slug) ?? [];
  for (const star of document.querySelectorAll(".keep-star")) {
    const on = saved.includes(star.dataset.slug);
    star.classList.toggle("keep-on", on);
    const [shown, hidden] = star.querySelectorAll("[data-on]");
    shown.textContent = on ? shown.dataset.on : shown.dataset.off;
    hidden.textContent = ` ${star.dataset.name} ${on ? hidden.dataset.on : hidden.dataset.off}`;
  }
  if (!bar) return;
  listed.forEach(drawNotes);
  drawBar();
}

function start() {
  const saved = read()?.centers ?? [];
  if (bar && location.pathname === "/shortlist" && !location.search && !location.hash && saved.length) {
    location.replace(addAddress(saved.map((center) => center.slug)));
    return;
  }
  document.querySelector("main").append(
    parts.querySelector(".keep-ask").cloneNode(true), parts.querySelector(".keep-said").cloneNode(true),
  );
  if (bar) openList();
  addStars();
  refresh();
  addEventListener("storage", refresh);
}

if (parts) start();
