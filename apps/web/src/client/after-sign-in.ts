/** The same for people who are signed in. */
export { joinStream } from "./one-stream.ts";
export { tellZone } from "./own-zone.ts";
