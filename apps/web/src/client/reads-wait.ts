import { onlineManager } from "@tanstack/react-query";
import { isReached, onReach } from "./reach.ts";

/**
 * Reads wait for the server instead of failing; what was read stays. The cache's own watch knows of the browser's network
 * alone, and that the network is there says nothing of the server. Called once in a tab.
 */
export function readsWait(): void {
  onlineManager.setEventListener((setOnline) => {
    const tell = () => setOnline(isReached());
    tell();
    return onReach(tell);
  });
}
