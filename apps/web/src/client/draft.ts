"use client";

import { useEffect, useEffectEvent, useRef, useState } from "react";

type Stored<Values> = { version: number; values: Values };

function read<Values>(key: string, version: number): Values | null {
  try {
    const text = window.localStorage.getItem(key);
    const stored = text === null ? null : (JSON.parse(text) as Stored<Values>);
    return stored?.version === version ? stored.values : null;
  } catch {
    return null;
  }
}

export type Draft = { restored: boolean; forget(): void };

/**
 * Keeps a form's values on this device while somebody types, and gives them back once after a
 * reload, a sign-in or a change of language. `version` goes up when the shape of the values changes.
 */
export function useDraft<Values>(name: string, version: number, values: Values, restore: (values: Values) => void): Draft {
  const key = `amanat.draft.${name}`;
  const [restored, setRestored] = useState(false);
  const ready = useRef(false);
  const forgotten = useRef(false);

  const bringBack = useEffectEvent(() => {
    const kept = read<Values>(key, version);
    if (kept !== null) {
      restore(kept);
      setRestored(true);
    }
    ready.current = true;
  });
  useEffect(() => {
    // Once per form: what is typed afterwards is newer than what was kept.
    const soon = setTimeout(() => bringBack(), 0);
    return () => clearTimeout(soon);
  }, []);

  const json = JSON.stringify({ version, values } satisfies Stored<Values>);
  const first = useRef(json);
  useEffect(() => {
    if (!ready.current || forgotten.current || json === first.current) return;
    try {
      window.localStorage.setItem(key, json);
    } catch {
      // A full or forbidden storage must not stop anybody from typing.
    }
  }, [key, json]);

  return {
    restored,
    forget: () => {
      forgotten.current = true;
      setRestored(false);
      try {
        window.localStorage.removeItem(key);
      } catch {
        // Nothing was kept then either.
      }
    },
  };
}
