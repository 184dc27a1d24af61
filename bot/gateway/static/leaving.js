// Leave now on the pages beside the chat: forgets at once, here and there, also by Escape three times.

const leave = document.getElementById("leave");
const token = document.querySelector("[name=token]")?.value;

function away() {
  document.body.replaceChildren();
  document.title = "";
  try {
    sessionStorage.clear();
  } catch {
    // Nothing was kept where storage is switched off.
  }
  const headers = { Authorization: `Bearer ${token}` };
  // Even while the page goes away.
  if (token) fetch("/api/conversations", { method: "DELETE", headers, keepalive: true }).catch(() => {});
  try {
    top.location.replace("/leave");
  } catch {
    location.replace("/leave");
  }
}

leave?.addEventListener("click", (event) => {
  event.preventDefault();
  away();
});
let escapes = 0;
addEventListener("keydown", ({ key }) => {
  escapes = key === "Escape" ? escapes + 1 : 0;
  if (escapes > 2) away();
});
