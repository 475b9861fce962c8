/** How Telegram lets people in here: by OpenID, as Google does, or by the page of its login widget. */
export type TelegramWay = { by: "open_id" } | { by: "widget"; loginUrl: string } | null;

/** Which ways in this installation offers besides password, passkey and wallet, which need nothing. */
export type Ways = { google: boolean; telegram: TelegramWay };
