/** Whether a text can be an Idempotency-Key: 8 to 128 of `A-Z a-z 0-9 . _ : -`, so that it can stand in a header, a log and a row as it is. */
export function isIdempotencyKey(text: string): boolean {
  return /^[A-Za-z0-9._:-]{8,128}$/.test(text);
}
