import { useSyncExternalStore } from "react";

/**
 * Between signing up and confirming the e-mail. The address outlives a reload of the page, in this tab; the password that
 * was just typed is kept in memory only and is gone with the page.
 */
export type PendingSignUp = { email: string; password: string | null };

const KEY = "amanat.sign-up";
let pending: PendingSignUp | null = null;
let read = false;

export function rememberSignUp(next: PendingSignUp | null): void {
  pending = next;
  read = true;
  try {
    if (next === null) window.sessionStorage.removeItem(KEY);
    else window.sessionStorage.setItem(KEY, next.email);
  } catch {
    // Where nothing may be stored, the address is asked for again after a reload.
  }
}

function pendingSignUp(): PendingSignUp | null {
  if (read) return pending;
  read = true;
  try {
    const email = window.sessionStorage.getItem(KEY);
    if (email !== null) pending = { email, password: null };
  } catch {
    // Nothing was kept then.
  }
  return pending;
}

const unchanging = () => () => undefined;

/** Who is signing up in this tab; null on the server and for anybody else. */
export function usePendingSignUp(): PendingSignUp | null {
  return useSyncExternalStore(unchanging, pendingSignUp, () => null);
}
