// "Use my location": asks the browser only when pressed, rounds to about half a mile, and searches from there.
// Nothing is kept: the rounded numbers go into the box, and so into the address of the search.

const DECIMALS = 2; // of a degree: about 1 km
const REFUSED = 1; // GeolocationPositionError.PERMISSION_DENIED

for (const template of document.querySelectorAll("template[data-near-me]")) {
  const form = template.parentElement.querySelector("form.place-box");
  if (form && isSecureContext && "geolocation" in navigator) offer(template, form);
}

function offer(template, form) {
  form.append(template.content.cloneNode(true));
  const button = form.querySelector(".near-me button");
  const status = form.querySelector(".near-me [role=status]");
  const { looking, refused, lost } = template.dataset;

  button.addEventListener("click", () => {
    button.disabled = true;
    status.textContent = looking;
    navigator.geolocation.getCurrentPosition(
      ({ coords }) => {
        form.elements.near.value = `${coords.latitude.toFixed(DECIMALS)},${coords.longitude.toFixed(DECIMALS)}`;
        button.disabled = false; // for a person who comes back
        status.textContent = "";
        form.requestSubmit();
      },
      (error) => {
        status.textContent = error.code === REFUSED ? refused : lost;
        button.disabled = false;
        button.focus();
      },
      { enableHighAccuracy: false, timeout: 10_000, maximumAge: 300_000 },
    );
  });
}
