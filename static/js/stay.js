// Says two minutes before the end that a person will be signed out, and lets them stay with one press.

const BEFORE = 120; // seconds

const notice = document.querySelector("[data-idle]");
if (notice) {
  let timer;
  const wait = () => {
    clearTimeout(timer);
    notice.hidden = true;
    timer = setTimeout(() => { notice.hidden = false; }, (Number(notice.dataset.idle) - BEFORE) * 1000);
  };
  notice.querySelector("button").addEventListener("click", async () => {
    const answer = await fetch(notice.dataset.keep, { redirect: "manual" }).catch(() => null);
    if (answer?.ok) wait();
    else location.reload();
  });
  wait();
}
