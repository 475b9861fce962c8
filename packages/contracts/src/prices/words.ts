import type { Words } from "../words.ts";

export const prices = {
  ids: { quote: "quo" },
  incidents: {
    /** A token's price is further from its dollar than allowed: nothing new is agreed on in it. Closes when its feed says that it is back. */
    "prices.depegged": { retry: false },
  },
} as const satisfies Words;
