/** Which ways in this installation offers besides password, passkey and wallet, which need nothing. */
export type Ways = { google: boolean; telegram: boolean };
