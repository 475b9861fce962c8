/** What can change about how somebody comes into their account. */
export const ACCOUNT_CHANGES = [
  "password_changed",
  "passkey_added",
  "passkey_removed",
  "passkey_suspect",
  "way_added",
  "way_removed",
] as const;
