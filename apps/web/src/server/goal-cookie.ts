/** The cookie in which next-auth keeps where somebody is going while they are away at a provider. */
export const goalCookieOf = (secure: boolean) => `${secure ? "__Secure-" : ""}next-auth.callback-url`;
