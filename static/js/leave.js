// "Leave now" takes the page's place, so that the Back button does not return to it.
// Escape three times within two seconds does the same from anywhere on the page.

const PRESSES = 3;
const WITHIN = 2000; // milliseconds

const link = document.querySelector("[data-leave]");
if (link) {
  const leave = () => location.replace(link.href);
  link.title = link.dataset.leave;
  link.addEventListener("click", (event) => {
    event.preventDefault();
    leave();
  });

  let presses = [];
  // In the capture phase: no menu or map may keep the key to itself.
  addEventListener("keydown", (event) => {
    if (event.key !== "Escape") presses = [];
    else if (!event.repeat) {
      presses = [...presses.filter((moment) => event.timeStamp - moment < WITHIN), event.timeStamp];
      if (presses.length >= PRESSES) leave();
    }
  }, { capture: true });
}
