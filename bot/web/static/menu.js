// The header's menu and the sheet with a link for a second device.

import { byId, icon, make } from "./dom.js";
import { post } from "./outbox.js";
import { commands, word } from "./words.js";

const ICONS = {
  start: "M5 12h13M12 6l6 6-6 6",
  profile: "M12 12a4 4 0 1 0 0-8 4 4 0 0 0 0 8M4.5 20a7.5 7.5 0 0 1 15 0",
  edit: "M4 20l1-4L16 5l3 3L8 19zM14 7l3 3",
  language: "M12 3a9 9 0 1 0 .01 0M3.5 12h17M12 3c5 5 5 13 0 18M12 3c-5 5-5 13 0 18",
  delegates: "M9 11a3.5 3.5 0 1 0 0-7 3.5 3.5 0 0 0 0 7M2.5 20a6.5 6.5 0 0 1 13 0M16 4.5a3.5 3.5 0 0 1 0 6.5M18 14.500a6.5 6.5 0 0 1 3.5 5.5",
  wishes: "M12 20l-7.5-7.500a4.600 4.600 0 0 1 6.500-6.500l1 1 1-1a4.600 4.600 0 0 1 6.500 6.500z",
  agenda: "M5 6h14v14H5zM5 10h14M9 3.500v4M15 3.500v4M9 14h2M13 14h2",
  privacy: "M12 3l7 3v5c0 5-3 8-7 10-4-2-7-5-7-10V6zM9 12l2.2 2.200L15.5 10",
  export: "M12 4v11M7.5 10.500L12 15l4.5-4.500M5 19.500h14",
  erase: "M5 7h14M10 7V4.500h4V7M7 7l1 13h8l1-13M10.5 11v5.500M13.5 11v5.5",
  reminders: "M6 17h12l-1.5-2.500V10a4.500 4.500 0 0 0-9 0v4.500zM10.5 20h3",
  link: "M10 14a4 4 0 0 0 5.700 0l3-3a4 4 0 0 0-5.700-5.700l-1.200 1.200M14 10a4 4 0 0 0-5.700 0l-3 3a4 4 0 0 0 5.700 5.700l1.200-1.200",
  organise: "M4 8h16v11H4zM9 8V5h6v3M4 13h16",
  status: "M3 12h4l3-7 4 14 3-7h4",
  broadcast: "M4 10v4h3l7 5V5l-7 5zM17.5 9a4 4 0 0 1 0 6",
  allocate: "M4 6h7v5H4zM13 6h7v5h-7zM4 14h7v5H4zM13 14h7v5h-7z",
  change: "M5 9h12l-3.500-3.500M19 15H7l3.500 3.500",
  setup: "M5 7h8M17 7h2M5 12h2M11 12h8M5 17h9M18 17h1M13 5v4M7 10v4M14 15v4",
  publish: "M12 15V4M7.500 8.500L12 4l4.500 4.500M5 14v5.500h14V14",
  help: "M12 3a9 9 0 1 0 .01 0M9.5 9.500a2.5 2.5 0 1 1 3.5 2.300c-.7.3-1 .8-1 1.700M12 16.800v.01",
};
const DOT = "M12 11.900v.2";

/** `say(text)` sends a command as if it were typed. */
export function setUpMenu(say) {
  const menu = byId("menu");
  for (const sheet of document.querySelectorAll("dialog.sheet")) setUpSheet(sheet);
  byId("menu-button").hidden = false;
  byId("menu-button").addEventListener("click", () => menu.showModal());
  byId("device-button").addEventListener("click", () => {
    menu.close();
    openDeviceSheet();
  });
  byId("device-copy").addEventListener("click", copyLink);
  byId("device-share").addEventListener("click", () => navigator.share({ url: link() }).catch(() => {}));
  let isOrganiser = false;
  const list = () => listCommands(menu, say, isOrganiser);
  const showFor = (organises) => {
    isOrganiser = organises;
    list();
  };
  list();
  return { list, showFor };
}

function setUpSheet(sheet) {
  sheet.querySelector("[data-close]").addEventListener("click", () => sheet.close());
  sheet.addEventListener("click", (event) => event.target === sheet && sheet.close());
}

function listCommands(menu, say, isOrganiser) {
  const entries = commands(isOrganiser).map(({ name, label }) => {
    const className = name === "erase" ? "entry danger" : "entry";
    const entry = make("button", { class: className, type: "button" }, icon(name === "start" ? "mirrored" : "", ICONS[name] ?? DOT), make("span", {}, label));
    entry.addEventListener("click", () => {
      menu.close();
      say(`/${name}`);
    });
    return make("li", {}, entry);
  });
  byId("commands").replaceChildren(...entries);
}

const link = () => byId("device-link").textContent;

async function openDeviceSheet() {
  byId("device-link").textContent = "…";
  byId("device-copy").disabled = true;
  byId("device-share").hidden = true;
  byId("device").showModal();
  const response = await post("/chat/device-link", {});
  if (!response?.ok) return void (byId("device-link").textContent = word("device_failed"));
  byId("device-link").textContent = new URL((await response.json()).path, location.origin).href;
  byId("device-copy").disabled = false;
  byId("device-share").hidden = !navigator.share;
}

async function copyLink() {
  const button = byId("device-copy");
  try {
    await navigator.clipboard.writeText(link());
  } catch {
    getSelection().selectAllChildren(byId("device-link")); // the person copies it themselves
    return;
  }
  byId("device-state").textContent = button.textContent = word("copied");
  setTimeout(() => {
    button.textContent = word("copy");
    byId("device-state").textContent = "";
  }, 2500);
}
