// Passkeys: the page brings what the browser needs as JSON, the form takes its answer back. Nothing else is asked for.
// Also a box that shows what is typed into a password field.

const can = window.isSecureContext && "PublicKeyCredential" in window && !/^[\d.]+$|^\[/.test(location.hostname);

function bytes(text) {
  const plain = atob(text.replace(/-/g, "+").replace(/_/g, "/"));
  return Uint8Array.from(plain, (letter) => letter.charCodeAt(0));
}

function text(buffer) {
  const plain = String.fromCharCode(...new Uint8Array(buffer));
  return btoa(plain).replace(/\+/g, "-").replace(/\//g, "_").replace(/=+$/, "");
}

// What stands in the JSON as text, and must be bytes for the browser.
function read(options) {
  const keys = (list) => list?.map((key) => ({ ...key, id: bytes(key.id) }));
  return {
    ...options,
    challenge: bytes(options.challenge),
    ...(options.user && { user: { ...options.user, id: bytes(options.user.id) } }),
    ...(options.excludeCredentials && { excludeCredentials: keys(options.excludeCredentials) }),
    ...(options.allowCredentials?.length && { allowCredentials: keys(options.allowCredentials) }),
  };
}

function write(key) {
  const parts = ["attestationObject", "authenticatorData", "clientDataJSON", "signature", "userHandle"];
  const held = parts.filter((part) => key.response[part]);
  const response = Object.fromEntries(held.map((part) => [part, text(key.response[part])]));
  return JSON.stringify({ id: key.id, rawId: text(key.rawId), type: key.type, response });
}

async function answer(form) {
  const publicKey = read(JSON.parse(form.dataset.options));
  const complaint = form.querySelector("[role=alert]");
  complaint.hidden = true;
  try {
    const key = await navigator.credentials[form.dataset.passkey]({ publicKey });
    form.elements.answer.value = write(key);
  } catch {
    complaint.hidden = false; // the person said no, took too long, or has none
    return;
  }
  form.submit();
}

for (const form of can ? document.querySelectorAll("[data-passkey]") : []) {
  form.hidden = false;
  form.addEventListener("submit", (event) => {
    event.preventDefault();
    answer(form);
  });
}
if (can) document.querySelectorAll(".without-passkeys").forEach((words) => { words.hidden = true; });

for (const box of document.querySelectorAll("[data-reveal]")) {
  box.closest(".reveal").hidden = false;
  box.addEventListener("change", () => {
    document.getElementById(box.dataset.reveal).type = box.checked ? "text" : "password";
  });
}
