/** One error: its HTTP status, whether the same call may succeed later, and what to do. */
export type ErrorRow = { http: number; retryable: boolean; hint: string };
