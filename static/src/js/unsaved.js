// A form that somebody has changed: leaving its page asks first, and coming back brings the entries again. They are kept
// in this tab only (sessionStorage) and go with the next answer of the server, or where nobody is signed in. A form
// with a password or a code in it is never kept.
import { showToast } from "./toasts.js";

const KEPT = "unsaved:";
const SECRET = "input[type=password], input[autocomplete=one-time-code]";
const NO_ENTRY = new Set(["hidden", "password", "file", "submit", "button", "reset", "image"]);
const sent = new WeakSet();

const watched = () => [...document.querySelectorAll("main form[method=post]")].filter((form) => !form.querySelector(SECRET));
const fieldsOf = (form) => [...form.elements].filter((field) => field.name && !NO_ENTRY.has(field.type));
const placeOf = (at) => `${KEPT}${location.pathname}${location.search}#${at}`;
const isTicked = (field) => field.type === "checkbox" || field.type === "radio";

function given(options) {
  const chosen = options.filter((option) => option.defaultSelected);
  return (chosen.length ? chosen : options.slice(0, 1)).map((option) => option.value);
}

/** What the server wrote into a field, and what stands in it now. */
function read(field) {
  if (isTicked(field)) return { was: field.defaultChecked, is: field.checked };
  if (field.type === "select-one") return { was: given([...field.options]).at(-1) ?? "", is: field.value };
  if (field.type === "select-multiple") {
    const options = [...field.options];
    const chosen = (name) => options.filter((option) => option[name]).map((option) => option.value).join("\n");
    return { was: chosen("defaultSelected"), is: chosen("selected") };
  }
  return { was: field.defaultValue, is: field.value };
}

function write(field, value) {
  if (isTicked(field)) field.checked = value;
  else if (field.type === "select-multiple") {
    const chosen = new Set(value.split("\n"));
    for (const option of field.options) option.selected = chosen.has(option.value);
  } else field.value = value;
  field.dispatchEvent(new Event("input", { bubbles: true }));
}

function changesOf(form) {
  const entries = fieldsOf(form).map((field, at) => ({ at, name: field.name, ...read(field) }));
  return entries.filter((entry) => entry.was !== entry.is);
}

/** A form that was refused holds what nobody has saved, too. */
const isUnsaved = (form) => changesOf(form).length > 0 || form.querySelector('[aria-invalid="true"]') !== null;

function forgetAll(kept = () => true) {
  for (const key of Object.keys(sessionStorage)) {
    if (key.startsWith(KEPT) && kept(key)) sessionStorage.removeItem(key);
  }
}

function keep() {
  watched().forEach((form, at) => {
    const changes = changesOf(form);
    if (!changes.length) return sessionStorage.removeItem(placeOf(at));
    sessionStorage.setItem(placeOf(at), JSON.stringify({ isSent: sent.has(form), changes }));
  });
}

/** Only into fields that hold what they held then: what somebody else has changed meanwhile is not overwritten. */
function restore(form, changes) {
  const fields = fieldsOf(form);
  const fitting = changes.filter(({ at, name, was }) => fields[at]?.name === name && read(fields[at]).was === was);
  for (const { at, is } of fitting) write(fields[at], is);
  return fitting.length > 0;
}

function bringBack() {
  const kept = watched().map((form, at) => [form, JSON.parse(sessionStorage.getItem(placeOf(at)))]);
  const hasRestored = kept.map(([form, entry]) => entry !== null && restore(form, entry.changes)).some(Boolean);
  if (hasRestored) showToast(document.getElementById("toasts").dataset.restored);
}

export function startUnsaved() {
  if (document.body.classList.contains("public")) return forgetAll();
  const [visit] = performance.getEntriesByType("navigation");
  if (visit?.type === "back_forward" || visit?.type === "reload") bringBack();
  else {
    // The server has answered: what was sent is saved, or stands in the form again.
    forgetAll((key) => JSON.parse(sessionStorage.getItem(key)).isSent || key.startsWith(placeOf("")));
  }
  document.addEventListener("submit", (event) => {
    if (!event.defaultPrevented && event.target.method === "post") sent.add(event.target);
  });
  window.addEventListener("beforeunload", (event) => {
    if (watched().some((form) => !sent.has(form) && isUnsaved(form))) event.preventDefault();
  });
  window.addEventListener("pagehide", keep);
  window.addEventListener("pageshow", (event) => {
    if (event.persisted) for (const form of watched()) sent.delete(form);
  });
}
