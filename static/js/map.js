// The optional map: an outline of the states, the list's centers as numbered pins, the other matches in clusters.
// Leaflet, its clusters and topojson are loaded before this module; everything comes from this site.

const POPUP = { maxWidth: 200, minWidth: 120, autoPanPadding: [12, 12] }; // pixels; a phone's map is 288 wide

const element = document.getElementById("map");
if (element && window.L?.markerClusterGroup && window.topojson) draw(element);

function draw(element) {
  const words = JSON.parse(element.dataset.words);
  const pins = [...document.querySelectorAll(".pins > li")];
  element.hidden = false;
  const map = newMap(element, words);
  const bounds = L.latLngBounds([]);
  const Named = namedIcon();

  const clusters = newClusters(Named, words).addTo(map);
  const first = document.querySelector(".pins").start;
  clusters.addLayers(pins.map((item, position) => listed(item, first + position, Named, words)).filter(Boolean));
  clusters.eachLayer((pin) => bounds.extend(pin.getLatLng()));
  nameTowns(element, map);
  markStart(element, map, bounds);
  if (bounds.isValid()) map.fitBounds(bounds, { padding: [36, 36], maxZoom: 10, animate: false });
  else map.setView([39, -97], 4);

  const note = document.getElementById("map-note");
  note.textContent = words.ready;
  outline(element, map).catch(() => { note.textContent = words.failed; });
  others(element, clusters, Named, words, new Set(pins.map((item) => item.dataset.slug)))
    .then((said) => { note.textContent = `${words.ready} ${said}`; })
    .catch(() => {}); // the numbered pins stand without them
}

// The pin of one item of the list, under the item's number; null where the item stands on no map.
function listed(item, number, Named, words) {
  if (!item.dataset.latitude) return null;
  const link = item.querySelector("a");
  const icon = new Named({ className: "pin", html: String(number), iconSize: [32, 32], label: `${number}. ${link.textContent}` });
  return L.marker(place(item.dataset.latitude, item.dataset.longitude), { icon, number })
    .bindPopup(() => popup(link.textContent, link.href, "rough" in item.dataset ? words.rough : ""), POPUP);
}

// Pins too close for a finger stand together: under the first number in the list, or else under their count.
function newClusters(Named, words) {
  return L.markerClusterGroup({
    showCoverageOnHover: false,
    maxClusterRadius: 80,
    animate: !matchMedia("(prefers-reduced-motion: reduce)").matches,
    iconCreateFunction: (cluster) => {
      const count = cluster.getChildCount();
      const numbers = cluster.getAllChildMarkers().map((pin) => pin.options.number).filter(Boolean).sort((one, other) => one - other);
      const said = words.cluster.replace("{count}", count.toLocaleString());
      return new Named({
        className: numbers.length ? "cluster cluster-listed" : "cluster",
        html: numbers.length ? `${numbers[0]} +${count - 1}` : count.toLocaleString(),
        iconSize: numbers.length ? [60, 36] : [36, 36],
        label: numbers.length ? `${numbers.join(", ")}: ${said}` : said,
      });
    },
  });
}

function newMap(element, words) {
  const still = matchMedia("(prefers-reduced-motion: reduce)").matches;
  const map = L.map(element, {
    attributionControl: false, // the page says whose outline it is
    zoomControl: false,
    scrollWheelZoom: false, // the page scrolls, the map does not catch it
    zoomAnimation: !still, fadeAnimation: !still, markerZoomAnimation: !still, inertia: !still,
    minZoom: 2, maxZoom: 13, zoomSnap: 0.5,
  });
  const zoom = L.control.zoom({ zoomInTitle: words.nearer, zoomOutTitle: words.farther }).addTo(map);
  element.before(zoom.getContainer()); // above the map, where it covers no pin
  L.control.scale({ metric: false }).addTo(map);
  let opened; // the pin that a press of Escape goes back to
  map.on("popupopen", ({ popup }) => {
    opened = popup._source.getElement();
    const box = popup.getElement();
    box.querySelector(".leaflet-popup-close-button").setAttribute("aria-label", words.close);
    box.querySelector(".leaflet-popup-content a").focus();
  });
  element.addEventListener("keydown", ({ key, target }) => {
    if (key !== "Escape" || !target.closest(".leaflet-popup")) return;
    map.closePopup();
    opened?.focus();
  });
  return map;
}

// One picture of the country: what lies beyond the 180th meridian stands left of Alaska.
function place(latitude, longitude) {
  return L.latLng(Number(latitude), longitude > 0 ? longitude - 360 : Number(longitude));
}

// A pin that a screen reader can name.
function namedIcon() {
  return L.DivIcon.extend({
    createIcon(old) {
      const icon = L.DivIcon.prototype.createIcon.call(this, old);
      icon.setAttribute("aria-label", this.options.label);
      icon.title = this.options.label;
      return icon;
    },
  });
}

function popup(name, href, remark) {
  const box = document.createElement("div");
  const link = box.appendChild(document.createElement("a"));
  link.href = href;
  link.textContent = name;
  if (remark) box.appendChild(document.createElement("p")).textContent = remark;
  return box;
}

function label(text, className) {
  const html = document.createElement("span");
  html.textContent = text;
  return L.divIcon({ className: `map-label ${className}`, html, iconSize: [0, 0] });
}

function nameTowns(element, map) {
  for (const [name, latitude, longitude] of JSON.parse(element.dataset.towns)) {
    const icon = label(name, "map-town");
    L.marker(place(latitude, longitude), { icon, interactive: false, keyboard: false, zIndexOffset: -2000 }).addTo(map);
  }
}

function markStart(element, map, bounds) {
  const { latitude, longitude, place: name } = element.dataset;
  if (!latitude) return;
  const at = place(latitude, longitude);
  L.marker(at, { icon: label(name, "map-start"), interactive: false, keyboard: false, zIndexOffset: -1000 }).addTo(map);
  if (bounds.isValid()) bounds.extend(at);
}

async function outline(element, map) {
  const atlas = await (await fetch(element.dataset.outline)).json();
  const states = topojson.feature(atlas, atlas.objects.states);
  L.geoJSON(states, {
    interactive: false,
    style: { className: "state" },
    coordsToLatLng: ([longitude, latitude]) => place(latitude, longitude),
  }).addTo(map).bringToBack();
}

async function others(element, clusters, Named, words, known) {
  const { points, left_off: leftOff } = await (await fetch(element.dataset.points)).json();
  const rest = points.filter(([slug]) => !known.has(slug));
  clusters.addLayers(rest.map(([slug, name, town, latitude, longitude, rough]) =>
    L.marker(place(latitude, longitude), {
      icon: new Named({ className: "pin pin-other", html: "", iconSize: [24, 24], label: `${name}, ${town}` }),
    }).bindPopup(() => popup(name, `/centers/${slug}`, rough ? words.rough : ""), POPUP)));
  if (!rest.length) return "";
  return (leftOff ? words.some : words.all).replace("{count}", rest.length.toLocaleString());
}
