const PLAIN = /^[a-z0-9][a-z0-9._-]{0,99}(?:\/[a-z0-9][a-z0-9._-]{0,99}){0,4}$/;

/** The only names that our archives have: small Latin letters, so that they are the same file on every system, and folders without a way up. */
export const isPlainName = (name: string): boolean => PLAIN.test(name);
