import { useSyncExternalStore } from "react";
import { SCHEME_ATTRIBUTE, SCHEME_KEY } from "./scheme-script.ts";

/** Light, dark, or as the device says. */
export type Scheme = "light" | "dark" | "auto";

const watchers = new Set<() => void>();

function isScheme(value: string | null): value is Scheme {
  return value === "light" || value === "dark" || value === "auto";
}

/** What was chosen on this device. */
export function chosenScheme(): Scheme {
  try {
    const kept = window.localStorage.getItem(SCHEME_KEY);
    return isScheme(kept) ? kept : "auto";
  } catch {
    return "auto";
  }
}

function isNight(): boolean {
  return window.matchMedia("(prefers-color-scheme: dark)").matches;
}

function show(scheme: Scheme): void {
  document.documentElement.setAttribute(SCHEME_ATTRIBUTE, scheme === "auto" ? (isNight() ? "dark" : "light") : scheme);
  for (const watcher of watchers) watcher();
}

/** Chooses for this device, now and from now on. */
export function chooseScheme(scheme: Scheme): void {
  try {
    window.localStorage.setItem(SCHEME_KEY, scheme);
  } catch {
    // Where nothing may be stored, the device's own stands after a reload.
  }
  show(scheme);
}

/** Told whenever the page changes its colours. */
export function onScheme(watcher: () => void): () => void {
  watchers.add(watcher);
  return () => watchers.delete(watcher);
}

/** Follows nightfall and what is chosen in another tab. Once per document. */
export function followScheme(): () => void {
  const night = window.matchMedia("(prefers-color-scheme: dark)");
  const follow = () => show(chosenScheme());
  const elsewhere = ({ key }: StorageEvent) => {
    if (key === SCHEME_KEY) follow();
  };
  night.addEventListener("change", follow);
  window.addEventListener("storage", elsewhere);
  return () => {
    night.removeEventListener("change", follow);
    window.removeEventListener("storage", elsewhere);
  };
}

/** What is chosen; null while only the server has spoken, which cannot know. */
export function useScheme(): Scheme | null {
  return useSyncExternalStore<Scheme | null>(onScheme, chosenScheme, () => null);
}
