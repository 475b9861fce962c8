/**
 * Between signing up and confirming the e-mail. Kept in memory only, so that the password that was
 * just typed need not be typed again, and is gone with the page.
 */
export type PendingSignUp = { email: string; password: string };

let pending: PendingSignUp | null = null;

export function rememberSignUp(next: PendingSignUp | null): void {
  pending = next;
}

export function pendingSignUp(): PendingSignUp | null {
  return pending;
}
