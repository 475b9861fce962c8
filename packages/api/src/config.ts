/** Whether this process serves people: what tests and development have proved is not proved again at each call. */
export const inProduction = (): boolean => process.env["NODE_ENV"] === "production";
