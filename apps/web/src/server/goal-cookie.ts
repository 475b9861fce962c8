/** The cookie in which next-auth keeps the destination while a browser is at a provider. */
export const goalCookieOf = (secure: boolean) => `${secure ? "__Secure-" : ""}next-auth.callback-url`;
